"""What exports make of a message, eighteenth set: one kind for each that the research names, by a hand that had not read
the model: re-wrapped, quoted, as a page, coded and spelt anew, through a mailbox of another form, out of a PST, without
its fields, an excerpt, saved by Thunderbird, on a leak site, and several of these at once.

Needs Debian's packages vim, emacs-nox, ruby-actionview, golang-go, golang-golang-x-text-dev, python3, python3-html2text,
python3-jinja2, nodejs and node-nodemailer. What readpst and Thunderbird write is written after their sources, what a leak
site shows after WikiLeaks' archives. Emacs was in other sets, but to show and to move a message, not to write one;
Python's `mailbox` was, but not its Babyl.
"""

from __future__ import annotations

import html
import json
import random
import re
import tempfile
from base64 import b64decode, b64encode, encodebytes
from collections.abc import Callable
from datetime import UTC
from email import message_from_bytes, policy
from email.header import Header
from functools import cache
from pathlib import Path
from urllib.parse import quote

from benchmarks.taints.programs import ASCTIME, Bench, open_bench, read_stored, read_text, wash, write_box
from benchmarks.taints.rebuilding import Exported, Printed, rebuild
from benchmarks.taints.servers_eighteenth import (
    FORWARD,
    HTML2TEXT,
    NODEMAILER,
    PASSAGE,
    PYTHON_BABYL,
    RECODE,
    REPLY,
    SIMPLE_FORMAT,
    WIKILEAKS,
)
from benchmarks.taints.serving import start_server

from chaffinch.mail.message import Message, parse_message
from chaffinch.mail.page_text import read_page_text

_LIBRARIES = {
    "vim": ("/usr/share/vim", "vim*/ftplugin/mail.vim"),
    "ruby-actionview": ("/usr/share", "rubygems-integration/*/gems/actionview-*/lib/action_view.rb"),
    "golang-golang-x-text-dev": ("/usr/share/gocode/src/golang.org/x/text", "encoding/charmap/charmap.go"),
    "python3-html2text": ("/usr/lib/python3/dist-packages", "html2text/__init__.py"),
    "python3-jinja2": ("/usr/lib/python3/dist-packages", "jinja2/__init__.py"),
    "node-nodemailer": ("/usr/share/nodejs", "nodemailer/package.json"),
}
"""A file of each package that has no program on the path."""
PROGRAMS = (
    "vim", "emacs", "ruby", "go", "/usr/bin/python3", "node",
    # a path that is not there is a program that is not there
    *(f"{place}/{name}" for place, name in _LIBRARIES.values() if not any(Path(place).glob(name))),
)  # fmt: skip
"""What must be installed; the packages' names are above."""
_SENT = b"Mon, 02 Mar 2026 09:12:13 +0000"
_ENOUGH = 40
"""Words of an excerpt, at least, where there are so many."""
_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
_QUOTED = re.compile(r"(?m)^(?:>[^\n]*(?:\n|\Z))+")
_UNSEEN = re.compile(r"[^\t\n -\U0010ffff]")
_LABELS = (
    ("Subject: ", "From: ", "Date: ", "To: ", "CC: ", "%m/%d/%Y, %I:%M %p"),
    ("Sujet : ", "De : ", "Date : ", "Pour : ", "Copie à : ", "%d/%m/%Y %H:%M"),
)
"""What Thunderbird says in two languages, and how it writes a day."""


@cache
def _need(package: str) -> None:
    """Make sure that a package is there which has no program.

    Raises:
        SystemExit: it is not installed.
    """
    place, name = _LIBRARIES[package]
    if not any(Path(place).glob(name)):
        raise SystemExit(f"{place}/{name} is not installed: it is in Debian's package {package}.")


def _find_page(raw: bytes) -> str:
    """Return the page of a message as it is written; empty where there is none."""
    if b"text/html" not in raw.lower():
        return ""
    for part in message_from_bytes(raw, policy=policy.compat32).walk():
        content = part.get_payload(decode=True)
        if part.get_content_type() == "text/html" and isinstance(content, bytes):
            try:
                return content.decode(part.get_content_charset() or "utf-8", "replace")
            except LookupError:
                return read_text(content)
    return ""


def wrap_in_vim(raw: bytes, chance: random.Random) -> Exported:
    """Vim as the editor of a mail program, `gggqG`: every paragraph filled, to the 72 signs that it has for mail."""
    _need("vim")
    said = parse_message(raw).text.replace("\r\n", "\n")
    with open_bench() as bench:
        bench.write("mail", said.encode("utf-8", "replace"))
        options = ("-es", "-u", "DEFAULTS", "-i", "NONE", "-n", "-c", "set filetype=mail")
        bench.run("vim", "vim", *options, "-c", "normal gggqG", "-c", "wq", "mail")
        return rebuild(raw, text=read_text(bench.read("mail")))


def _ask_emacs(script: str, asked: bytes, chance: random.Random) -> bytes:
    """Return what message-mode sends, without its clock and its machine; nothing where it does not send it."""
    server = start_server("emacs-nox", "emacs", script, "--batch", "-Q", "-l")
    sent = b64decode(server.ask(b64encode(asked) + b"\n"))
    head, end, body = sent.partition(b"\n\n")
    mark = "".join(chance.choices(_LETTERS, k=11)).encode()
    head = wash(rb"(?m)^Date: [^\n]*", b"Date: " + _SENT, head)
    head = wash(rb"(?m)^Message-ID: [^\n]*(?:\n[ \t][^\n]*)*", b"Message-ID: <87" + mark + b".fsf@aurore.test>", head)
    return head + end + body


def reply_in_message_mode(raw: bytes, chance: random.Random) -> Exported:
    """An answer in Emacs, written from Rmail: the whole message quoted, whoever answers has yet to write."""
    # what Emacs would ask about before it sends it stays as it is, here and below
    return _ask_emacs(REPLY, write_box(raw), chance) or read_stored(raw)


def send_page_of_rails(raw: bytes, chance: random.Random) -> Exported:
    """A text as a page by Rails' `simple_format`, in the layout of its mailer."""
    _need("ruby-actionview")
    rails = start_server("ruby-actionview", "ruby", SIMPLE_FORMAT)
    page = read_text(rails.ask(parse_message(raw).text.encode("utf-8", "replace")))
    return rebuild(raw, page=lambda _: page, only="html", encoding="quoted-printable", newline="\n")


@cache
def _build_recoder() -> tempfile.TemporaryDirectory[str]:
    """Return a folder, gone at the end, in which the recoder in Go is."""
    _need("golang-golang-x-text-dev")
    folder = tempfile.TemporaryDirectory(prefix="taint-")
    bench = Bench(Path(folder.name))
    bench.write("recode.go", RECODE)
    place = {"GO111MODULE": "off", "GOPATH": "/usr/share/gocode"}
    bench.run("golang-go", "go", "build", "-o", "built", "recode.go", **place)
    bench.read("built")
    return folder


def _ask_go(mode: str, raw: bytes) -> bytes:
    """Return a message whose texts Go has rewritten."""
    program = str(Path(_build_recoder().name, "built"))
    stored = read_stored(raw)
    # what it cannot read is kept as it came
    return start_server("golang-go", program, "", mode).ask(stored) or stored


def encode_with_go(raw: bytes, chance: random.Random) -> Exported:
    """Go's own mime packages: what was quoted-printable in base64, all else quoted-printable."""
    # the server's last argument is its script's path; the mode comes first
    return _ask_go("encode", raw)


def recode_with_go(raw: bytes, chance: random.Random) -> Exported:
    """golang.org/x/text: what was in UTF-8 in windows-1252 where it can be, what was in another charset in UTF-8."""
    return _ask_go("recode", raw)


def pass_through_babyl(raw: bytes, chance: random.Random) -> Exported:
    """Python's mailbox: into Rmail's old Babyl, and back into a mailbox file."""
    box = start_server("python3", "/usr/bin/python3", PYTHON_BABYL).ask(write_box(raw))
    return wash(rb"\A(From \S+) [^\n]*", rb"\1 Mon Mar  2 10:12:13 2026", box)


def _spell_field(said: str) -> str:
    """Return a field's words as readpst writes them: as they are, or coded where they are not ASCII."""
    return said if said.isascii() else Header(said, "utf-8", maxlinelen=4000).encode()


def _list_pst_fields(message: Message, *, sent: bool) -> list[str]:
    """Return the fields that readpst writes: those that came, or what Outlook knows of what its owner has sent."""
    if not sent:
        gone = {"mime-version", "content-type", "content-transfer-encoding", "content-class", "x-mimeole", "bcc"}
        return [
            re.sub(r"\r\n?", "\n", one.raw.decode("utf-8", "surrogateescape")).rstrip("\n")
            for one in message.headers
            if one.key not in gone
        ]
    sender = message.sender
    fields = [f"From: {_spell_field(sender.name or sender.address)} <{sender.address}>", "Subject: " + _spell_field(message.subject)]
    for label, people in (("To", message.to), ("Cc", message.cc)):
        if people:
            # as Outlook shows them: names alone where it has one
            fields.append(f"{label}: " + _spell_field("; ".join(one.name or one.address for one in people)))
    if message.date:
        fields.append(f"Date: {message.date.astimezone(UTC):%a, %d %b %Y %H:%M:%S +0000}")
    if message.message_id:
        fields.append(f"Message-Id: {message.message_id}")
    return fields


def convert_with_readpst(raw: bytes, chance: random.Random) -> Exported:
    """readpst's mailbox file of an Outlook store (after its source): one in two was sent by the owner, and has no fields."""
    message = parse_message(raw)
    number = chance.randrange(10**8, 2**31)
    boundary = f"--boundary-LibPST-iamunique-{number}_-_-"
    page = _find_page(raw).replace("\r\n", "\n")
    said = message.text.replace("\r\n", "\n") if message.text.strip() or not page else ""
    when = f"{message.date.astimezone(UTC):{ASCTIME}}" if message.date else "Fri Dec 28 12:06:21 2001"
    sender = message.sender.address if "@" in message.sender.address else "MAILER-DAEMON"
    lines = [f'From "{sender[:59]}" {when}', *_list_pst_fields(message, sent=chance.random() < 0.5), "MIME-Version: 1.0"]
    lines += ["Content-Type: multipart/mixed;", f'\tboundary="{boundary}"', "", ""]
    inner = boundary
    if said and page:
        inner = f"alt-{boundary}"
        lines += [f"--{boundary}", "Content-Type: multipart/alternative;", f'\tboundary="{inner}"', ""]
    for kind, body in (("text/plain", said), ("text/html", page)):
        if body:
            lines += [f"--{inner}", f'Content-Type: {kind}; charset="utf-8"']
            coded = bool(_UNSEEN.search(body))
            shown = encodebytes(body.encode("utf-8", "replace")).decode() if coded else body
            lines += [*(["Content-Transfer-Encoding: base64"] if coded else []), "", shown, ""]
    lines += [f"--{inner}--", ""] if said and page else []
    for file in message.attachments:
        name = f"attachment; \n        filename*=utf-8''{quote(file.name)}" if file.name else "inline"
        content = encodebytes(file.content).decode()
        lines += [f"--{boundary}", f"Content-Type: {file.content_type}", "Content-Transfer-Encoding: base64"]
        lines += [f"Content-Disposition: {name}", "", content, ""]
    return "\n".join([*lines, f"--{boundary}--", "", ""]).encode("utf-8", "surrogateescape")


def forward_with_few_fields(raw: bytes, chance: random.Random) -> Exported:
    """A message that was forwarded as a file by Emacs, taken out again: it keeps the fields that message-mode lets through."""
    stored = read_stored(raw)
    sent = _ask_emacs(FORWARD, stored, chance)
    for part in message_from_bytes(sent, policy=policy.compat32).walk():
        inner = part.get_payload() if part.get_content_type() == "message/rfc822" else None
        if isinstance(inner, list):
            return inner[0].as_bytes(policy=policy.compat32.clone(max_line_length=None))
    return stored


def copy_passage_in_emacs(raw: bytes, chance: random.Random) -> Exported:
    """Some paragraphs, from the start or the middle, copied in Emacs into a mail to a newspaper, or into a file."""
    message = parse_message(raw)
    said = message.text.replace("\r\n", "\n").strip("\n")
    sizes = [len(one.split()) for one in re.split(r"\n(?:[ \t]*\n)+", said)]
    starts = [at for at in range(len(sizes)) if sum(sizes[at:]) >= _ENOUGH]
    skipped = chance.choice(starts) if starts and chance.random() < 0.5 else 0
    taken = 1
    while sum(sizes[skipped : skipped + taken]) < _ENOUGH and skipped + taken < len(sizes):
        taken += 1
    if skipped + taken < len(sizes) and chance.random() < 0.5:
        taken += 1
    who = message.to[0].address if message.to and message.to[0].address.isascii() else "equipe@aurore.test"
    into = chance.choice(("nil", '"Un passage pour vous"', '"A passage for you"'))
    first = f'("{who.translate({34: None, 92: None})}" {skipped} {taken} {into})\n'
    done = _ask_emacs(PASSAGE, (first + said + "\n").encode("utf-8", "replace"), chance)
    return Printed(read_text(done)) if into == "nil" or not done else done


def _mark_quotations(said: str) -> str:
    """Return a plain text as Thunderbird's page has it: within `pre`, quotations in blocks that keep their signs."""
    shown, at = "", 0
    for block in _QUOTED.finditer(said):
        shown += html.escape(said[at : block.start()], quote=False)
        lines = html.escape(block[0], quote=False)
        cited = re.sub(r"(?m)^((?:&gt; ?)+)", r'<span class="moz-txt-citetags">\1</span>', lines)
        shown += f'</pre><blockquote type="cite"><pre wrap>{cited}</pre></blockquote><pre wrap>'
        at = block.end()
    return f"<pre wrap>{shown}{html.escape(said[at:], quote=False)}</pre>"


def save_page_in_thunderbird(raw: bytes, chance: random.Random) -> Exported:
    """Thunderbird's "Save as HTML" (after its source): two tables of fields, the page or the text, names of files below."""
    message = parse_message(raw)
    labels = chance.choice(_LABELS)
    people = [", ".join(f"{one.name} <{one.address}>" if one.name else one.address for one in some)
              for some in ((message.sender,), message.to, message.cc)]  # fmt: skip
    when = f"{message.date:{labels[5]}}" if message.date else message.raw_date
    rows = [list(zip(labels, (message.subject, people[0], when), strict=False)), list(zip(labels[3:], people[1:], strict=False))]
    head = ""
    for number, some in enumerate(rows, 1):
        head += f'<table border=0 cellspacing=0 cellpadding=0 width="100%" class="header-part{number}">'
        for label, value in some:
            if value:
                head += f'<tr><td><div class="headerdisplayname" style="display:inline;">{label}</div>{html.escape(value)}</td></tr>'
        head += "</table>"
    body = _find_page(raw) or f'<div class="moz-text-plain">{_mark_quotations(message.text)}</div>'
    files = "".join(
        f'<br><fieldset class="mimeAttachmentHeader"><legend class="mimeAttachmentHeaderName">{html.escape(one.name)}</legend></fieldset>'
        for one in message.attachments
        if one.name
    )
    page = f"<html><head><title>{html.escape(message.subject)}</title></head><body>{head}<br>{body}{files}</body></html>"
    return Printed(read_page_text(page)[0], "html")


def publish_as_wikileaks(raw: bytes, chance: random.Random) -> Exported:
    """A page as WikiLeaks' archives of mail have it, by Jinja: a table of fields, files with their sizes, the body."""
    _need("python3-jinja2")
    message = parse_message(raw)
    known = {
        "title": "Aurore Emails", "number": chance.randint(1, 60_000), "subject": message.subject,
        "date": f"{message.date.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC" if message.date else message.raw_date,
        "sender": message.sender.address, "to": ", ".join(one.address for one in message.to),
        "cc": ", ".join(one.address for one in message.cc), "text": message.text.replace("\r\n", "\n"),
        "files": [(one.name or "unnamed", len(one.content)) for one in message.attachments],
    }  # fmt: skip
    page = start_server("python3-jinja2", "/usr/bin/python3", WIKILEAKS).ask(json.dumps(known).encode())
    return Printed(read_page_text(read_text(page))[0], "html")


def mail_with_nodemailer(raw: bytes, chance: random.Random) -> Exported:
    """A web application that mails a message again: its page (or Rails' of its text), html2text's text of it in lines of
    78 signs, both with other codings and a few fields by Nodemailer."""
    for package in ("ruby-actionview", "python3-html2text", "node-nodemailer"):
        _need(package)
    message = parse_message(raw)
    page = _find_page(raw).encode("utf-8", "replace")
    if not page:
        rails = start_server("ruby-actionview", "ruby", SIMPLE_FORMAT)
        page = rails.ask(message.text.encode("utf-8", "replace"))
    text = start_server("python3-html2text", "/usr/bin/python3", HTML2TEXT).ask(page)
    mark = "".join(chance.choices(_LETTERS, k=24))
    given = {
        "subject": message.subject, "text": read_text(text), "html": read_text(page),
        "messageId": f"<{mark}@aurore.test>", "baseBoundary": mark[:16],
        "files": [
            {"filename": one.name or False, "contentType": one.content_type, "content": b64encode(one.content).decode()}
            for one in message.attachments
        ],
    }  # fmt: skip
    given["date"] = message.date.isoformat() if message.date else _SENT.decode()
    for field, people in (("from", (message.sender,)), ("to", message.to), ("cc", message.cc)):
        given[field] = [{"name": one.name, "address": one.address} for one in people]
    asked = re.sub(r"\\ud[89a-f][0-9a-f]{2}(?!\\u)", "", json.dumps(given)).encode()
    return start_server("node-nodemailer", "node", NODEMAILER).ask(asked)


EXPORTS: dict[str, Callable[[bytes, random.Random], Exported]] = {
    one.__name__: one
    for one in (
        wrap_in_vim, reply_in_message_mode, send_page_of_rails, encode_with_go, recode_with_go, pass_through_babyl,
        convert_with_readpst, forward_with_few_fields, copy_passage_in_emacs, save_page_in_thunderbird,
        publish_as_wikileaks, mail_with_nodemailer,
    )
}  # fmt: skip
