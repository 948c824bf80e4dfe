"""What exports make of a message, twenty-first set: one kind for each that the research names, by libraries of Python, Ruby,
Node and Go, by a hand that had not read the model: filled, quoted, as a page, coded and spelt anew, through a mailbox file,
out of an Outlook file, without its fields, an excerpt, out of Thunderbird, on a leak site, and several of these at once.

Needs Debian's packages ruby-text-format, alot, w3m, python3-django, ruby, node-iconv-lite, ruby-rubymail, golang-go,
golang-github-emersion-go-message-dev, golang-gopkg-mail.v2-dev, golang-github-jaytaylor-html2text-dev, ruby-mail and
python3-jinja2. What extract-msg writes is written after its source, what a leak site shows after Hoover's page of a mail.
RubyMail, go-message, Ruby's `mail`, Python's `mailbox` and Jinja are in other sets, too: to write a message again, to move
one, or for another site, here to read a mailbox file, to leave fields out, to mail an excerpt, and to read Thunderbird's.
"""

from __future__ import annotations

import mailbox
import random
import re
import tempfile
from base64 import b64encode
from collections.abc import Callable, Sequence
from datetime import UTC
from email import message_from_bytes, policy
from functools import cache
from pathlib import Path

from benchmarks.taints.exports_eighteenth_sources import find_page
from benchmarks.taints.exports_eleventh import _DIGITS, _LETTERS, _steady_marks
from benchmarks.taints.exports_nineteenth import _answer_later, _make_id, _spell
from benchmarks.taints.programs import (
    Bench,
    Libraries,
    list_missing,
    open_bench,
    read_stored,
    read_text,
    write_box,
)
from benchmarks.taints.rebuilding import Exported, Printed, rebuild
from benchmarks.taints.servers_twentyfirst import (
    ALOT,
    DJANGO,
    EXCERPT,
    FILL,
    GO,
    HOOVER,
    ICONV_LITE,
    PACK,
    READ_BOX,
)
from benchmarks.taints.serving import serve_library, start_server

from chaffinch.mail.addresses import Address
from chaffinch.mail.message import Message, parse_message
from chaffinch.mail.page_text import read_page_text

_GEMS = "rubygems-integration/*/gems"
_LIBRARIES = Libraries(
    {
        "ruby-text-format": ("/usr/lib/ruby/vendor_ruby", "text/format.rb"),
        "alot": ("/usr/share/alot", "alot/commands/thread.py"),
        "python3-django": ("/usr/lib/python3/dist-packages", "django/core/mail/message.py"),
        "node-iconv-lite": ("/usr/share/nodejs", "iconv-lite/package.json"),
        "ruby-rubymail": ("/usr/share", f"{_GEMS}/rmail-*/lib/rmail/mailbox/mboxreader.rb"),
        "golang-github-emersion-go-message-dev": (
            "/usr/share/gocode/src/github.com/emersion",
            "go-message/textproto/header.go",
        ),
        "golang-gopkg-mail.v2-dev": ("/usr/share/gocode/src/gopkg.in", "mail.v2/message.go"),
        "golang-github-jaytaylor-html2text-dev": ("/usr/share/gocode/src/jaytaylor.com", "html2text/*.go"),
        "ruby-mail": ("/usr/lib/ruby/vendor_ruby", "mail.rb"),
        "python3-jinja2": ("/usr/lib/python3/dist-packages", "jinja2/__init__.py"),
    }
)
"""A file of each package that has no program on the path."""
PROGRAMS = (
    "ruby", "/usr/bin/python3", "node", "go", "w3m",
    # a path that is not there is a program that is not there
    *list_missing(_LIBRARIES.values()),
)  # fmt: skip
"""What must be installed; the packages' names are above."""
_PYTHON = "/usr/bin/python3"
_AT_TEN = "Mon Mar  2 10:12:13 2026"
_WROTE_OUT = policy.compat32.clone(max_line_length=None, mangle_from_=False)
_ENOUGH = 40
"""Words of an excerpt, at least, where there are so many."""
_ADDRESS = re.compile(r"[!-~]+@[!-~]+")
_FIELD = re.compile(rb"[^\r\n]+(?:\r?\n[ \t][^\r\n]*)*")


def _list_people(people: Sequence[Address]) -> list[tuple[str, str]]:
    """Return names and addresses, of those who have one that a program takes."""
    return [(" ".join(one.name.split()), one.address) for one in people if _ADDRESS.fullmatch(one.address)]


def _list_files(message: Message) -> list[dict[str, str]]:
    """Return the files, as a server is given them; a site has a name of its own for one that has none."""
    return [
        {
            "name": one.name or "attachment",
            "kind": one.content_type,
            "content": b64encode(one.content).decode(),
        }
        for one in message.attachments
    ]


def _read_lines(message: Message) -> str:
    return message.text.replace("\r\n", "\n")


def fill_in_ruby(raw: bytes, chance: random.Random) -> Exported:
    """Ruby's Text::Format, which stands behind Rails' mailer: paragraphs filled to 72 signs; lists, quotations and short
    lines as they were."""

    def fill(said: str) -> str:
        server = serve_library(_LIBRARIES, "ruby-text-format", "ruby", FILL)
        return read_text(server.ask(said.encode("utf-8", "replace"))) or said

    return rebuild(raw, text=fill, newline="\n")


def answer_in_alot(raw: bytes, chance: random.Random) -> Exported:
    """alot's `reply` with nothing written yet: the whole text, or w3m's of a page, quoted below a
    line that says whose it is and of when."""
    message = parse_message(raw)
    stored = read_stored(raw)
    name, address = next(iter(_list_people(message.to)), ("", "equipe@aurore.test"))
    known = {
        "name": name,
        "address": address,
        "Date": _answer_later(message, chance),
        "Message-ID": _make_id(chance),
    }
    sent = serve_library(_LIBRARIES, "alot", _PYTHON, ALOT).ask(_spell(known) + b"\n" + stored)
    # what alot would not answer stays as it is
    return sent if b"\n> " in sent or b"\n>=20" in sent else stored


def mail_from_django(raw: bytes, chance: random.Random) -> Exported:
    """A site in Django: the text, and a page of it by `urlize` and `linebreaks`, mailed by its EmailMultiAlternatives."""
    message = parse_message(raw)
    sender = _list_people((message.sender,))
    date = message.raw_date or "Mon, 02 Mar 2026 10:12:13 +0000"
    known = {
        "subject": " ".join(message.subject.split()), "text": _read_lines(message), "from": sender,
        "to": _list_people(message.to), "cc": _list_people(message.cc), "files": _list_files(message),
        "headers": {"Date": " ".join(date.split()), "Message-ID": message.message_id or _make_id(chance)},
    }  # fmt: skip
    sent = serve_library(_LIBRARIES, "python3-django", _PYTHON, DJANGO).ask(_spell(known))
    return _steady_marks(rb"={15}(\d+)==", _DIGITS, raw, sent, chance) or read_stored(raw)


def pack_in_ruby(raw: bytes, chance: random.Random) -> Exported:
    """Ruby's `Array#pack` on each text: what was in quoted-printable in base64, all else in quoted-printable."""
    message = message_from_bytes(read_stored(raw), policy=policy.compat32)
    for part in message.walk():
        said = part.get_payload(decode=True)
        if part.get_content_maintype() != "text" or part.get_filename() or not isinstance(said, bytes):
            continue
        was_quoted = str(part.get("Content-Transfer-Encoding", "")).strip().lower() == "quoted-printable"
        how, name = ("m", "base64") if was_quoted else ("M", "quoted-printable")
        done = start_server("ruby", "ruby", PACK).ask(how.encode() + b"\n" + said)
        if not done:
            continue
        del part["Content-Transfer-Encoding"]
        part["Content-Transfer-Encoding"] = name
        part.set_payload(done.decode("ascii"))
    return message.as_bytes(policy=_WROTE_OUT)


def recode_in_node(raw: bytes, chance: random.Random) -> Exported:
    """Node's iconv-lite on each text: Latin 9 where all fits, UTF-8 where it does not, as the part's field says."""
    message = message_from_bytes(read_stored(raw), policy=policy.compat32)
    for part in message.walk():
        said = part.get_payload(decode=True)
        charset = part.get_content_charset() or "us-ascii"
        if part.get_content_maintype() != "text" or part.get_filename() or not isinstance(said, bytes):
            continue
        asked = charset.encode("ascii", "replace") + b"\n" + said
        name, _, done = (
            serve_library(_LIBRARIES, "node-iconv-lite", "node", ICONV_LITE).ask(asked).partition(b"\n")
        )
        # what iconv-lite does not know, or cannot read, stays
        if not name:
            continue
        del part["Content-Transfer-Encoding"]
        part.set_payload(done.decode(name.decode()), name.decode())
    return message.as_bytes(policy=_WROTE_OUT)


def take_apart_with_rubymail(raw: bytes, chance: random.Random) -> Exported:
    """RubyMail's reader, which sup has: a mailbox file taken apart into messages, and put together again."""
    box = write_box(raw)
    return serve_library(_LIBRARIES, "ruby-rubymail", "ruby", READ_BOX).ask(box) or box


def read_with_extract_msg(raw: bytes, chance: random.Random) -> Exported:
    """extract-msg's text of an Outlook file (after its source): its own names for the fields, people between semicolons; one
    in two was sent by the owner, and has what Outlook knows of it."""
    message = parse_message(raw)
    known = {one.key: " ".join(one.value.split()) for one in reversed(message.headers)}
    rows = [
        ("From", known.get("from", "")), ("Sent", message.raw_date),
        ("To", known.get("to", "").replace(",", ";")), ("Cc", known.get("cc", "").replace(",", ";")),
    ]  # fmt: skip
    if chance.random() < 0.5:
        people = [
            "; ".join(f"{one.name or one.address} <{one.address}>" for one in some)
            for some in ((message.sender,), message.to, message.cc)
        ]
        when = (
            f"{message.date.astimezone(UTC):%a, %d %b %Y %H:%M:%S +0000}"
            if message.date
            else message.raw_date
        )
        rows = [("From", people[0]), ("Sent", when), ("To", people[1]), ("Cc", people[2])]
    head = "".join(f"{label}: {value}\n" for label, value in [*rows, ("Subject", message.subject)] if value)
    return Printed(f"{head}-----------------\n\n{_read_lines(message)}")


@cache
def _build_sender() -> tempfile.TemporaryDirectory[str]:
    """Return a folder, gone at the end, in which the program in Go is."""
    for package in _LIBRARIES:
        if package.startswith("golang-"):
            _LIBRARIES.need(package)
    folder = tempfile.TemporaryDirectory(prefix="taint-")
    bench = Bench(Path(folder.name))
    bench.write("send.go", GO)
    command = ("go", "build", "-o", "built", "send.go")
    bench.run("golang-go", *command, GO111MODULE="off", GOPATH="/usr/share/gocode")
    bench.read("built")
    return folder


def _ask_go(mode: str, asked: bytes) -> bytes:
    """Return what the program in Go makes of a message."""
    return start_server("golang-go", str(Path(_build_sender().name, "built")), "", mode).ask(asked)


def strip_with_go(raw: bytes, chance: random.Random) -> Exported:
    """Go's go-message: the fields that everybody sees, and those of the body, which stays as it was."""
    stored = read_stored(raw)
    return _ask_go("strip", stored).replace(b"\r\n", b"\n") or stored


def copy_passage_in_ruby(raw: bytes, chance: random.Random) -> Exported:
    """Paragraphs as `ruby -00` has them, some in a row from the start or the middle, in a mail by its `mail`, or a file."""
    message = parse_message(raw)
    said = _read_lines(message).strip("\n")
    sizes = [len(one.split()) for one in re.split(r"\n{2,}", said)]
    first = chance.choice((0, chance.randrange(len(sizes))))
    # what nobody would copy alone is copied with what stands above it
    while first and sum(sizes[first:]) < _ENOUGH:
        first -= 1
    taken = chance.randint(1, len(sizes) - first)
    while first + taken < len(sizes) and sum(sizes[first : first + taken]) < _ENOUGH:
        taken += 1
    known = {
        "text": said, "first": first, "count": taken, "subject": chance.choice((None, "À lire", "For your eyes")),
        "from": next((one for _, one in _list_people(message.to)), "equipe@aurore.test"),
        "date": _answer_later(message, chance), "id": _make_id(chance),
    }  # fmt: skip
    done = serve_library(_LIBRARIES, "ruby-mail", "ruby", EXCERPT).ask(_spell(known))
    return done if done and known["subject"] else Printed(read_text(done) or said)


def read_folder_of_thunderbird(raw: bytes, chance: random.Random) -> Exported:
    """A message of a folder in a Thunderbird profile, as a script with Python's `mailbox` keeps it, with its fields."""
    keys = chance.choice(("", "$label1", "NonJunk", "$label1 NonJunk"))
    status = chance.choice(("0001", "0003", "0013"))
    begun = (
        f"From - {_AT_TEN}\nX-Account-Key: account1\nX-UIDL: {chance.randint(1_000, 99_999)}\nX-Mozilla-Status: {status}\n"
        f"X-Mozilla-Status2: 00000000\nX-Mozilla-Keys: {keys:<80}\n"
    )
    with open_bench() as bench:
        path = bench.write("Inbox", begun.encode() + write_box(raw).partition(b"\n")[2])
        box = mailbox.mbox(path, create=False)
        try:
            return next(iter(box)).as_bytes()
        finally:
            box.close()


def show_in_hoover(raw: bytes, chance: random.Random) -> Exported:
    """A page as Hoover, the search of several newsrooms' leaks, shows a mail, by Jinja: a table, the files, the text."""
    message = parse_message(raw)
    number = chance.randint(1_000, 90_000)
    name = f"{number}.eml"
    people = [
        ", ".join(f"{one.name} <{one.address}>" if one.name else one.address for one in some)
        for some in ((message.sender,), (*message.to, *message.cc))
    ]
    when = f"{message.date.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if message.date else message.raw_date
    known = {
        "id": number, "filename": name, "text": _read_lines(message),
        "rows": [
            ("Path", f"/Inbox/{name}"), ("Filename", name), ("Type", "email"), ("From", people[0]), ("To", people[1]),
            ("Date", when), ("Subject", message.subject),
        ],
        "files": [(one.name, one.content_type) for one in message.attachments if one.name],
    }  # fmt: skip
    server = serve_library(_LIBRARIES, "python3-jinja2", _PYTHON, HOOVER)
    return Printed(read_page_text(read_text(server.ask(_spell(known))))[0], "html")


def _settle_fields(written: bytes) -> bytes:
    """Return what Go wrote with its fields, which it has in whatever order, by their names."""
    head, end, body = written.partition(b"\r\n\r\n")
    return b"\r\n".join(sorted(_FIELD.findall(head))) + end + body


def send_on_in_go(raw: bytes, chance: random.Random) -> Exported:
    """A site in Go that mails a message again: its page, html2text's text of it, both in quoted-printable, and few fields by
    gomail; without a page the text alone."""
    message = parse_message(raw)
    people = {
        label: [{"Name": name, "Address": address} for name, address in _list_people(some)]
        for label, some in (("From", (message.sender,)), ("To", message.to), ("Cc", message.cc))
    }
    given = {
        "Subject": " ".join(message.subject.split()), "Text": _read_lines(message), "Page": find_page(raw),
        "Date": int(message.date.timestamp()) if message.date else 1_772_442_733, **people,
        "Files": [{"Name": one["name"], "Content": one["content"]} for one in _list_files(message)],
    }  # fmt: skip
    sent = _settle_fields(_ask_go("send", _spell(given)))
    return _steady_marks(rb"(?<=[-=])[0-9a-f]{60}", _LETTERS, raw, sent, chance) or read_stored(raw)


EXPORTS: dict[str, Callable[[bytes, random.Random], Exported]] = {
    one.__name__: one
    for one in (
        fill_in_ruby, answer_in_alot, mail_from_django, pack_in_ruby, recode_in_node, take_apart_with_rubymail,
        read_with_extract_msg, strip_with_go, copy_passage_in_ruby, read_folder_of_thunderbird, show_in_hoover,
        send_on_in_go,
    )
}  # fmt: skip
