"""What exports make of a message, seventeenth set: one kind for each that the research names, by programs of Perl, C and
the shell, by a hand that had not read the model.

Needs Debian's packages par, libemail-reply-perl, libhtml-fromtext-perl, libemail-stuffer-perl, libemail-mime-perl, recode,
nmh, procmail (for formail), libmime-lite-perl, libmail-mboxparser-perl, libtemplate-perl, coreutils, icu-devtools and
qprint. nmh and formail are in other sets, too: here they keep an MMDF mailbox, and leave fields out. Nothing writes a PST
without Outlook: what readpst makes of one is done after its source, and after mails that it wrote.
"""

from __future__ import annotations

import base64
import random
import re
from collections.abc import Callable
from datetime import UTC
from email import message_from_bytes, policy
from functools import cache
from pathlib import Path
from urllib.parse import quote

from benchmarks.taints.exports_eleventh import _DIGITS, _LETTERS, _steady_marks
from benchmarks.taints.programs import open_bench, read_stored, read_text, write_box
from benchmarks.taints.rebuilding import Exported, Printed, rebuild
from benchmarks.taints.servers_seventeenth import (
    CODE,
    COMPOSE,
    LEAK_SITE,
    MBOX_PARSER,
    PARAGRAPHS,
    RECODE,
    REPLY,
)
from benchmarks.taints.serving import start_server

from chaffinch.mail.message import Message, parse_message
from chaffinch.mail.page_text import read_page_text

_MODULES = {
    "libemail-reply-perl": "Email/Reply.pm", "libhtml-fromtext-perl": "HTML/FromText.pm",
    "libemail-stuffer-perl": "Email/Stuffer.pm", "libemail-mime-perl": "Email/MIME.pm",
    "libmime-lite-perl": "MIME/Lite.pm", "libmail-mboxparser-perl": "Mail/MboxParser.pm", "libtemplate-perl": "Template.pm",
}  # fmt: skip
"""A file of each package that has no program on the path."""


def _is_there(module: str) -> bool:
    """Return whether Perl has a module from Debian."""
    return any(
        path.is_file() for place in ("/usr/share/perl5", "/usr/lib") for path in _list_places(place, module)
    )


def _list_places(place: str, module: str) -> list[Path]:
    """Return where a module would lie: what holds compiled code lies apart for each architecture and version."""
    return [Path(place, module), *Path(place).glob(f"*/perl5/*/{module}")]


PROGRAMS = (
    "perl", "par", "recode", "inc", "packf", "formail", "fmt", "uconv", "qprint",
    # a path that is not there is a program that is not there
    *(f"/usr/share/perl5/{module}" for module in _MODULES.values() if not _is_there(module)),
)  # fmt: skip
"""What must be installed; the packages' names are above."""
_PARINIT = "rTbgqR B=.,?'_A_a_@ Q=_s>|"
"""What par's manual tells everyone to set."""
_KEPT = ("From:", "To:", "Cc:", "Subject:", "Date:", "MIME-Version:", "Content-")
_PST = "--boundary-LibPST-iamunique-1804289383_-_-"


@cache
def _need(package: str) -> None:
    """Make sure that a module of Perl is there.

    Raises:
        SystemExit: it is not installed.
    """
    if not _is_there(_MODULES[package]):
        raise SystemExit(f"{_MODULES[package]} is not installed: it is in Debian's package {package}.")


def _ask_perl(package: str, script: str, raw: bytes) -> bytes:
    """Return what a script around a module makes of a message."""
    _need(package)
    return start_server(package, "perl", script).ask(raw)


def _steady(raw: bytes, written: bytes, chance: random.Random) -> bytes:
    """Return a message with boundaries of Email::MIME or MIME::Lite that are from the seed."""
    written = _steady_marks(rb'boundary="?(\d{8,}\.[0-9A-Za-z]+\.\d+)', _LETTERS, raw, written, chance)
    return _steady_marks(rb'boundary="(_-+=_\d{10,})', _DIGITS, raw, written, chance)


def fill_with_par(raw: bytes, chance: random.Random) -> Exported:
    """par on the text, as mutt's editor has it filled: what par refuses (a word too long) stays as it was."""

    def fill(said: str) -> str:
        with open_bench() as bench:
            done = read_text(bench.run("par", "par", fed=said.encode(), PARINIT=_PARINIT))
        return said if not done.strip() or "par error:" in done else done

    return rebuild(raw, text=fill, newline="\n")


def answer_with_email_reply(raw: bytes, chance: random.Random) -> Exported:
    """Perl's Email::Reply: all of the other's text quoted above a line of thanks."""
    plain = rebuild(raw, newline="\n")
    return _ask_perl("libemail-reply-perl", REPLY, plain) or plain


def compose_with_stuffer(raw: bytes, chance: random.Random) -> Exported:
    """Perl's HTML::FromText and Email::Stuffer: the text as a page, in a message of its own."""
    _need("libhtml-fromtext-perl")
    plain = rebuild(raw, newline="\n")
    return _steady(plain, _ask_perl("libemail-stuffer-perl", COMPOSE, plain) or plain, chance)


def code_with_email_mime(raw: bytes, chance: random.Random) -> Exported:
    """Perl's Email::MIME: each text in quoted-printable, or in base64 where it was in that."""
    stored = read_stored(raw)
    return _ask_perl("libemail-mime-perl", CODE, stored) or stored


def recode_to_windows(raw: bytes, chance: random.Random) -> Exported:
    """recode on each text: windows-1252, as its field says."""
    stored = read_stored(raw)
    with open_bench() as bench:
        bench.run("recode", "recode", "--version")
    return _ask_perl("libemail-mime-perl", RECODE, stored) or stored


def keep_in_mmdf(raw: bytes, chance: random.Random) -> Exported:
    """nmh: packed into an MMDF mailbox, and taken out of it again into a folder."""
    with open_bench() as bench:
        profile = bench.write("profile", f"Path: {bench.place}/Mail\n")
        bench.write("Mail/old/1", read_stored(raw))
        (bench.place / "Mail" / "new").mkdir()
        box = str(bench.place / "packed")
        bench.run("nmh", "packf", "+old", "-mmdf", "-file", box, MH=str(profile))
        bench.run("nmh", "inc", "+new", "-file", box, "-silent", MH=str(profile))
        return bench.read("Mail/new/1")


def read_from_pst(raw: bytes, chance: random.Random) -> Exported:
    """readpst's mail, after its source: fields of what was sent made anew, body alternatives, files by their long names."""
    message = parse_message(raw)
    read = message_from_bytes(read_stored(raw), policy=policy.compat32)
    bodies = {
        kind: part.get_payload(decode=True)
        for part in read.walk()
        for kind in (part.get_content_type(),)
        if kind == "text/html" and not part.get_filename()
    }
    texts = [("plain", message.text.encode())] if message.text else []
    for page in bodies.values():
        texts.append(("html", page if isinstance(page, bytes) else b""))
    charset = next(
        (part.get_content_charset("utf-8") for part in read.walk() if part.get_content_type() == "text/html"),
        "utf-8",
    )
    inner = b"".join(
        f'\n--alt-{_PST}\nContent-Type: text/{kind}; charset="{"utf-8" if kind == "plain" else charset}"\n\n'.encode()
        + said
        for kind, said in texts
    )
    files = b"".join(
        f"\n--{_PST}\nContent-Type: {one.content_type}\nContent-Transfer-Encoding: base64\n"
        f"Content-Disposition: attachment; \n        filename*=utf-8''{quote(one.name)};\n"
        f'        filename="{one.name}"\n\n'.encode()
        + base64.encodebytes(one.content)
        for one in message.attachments
        if one.name
    )
    head = f'MIME-Version: 1.0\nContent-Type: multipart/mixed;\n\tboundary="{_PST}"\n\n'
    opened = f'\n--{_PST}\nContent-Type: multipart/alternative;\n\tboundary="alt-{_PST}"\n'
    return b"".join(
        (
            b"Status: RO\n", _write_pst_head(raw, message), head.encode(), opened.encode(), inner,
            f"\n--alt-{_PST}--\n".encode(), files, f"\n--{_PST}--\n\n".encode(),
        )
    )  # fmt: skip


def _write_pst_head(raw: bytes, message: Message) -> bytes:
    """Return the fields: as the transport left them, or made from the store's where no transport saw the message."""
    if any(one.key == "received" for one in message.headers):
        gone = (
            "mime-version",
            "content-type",
            "content-transfer-encoding",
            "content-class",
            "x-mimeole",
            "x-from_",
        )
        return b"".join(
            one.raw.replace(b"\r\n", b"\n").rstrip(b"\n") + b"\n"
            for one in message.headers
            if one.key not in gone
        )
    people = ["; ".join(one.name or one.address for one in some) for some in (message.to, message.cc)]
    lines = [
        f"From: {_encode_word(message.sender.name, quoted=True)} <{message.sender.address}>",
        f"Subject: {_encode_word(message.subject)}",
        f"To: {_encode_word(people[0])}",
    ]
    if people[1]:
        lines.append(f"Cc: {_encode_word(people[1])}")
    if message.date:
        lines.append(f"Date: {message.date.astimezone(UTC):%a, %d %b %Y %H:%M:%S +0000}")
    if message.message_id:
        lines.append(f"Message-Id: {message.message_id}")
    return "".join(f"{line}\n" for line in lines).encode("utf-8", "replace")


def _encode_word(said: str, *, quoted: bool = False) -> str:
    """Return a field's value as readpst writes it: one word of base64 where it is not ASCII, a name of two in quotes."""
    if said.isascii():
        return f'"{said}"' if quoted and " " in said else said
    return f"=?utf-8?B?{base64.b64encode(said.encode()).decode()}?="


def strip_with_formail(raw: bytes, chance: random.Random) -> Exported:
    """formail's `-X`: the fields that a reader wants, the body as it was."""
    options = [part for name in _KEPT for part in ("-X", name)]
    with open_bench() as bench:
        return bench.run("procmail", "formail", "-k", *options, fed=read_stored(raw))


def copy_paragraphs(raw: bytes, chance: random.Random) -> Exported:
    """Some paragraphs in a row, from the start or the middle, by Perl into a new message of MIME::Lite."""
    _need("libemail-mime-perl")
    plain = rebuild(raw, newline="\n")
    count = len([one for one in re.split(r"\n{2,}", parse_message(raw).text) if one.strip()])
    size = max(1, min(count, chance.randint((count + 1) // 2, max(1, count))))
    start = chance.choice((0, (count - size) // 2)) if count > size else 0
    given = f"{start}\n{size}\n".encode() + plain
    return _ask_perl("libmime-lite-perl", PARAGRAPHS, given) or plain


def take_out_of_takeout(raw: bytes, chance: random.Random) -> Exported:
    """A mailbox file of Google's Takeout, with its fields, read with Perl's Mail::MboxParser."""
    number = chance.randint(10**18, 18 * 10**17)
    begun = f"From {number}@xxx Mon Mar 02 10:12:13 +0000 2026\nX-GM-THRID: {number}\nX-Gmail-Labels: Archived,Opened\n"
    stored = write_box(raw).partition(b"\n")[2]
    return _ask_perl("libmail-mboxparser-perl", MBOX_PARSER, begun.encode() + stored) or stored


def show_on_leak_site(raw: bytes, chance: random.Random) -> Exported:
    """A page after those of WikiLeaks' archives of mail, by Perl's Template Toolkit, kept from a browser."""
    _need("libtemplate-perl")
    page = _ask_perl("libemail-mime-perl", LEAK_SITE, rebuild(raw, newline="\n"))
    return Printed(read_page_text(read_text(page))[0], "html")


def post_from_desk(raw: bytes, chance: random.Random) -> Exported:
    """A Unix desk's own pipe: formail's few fields, fmt's lines, uconv's Latin 9 where all fits, qprint's encoding."""
    said = parse_message(raw).text.replace("\r\n", "\n").encode()
    with open_bench() as bench:
        options = [part for name in _KEPT[:5] for part in ("-X", name)]
        head = bench.run("procmail", "formail", *options, fed=read_stored(raw)).rstrip(b"\n")
        filled = bench.run("coreutils", "fmt", "-s", fed=said)
        recoded = bench.run("icu-devtools", "uconv", "-f", "utf-8", "-t", "iso-8859-15", fed=filled)
        # uconv stops at what the charset does not have
        whole = recoded.decode("iso-8859-15").encode() == filled
        coded = bench.run("qprint", "qprint", "-e", fed=recoded if whole else filled)
    charset = b"iso-8859-15" if whole else b"utf-8"
    fields = b"\nMIME-Version: 1.0\nContent-Type: text/plain; charset=" + charset
    return head + fields + b"\nContent-Transfer-Encoding: quoted-printable\n\n" + coded


EXPORTS: dict[str, Callable[[bytes, random.Random], Exported]] = {
    one.__name__: one
    for one in (
        fill_with_par, answer_with_email_reply, compose_with_stuffer, code_with_email_mime, recode_to_windows, keep_in_mmdf,
        read_from_pst, strip_with_formail, copy_paragraphs, take_out_of_takeout, show_on_leak_site, post_from_desk,
    )
}  # fmt: skip
