"""What exports make of a message, eighteenth set: one kind for each that the research names, by a hand that had not read
the model: re-wrapped, quoted, as a page, coded and spelt anew, through a mailbox of another form, out of a PST, without
its fields, an excerpt, saved by Thunderbird, on a leak site, and several of these at once.

Needs Debian's packages vim, emacs-nox, ruby-actionview, golang-go, golang-golang-x-text-dev, python3, python3-html2text,
python3-jinja2, nodejs and node-nodemailer. What readpst and Thunderbird write is written after their sources, what a leak
site shows after WikiLeaks' archives. Emacs was in other sets, but to show and to move a message, not to write one;
Python's `mailbox` was, but not its Babyl.
"""

from __future__ import annotations

import json
import random
import re
import tempfile
from base64 import b64decode, b64encode
from collections.abc import Callable
from datetime import UTC
from email import message_from_bytes, policy
from email.message import Message
from functools import cache
from pathlib import Path

from benchmarks.taints.exports_eighteenth_sources import (
    convert_with_readpst,
    find_page,
    save_page_in_thunderbird,
)
from benchmarks.taints.programs import (
    Bench,
    Libraries,
    list_missing,
    open_bench,
    read_stored,
    read_text,
    wash,
    write_box,
)
from benchmarks.taints.rebuilding import Exported, Printed, rebuild
from benchmarks.taints.servers_eighteenth import (
    FORWARD,
    HTML2TEXT,
    NODEMAILER,
    PASSAGE,
    PYTHON_BABYL,
    REPLY,
    SIMPLE_FORMAT,
    WIKILEAKS,
)
from benchmarks.taints.servers_eighteenth_go import RECODE
from benchmarks.taints.serving import start_server

from chaffinch.mail.message import parse_message
from chaffinch.mail.page_text import read_page_text

_LIBRARIES = Libraries(
    {
        "vim": ("/usr/share/vim", "vim*/ftplugin/mail.vim"),
        "ruby-actionview": ("/usr/share", "rubygems-integration/*/gems/actionview-*/lib/action_view.rb"),
        "golang-golang-x-text-dev": (
            "/usr/share/gocode/src/golang.org/x/text",
            "encoding/charmap/charmap.go",
        ),
        "python3-html2text": ("/usr/lib/python3/dist-packages", "html2text/__init__.py"),
        "python3-jinja2": ("/usr/lib/python3/dist-packages", "jinja2/__init__.py"),
        "node-nodemailer": ("/usr/share/nodejs", "nodemailer/package.json"),
    }
)
"""A file of each package that has no program on the path."""
PROGRAMS = (
    "vim", "emacs", "ruby", "go", "/usr/bin/python3", "node",
    # a path that is not there is a program that is not there
    *list_missing(_LIBRARIES.values()),
)  # fmt: skip
"""What must be installed; the packages' names are above."""
_SENT = b"Mon, 02 Mar 2026 09:12:13 +0000"
_ENOUGH = 40
"""Words of an excerpt, at least, where there are so many."""
_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"


def wrap_in_vim(raw: bytes, chance: random.Random) -> Exported:
    """Vim as the editor of a mail program, `gggqG`: every paragraph filled, to the 72 signs that it has for mail."""
    _LIBRARIES.need("vim")
    said = parse_message(raw).text.replace("\r\n", "\n")
    with open_bench() as bench:
        bench.write("mail", said.encode("utf-8", "replace"))
        options = ("-es", "-u", "DEFAULTS", "-i", "NONE", "-n", "-c", "set filetype=mail")
        bench.run("vim", "vim", *options, "-c", "normal gggqG", "-c", "wq", "mail")
        return rebuild(raw, text=read_text(bench.read("mail")))


def _ask_emacs(script: str, asked: bytes, chance: random.Random, *, is_sent: bool = True) -> bytes:
    """Return what message-mode sends, without its clock and its machine, or writes into a file; nothing where neither."""
    server = start_server("emacs-nox", "emacs", script, "--batch", "-Q", "-l")
    sent = b64decode(server.ask(b64encode(asked) + b"\n"))
    head, end, body = sent.partition(b"\n\n")
    mark = "".join(chance.choices(_LETTERS, k=11)).encode()
    if not is_sent:
        return sent
    head = wash(rb"(?m)^Date: [^\n]*", b"Date: " + _SENT, head)
    head = wash(
        rb"(?m)^Message-ID: [^\n]*(?:\n[ \t][^\n]*)*", b"Message-ID: <87" + mark + b".fsf@aurore.test>", head
    )
    return head + end + body


def reply_in_message_mode(raw: bytes, chance: random.Random) -> Exported:
    """An answer in Emacs, written from Rmail: the whole message quoted, whoever answers has yet to write."""
    # what Emacs would ask about before it sends it stays as it is, here and below
    return _ask_emacs(REPLY, write_box(raw), chance) or read_stored(raw)


def send_page_of_rails(raw: bytes, chance: random.Random) -> Exported:
    """A text as a page by Rails' `simple_format`, in the layout of its mailer."""
    _LIBRARIES.need("ruby-actionview")
    rails = start_server("ruby-actionview", "ruby", SIMPLE_FORMAT)
    page = read_text(rails.ask(parse_message(raw).text.encode("utf-8", "replace")))
    return rebuild(raw, page=lambda _: page, only="html", encoding="quoted-printable", newline="\n")


@cache
def _build_recoder() -> tempfile.TemporaryDirectory[str]:
    """Return a folder, gone at the end, in which the recoder in Go is."""
    _LIBRARIES.need("golang-golang-x-text-dev")
    folder = tempfile.TemporaryDirectory(prefix="taint-")
    bench = Bench(Path(folder.name))
    bench.write("recode.go", RECODE)
    command = ("go", "build", "-o", "built", "recode.go")
    bench.run("golang-go", *command, GO111MODULE="off", GOPATH="/usr/share/gocode")
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
    return _ask_go("encode", raw)


def recode_with_go(raw: bytes, chance: random.Random) -> Exported:
    """golang.org/x/text: what was in UTF-8 in windows-1252 where it can be, what was in another charset in UTF-8."""
    return _ask_go("recode", raw)


def pass_through_babyl(raw: bytes, chance: random.Random) -> Exported:
    """Python's mailbox: into Rmail's old Babyl, and back into a mailbox file."""
    box = start_server("python3", "/usr/bin/python3", PYTHON_BABYL).ask(write_box(raw))
    return wash(rb"\A(From \S+) [^\n]*", rb"\1 Mon Mar  2 10:12:13 2026", box)


def forward_with_few_fields(raw: bytes, chance: random.Random) -> Exported:
    """A message that Emacs forwarded as a file, taken out again: it keeps the fields that message-mode lets through."""
    stored = read_stored(raw)
    sent = _ask_emacs(FORWARD, stored, chance)
    for part in message_from_bytes(sent, policy=policy.compat32).walk():
        inner = part.get_payload() if part.get_content_type() == "message/rfc822" else None
        if isinstance(inner, list) and isinstance(inner[0], Message):
            return inner[0].as_bytes(policy=policy.compat32.clone(max_line_length=None, mangle_from_=False))
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
    asked, is_sent = (first + said + "\n").encode("utf-8", "replace"), into != "nil"
    done = _ask_emacs(PASSAGE, asked, chance, is_sent=is_sent)
    return done if done and is_sent else Printed(read_text(done) or said)


def publish_as_wikileaks(raw: bytes, chance: random.Random) -> Exported:
    """A page as WikiLeaks' archives of mail have it, by Jinja: a table of fields, files with their sizes, the body."""
    _LIBRARIES.need("python3-jinja2")
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
        _LIBRARIES.need(package)
    message = parse_message(raw)
    page = find_page(raw).encode("utf-8", "replace")
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
