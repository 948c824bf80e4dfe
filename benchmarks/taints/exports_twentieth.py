"""What exports make of a message, twentieth set: one kind for each that the research names, by libraries of Perl and PHP
and by classic mail tools, by a hand that had not read the model.

Needs Debian's packages libtext-autoformat-perl, libmailtools-perl, php-cli, php-mbstring, libphp-phpmailer,
php-twig, maildrop (for reformime), perl (for piconv), sed and swaks. What Apache Tika makes of a PST, a
mailbox of Takeout brought into Thunderbird and SquirrelMail's forward are written after those programs' own ways, the
leak site's page after Datashare's. MailTools, reformime, Takeout, Thunderbird and Datashare are in other sets, too: here
to answer and to go through a mailbox file, to code anew, both one after the other, and as a page.
"""

from __future__ import annotations

import random
import re
from base64 import b64encode
from collections.abc import Callable
from datetime import UTC
from email import message_from_bytes, policy
from html import escape

from benchmarks.taints.exports_eighteenth_sources import find_page
from benchmarks.taints.exports_eleventh import _DIGITS, _LETTERS, _steady_marks
from benchmarks.taints.exports_nineteenth import _answer_later, _make_id, _name_first, _spell
from benchmarks.taints.programs import (
    ASCTIME,
    Libraries,
    begin_box,
    list_missing,
    open_bench,
    read_stored,
    read_text,
    write_box,
)
from benchmarks.taints.rebuilding import Exported, Printed, rebuild
from benchmarks.taints.servers_twentieth import PERL, PHP
from benchmarks.taints.serving import Server, serve_library

from chaffinch.mail.message import Message, parse_message
from chaffinch.mail.page_text import read_page_text

_LIBRARIES = Libraries(
    {
        "libtext-autoformat-perl": ("/usr/share/perl5", "Text/Autoformat.pm"),
        "libmailtools-perl": ("/usr/share/perl5", "Mail/Internet.pm"),
        "libphp-phpmailer": ("/usr/share/php", "libphp-phpmailer/autoload.php"),
        "php-twig": ("/usr/share/php", "Twig/autoload.php"),
    }
)
"""A file of each package that has no program on the path."""
PROGRAMS = ("perl", "php", "reformime", "piconv", "sed", "swaks", *list_missing(_LIBRARIES.values()))
"""What must be installed; the packages' names are above."""
_WROTE_OUT = policy.compat32.clone(max_line_length=None, mangle_from_=False)
_TRACE = "Received|Return-Path|Delivered-To|X-Original-To|DKIM-Signature|Authentication-Results|X-[A-Za-z-]*"


def _serve_perl() -> Server:
    _LIBRARIES.need("libtext-autoformat-perl")
    return serve_library(_LIBRARIES, "libmailtools-perl", "perl", PERL)


def _serve_php() -> Server:
    _LIBRARIES.need("php-twig")
    return serve_library(_LIBRARIES, "libphp-phpmailer", "php", PHP)


def _read_plain(message: Message) -> str:
    return message.text.replace("\r\n", "\n")


def _describe(message: Message, what: str) -> dict[str, object]:
    """Return what PHPMailer is given of a message that is sent on as it is."""
    files = [
        {"name": one.name, "kind": one.content_type, "content": b64encode(one.content).decode()}
        for one in message.attachments
        if one.name
    ]
    return {
        "do": what, "charset": "utf-8", "from": [[message.sender.address, message.sender.name]],
        "to": [[one.address, one.name] for one in message.to],
        "cc": [[one.address, one.name] for one in message.cc], "subject": " ".join(message.subject.split()),
        "date": message.raw_date, "id": message.message_id, "files": files, "text": _read_plain(message),
    }  # fmt: skip


def _send(known: dict[str, object], raw: bytes, chance: random.Random) -> bytes:
    """Return what PHPMailer makes; the message as it was where PHPMailer refuses an address."""
    sent = _serve_php().ask(_spell(known))
    sent = _steady_marks(rb"(?<=b[123]_)[\w-]{20,}", _LETTERS, raw, sent, chance)
    return sent or read_stored(raw)


def format_with_autoformat(raw: bytes, chance: random.Random) -> Exported:
    """Perl's Text::Autoformat, as a filter of an editor: all paragraphs, to 72 columns."""

    def fill(said: str) -> str:
        done = _serve_perl().ask(b"wrap\n" + said.replace("\r\n", "\n").encode("utf-8", "replace"))
        return read_text(done) or said

    return rebuild(raw, text=fill, newline="\n")


def answer_with_mailtools(raw: bytes, chance: random.Random) -> Exported:
    """MailTools' `reply`, the whole text quoted, sent by whoever had the message."""
    message = parse_message(raw)
    stored = rebuild(raw, files=False, newline="\n")
    sent = _serve_perl().ask(b"reply\n" + stored)
    if not sent:
        return stored
    head = f"From: {_name_first(message, own=True)}\nDate: {_answer_later(message, chance)}\n"
    return f"{head}Message-ID: {_make_id(chance)}\n".encode() + sent


def clean_page_in_php(raw: bytes, chance: random.Random) -> Exported:
    """A ticket system's page of the mail: made clean by PHP's `strip_tags`, or paragraphs of the text, sent by
    PHPMailer with its text beside it."""
    message = parse_message(raw)
    return _send(_describe(message, "clean") | {"page": find_page(raw)}, raw, chance)


def code_with_reformime(raw: bytes, chance: random.Random) -> Exported:
    """maildrop's `reformime -r7`: what has eight bits in quoted-printable, as for an old relay."""
    stored = read_stored(raw)
    with open_bench() as bench:
        done = bench.run("maildrop", "reformime", "-r7", fed=stored)
    # its boundaries have a machine, a process and a clock in them
    done = _steady_marks(rb"(?<==_)[\w.-]+?-\d+-\d{10}-\d{4}-\d+", _LETTERS, raw, done, chance)
    return done or stored


def recode_with_piconv(raw: bytes, chance: random.Random) -> Exported:
    """Perl's piconv on each text: to windows-1252 where all of it can be, as the part's field says."""
    message = message_from_bytes(read_stored(raw), policy=policy.compat32)
    with open_bench() as bench:
        for part in message.walk():
            said = part.get_payload(decode=True)
            if part.get_content_maintype() != "text" or part.get_filename() or not isinstance(said, bytes):
                continue
            charset = part.get_content_charset() or "us-ascii"
            try:
                said.decode(charset).encode("cp1252")
            except (LookupError, UnicodeError):
                continue
            done = bench.run("perl", "piconv", "-f", charset, "-t", "cp1252", fed=said)
            if not done:
                continue
            del part["Content-Transfer-Encoding"]
            part.set_payload(done.decode("cp1252", "replace"), "windows-1252")
    return message.as_bytes(policy=_WROTE_OUT)


def store_with_mailtools(raw: bytes, chance: random.Random) -> Exported:
    """MailTools' `as_mbox_string` on what a mailbox file had: its line kept as a field, fields folded anew, lines that
    begin as one of a mailbox quoted."""
    done = _serve_perl().ask(b"box\n" + write_box(raw))
    return begin_box(parse_message(raw)) + done if done else write_box(raw)


def extract_with_tika(raw: bytes, chance: random.Random) -> Exported:
    """Apache Tika's page for a message of an Outlook store: fields as properties, the subject, the text, the files."""
    message = parse_message(raw)
    people = {"Message-From": message.sender.name or message.sender.address}
    people |= {"Message-To": "; ".join(one.name or one.address for one in message.to)}
    people |= {
        "Message-Cc": "; ".join(one.name or one.address for one in message.cc),
        "dc:title": message.subject,
    }
    if message.date:
        people["dcterms:created"] = f"{message.date.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    metas = "".join(
        f'<meta name="{name}" content="{escape(value)}"/>\n' for name, value in people.items() if value
    )
    files = "".join(
        f'<div class="embedded" id="{escape(one.name)}"/>\n<p>{escape(one.name)}</p>\n'
        for one in message.attachments
        if one.name
    )
    page = (
        f'<html xmlns="http://www.w3.org/1999/xhtml"><head>\n{metas}<title>{escape(message.subject)}</title></head><body>'
        f'<div class="embedded"><h1>{escape(message.subject)}</h1>\n<pre>{escape(_read_plain(message))}</pre>\n'
        f"{files}</div></body></html>"
    )
    return Printed(read_page_text(page)[0], "html")


def strip_with_sed(raw: bytes, chance: random.Random) -> Exported:
    """A sed script as people publish them: fields of the way and of programs gone, the lines that go on with them too."""
    stored = read_stored(raw)
    script = rf"1,/^$/{{:a;/^({_TRACE}):/I{{:b;N;/\n[ \t][^\n]*$/bb;s/^.*\n//;/^$/!ba}}}}"
    with open_bench() as bench:
        return bench.run("sed", "sed", "-E", script, fed=stored) or stored


def copy_passage_with_swaks(raw: bytes, chance: random.Random) -> Exported:
    """Perl's paragraphs, some in a row, into a mail as swaks makes it, or into a file."""
    message = parse_message(raw)
    said = _read_plain(message).encode("utf-8", "replace")
    count = len([one for one in re.split(rb"\n{2,}", said.strip(b"\n")) if one])
    taken = max(1, chance.randint((count + 1) // 2, max(1, count)))
    first = 1 + (chance.randint(0, count - taken) if count > taken else 0)
    with open_bench() as bench:
        copied = (
            bench.run("perl", "perl", "-00", "-ne", f"print if {first} .. {first + taken - 1}", fed=said)
            or said
        )
        if chance.random() < 0.4:
            return Printed(read_text(copied))
        bench.write("text", copied)
        sent = bench.run(
            "swaks", "swaks", "--dump-mail", "--server", "localhost", "--to", "redaction@depeche.test",
            "--from", _name_first(message, own=True), "--body", "@text", "--header",
            f"Subject: {chance.choice(('Un extrait', 'An excerpt'))}", "--header",
            f"Date: {_answer_later(message, chance)}", "--header", f"Message-Id: {_make_id(chance)}",
            "--add-header", "MIME-Version: 1.0", "--add-header", "Content-Type: text/plain; charset=utf-8",
            "--add-header", "Content-Transfer-Encoding: 8bit",
        )  # fmt: skip
    return sent.replace(b"\r\n", b"\n") if b"depeche.test" in sent else Printed(read_text(copied))


def bring_takeout_into_thunderbird(raw: bytes, chance: random.Random) -> Exported:
    """Takeout's mailbox file in a folder of Thunderbird: Google's thread and labels, Mozilla's status and keys."""
    message = parse_message(raw)
    thread = "1" + "".join(chance.choices(_DIGITS, k=18))
    when = f"{message.date:{ASCTIME}}" if message.date else "Mon Mar  2 10:12:13 2026"
    own = (
        f"From - {when}\nX-Mozilla-Status: 0001\nX-Mozilla-Status2: 00000000\nX-Mozilla-Keys:{' ' * 81}\n"
        f"X-GM-THRID: {thread}\nX-Gmail-Labels: {chance.choice(('Inbox,Important', 'Inbox,Opened', 'Archived'))}\n"
    )
    kept = re.sub(rb"(?m)^(>*From )", rb">\1", read_stored(raw))
    return own.encode() + kept.rstrip(b"\n") + b"\n\n"


def show_in_datashare(raw: bytes, chance: random.Random) -> Exported:
    """A page as ICIJ's Datashare shows a mail, by PHP's Twig: the subject, its properties, the text, the files."""
    message = parse_message(raw)
    rows = {
        "From": f"{message.sender.name} <{message.sender.address}>".strip(),
        "To": ", ".join(one.address for one in message.to), "Cc": ", ".join(one.address for one in message.cc),
        "Creation date": message.raw_date, "Content type": "message/rfc822", "File size": f"{len(raw):,} B",
    }  # fmt: skip
    page = _serve_php().ask(
        _spell(
            {
                "do": "page", "subject": message.subject, "rows": {name: value for name, value in rows.items() if value},
                "text": _read_plain(message), "files": [one.name for one in message.attachments if one.name],
            }
        )
    )  # fmt: skip
    return Printed(read_page_text(read_text(page))[0], "html")


def forward_from_webmail(raw: bytes, chance: random.Random) -> Exported:
    """SquirrelMail's forward: within the text below its line, wrapped by PHP, in Latin 1 where all fits, by PHPMailer."""
    message = parse_message(raw)
    rows = [
        ("Subject:", message.subject),
        ("From:   ", f'"{message.sender.name}" <{message.sender.address}>'),
    ]
    rows += [("Date:   ", message.raw_date), ("To:     ", ", ".join(one.address for one in message.to))]
    said = _read_plain(message)
    head = "".join(f"{label} {' '.join(value.split())}\n" for label, value in rows)
    text = f"---------------------------- Original Message ----------------------------\n{head}{'-' * 74}\n\n{said}"
    try:
        text.encode("latin-1")
        charset = "iso-8859-1"
    except UnicodeError:
        charset = "utf-8"
    known = _describe(message, "forward") | {
        "from": [[_name_first(message, own=True), ""]], "to": [["redaction@depeche.test", ""]], "cc": [], "text": text,
        "subject": f"[Fwd: {' '.join(message.subject.split())}]", "date": _answer_later(message, chance),
        "id": _make_id(chance), "files": [], "charset": charset,
    }  # fmt: skip
    return _send(known, raw, chance)


EXPORTS: dict[str, Callable[[bytes, random.Random], Exported]] = {
    one.__name__: one
    for one in (
        format_with_autoformat, answer_with_mailtools, clean_page_in_php, code_with_reformime, recode_with_piconv,
        store_with_mailtools, extract_with_tika, strip_with_sed, copy_passage_with_swaks, bring_takeout_into_thunderbird,
        show_in_datashare, forward_from_webmail,
    )
}  # fmt: skip
