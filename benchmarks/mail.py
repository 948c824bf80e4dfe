"""Messages a second of a core: read, printed, split, verified; beside fast-mail-parser, the standard library and dkimpy.

python benchmarks/mail.py [--document]. Reads the third-party mails beside the checkout (2,500 genuine, 530 hostile); times
are of the processor, so that a busy machine does not change them much. --document writes the tables into the page.
"""

from __future__ import annotations

import base64
import email
import random
import re
import sys
import tarfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from email.policy import compat32, default
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import fast_mail_parser
from dkim.canonicalization import Relaxed  # type: ignore[import-untyped,unused-ignore]
from tests.conftest import CORPUS
from tests.mail.agreement import is_message, read_ours, read_stdlib
from tests.mail.letters import compose, compose_parts
from tests.mail.signing import ask_peer, make_archive, make_key, sign, write_record

from chaffinch.mail.canonical import canonicalise_body, to_wire
from chaffinch.mail.dkim import check_signatures
from chaffinch.mail.headers import split_head
from chaffinch.mail.message import parse_message
from chaffinch.mail.prints import print_mail
from chaffinch.mail.quotes import split_quotes

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "reference" / "mail.md"
BEGIN, END = "<!-- figures: benchmarks/mail.py -->\n", "<!-- end of figures -->"
SIGNED = 400
_MARKS = re.compile(r"[^\x21-\x3d\x3f-\x7e]")
"""What joining flowed lines and another charset change: blanks, `>`, and what is no ASCII."""


def read_corpus(name: str) -> list[bytes]:
    """Return the files of an archive of the third-party data."""
    with tarfile.open(CORPUS / name) as archive:
        return [
            stream.read() for member in archive if member.isfile() and (stream := archive.extractfile(member))
        ]


def measure(work: Callable[[bytes], object], items: Sequence[bytes], *, times: int = 3) -> tuple[float, int]:
    """Return items a second of processor time, the best of some rounds, and how many raised."""
    best, faults = float("inf"), 0
    for _ in range(times):
        begun, faults = time.process_time(), 0
        for item in items:
            try:
                work(item)
            except Exception:
                faults += 1
        best = min(best, time.process_time() - begun)
    return len(items) / best, faults


def walk_stdlib(raw: bytes, *, policy: object) -> None:
    """Read what we read of it, by the standard library: every part decoded, the main fields."""
    message = email.message_from_bytes(raw, policy=policy)  # type: ignore[call-overload]
    for part in message.walk():
        part.get_payload(decode=True)
    for name in ("subject", "from", "to", "cc", "date", "message-id"):
        str(message.get(name, ""))


def list_readers(genuine: list[bytes]) -> Iterator[str]:
    """Yield a row for each reader."""
    hostile = read_corpus("hostile/mail/mime_tests.tar.xz")
    texts = [parse_message(raw).text.encode() for raw in genuine]
    rows: list[tuple[str, Callable[[bytes], object], list[bytes]]] = [
        ("fast-mail-parser alone: tree", fast_mail_parser.parse_email_tree, genuine),
        (
            "standard library, compat32, every part decoded",
            lambda raw: walk_stdlib(raw, policy=compat32),
            genuine,
        ),
        ("standard library, policy.default, the same", lambda raw: walk_stdlib(raw, policy=default), genuine),
        ("**ours: parse** (fields, text, pages as text, files)", parse_message, genuine),
        ("**ours: parse + print** (hashes, habits, Received, DKIM)", print_mail, genuine),
        ("ours: quotations of a text", lambda text: split_quotes(text.decode()), texts),
        ("ours: parse + print, one message of 34 MB with an attachment", print_mail, [make_large()]),
        ("530 hostile: fast-mail-parser alone", fast_mail_parser.parse_email_tree, hostile),
        ("530 hostile: standard library, compat32", lambda raw: walk_stdlib(raw, policy=compat32), hostile),
        (
            "530 hostile: standard library, policy.default",
            lambda raw: walk_stdlib(raw, policy=default),
            hostile,
        ),
        ("**530 hostile: ours: parse + print**", print_mail, hostile),
    ]
    yield "| what | messages a second | raised |"
    yield "| --- | ---: | ---: |"
    for what, work, items in rows:
        rate, faults = measure(work, items)
        yield f"| {what} | {rate:,.{0 if rate > 100 else 1}f} | {faults} |"


def make_large() -> bytes:
    """Return a message of 34 MB, most of it one attachment."""
    content = base64.encodebytes(random.Random(1).randbytes(25_000_000)).decode()
    head = "Content-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64"
    return compose_parts(("Content-Type: text/plain", "Bonjour."), (head, content))


def list_dkim(genuine: list[bytes]) -> Iterator[str]:
    """Yield rows on signatures: genuine mails signed with throw-away keys, half of them changed afterwards."""
    yield "| DKIM | ours | dkimpy | ratio |"
    yield "| --- | ---: | ---: | ---: |"
    bodies = [raw.partition(b"\n\n")[2] for raw in genuine[:SIGNED]]
    for bits in (1024, 2048):
        signed = [sign(compose(to_wire(body)), bits=bits) for body in bodies]
        signed = [
            raw if number % 2 else raw.replace(b"Subject: Budget", b"Subject: Budgets")
            for number, raw in enumerate(signed)
        ]
        record = write_record(make_key(bits))
        keys = make_archive(record)

        def check(raw: bytes, keys: object = keys) -> bool:
            head = split_head(raw)
            return any(one.holds for one in check_signatures(raw, head, keys=keys))  # type: ignore[arg-type]

        def ask(raw: bytes, record: str = record) -> bool:
            return ask_peer(raw, record)

        agreed = sum(check(raw) == ask(raw) for raw in signed)
        ours, theirs = measure(check, signed)[0], measure(ask, signed)[0]
        yield f"| RSA {bits:,}, messages a second | {ours:,.0f} | {theirs:,.0f} | {ours / theirs:.1f} × |"
        yield f"| the same: agree on valid or not | {agreed} of {len(signed)} | | |"
    text = to_wire(b"\n".join(bodies)) * 8
    for what, body in (("text", text), ("base64", base64.encodebytes(text).replace(b"\n", b"\r\n"))):
        ours = len(body) / 1e6 * measure(lambda one: list(canonicalise_body(one, "relaxed")), [body])[0]
        theirs = len(body) / 1e6 * measure(Relaxed.canonicalize_body, [body])[0]
        size = f"{len(body) / 1e6:.0f} MB"
        yield f"| relaxed body, {size} of {what}, MB a second | {ours:,.0f} | {theirs:,.0f} | {ours / theirs:.1f} × |"


def list_differences(genuine: list[bytes]) -> Iterator[str]:
    """Yield a row for each field on which the standard library and ours differ."""
    differ: Counter[str] = Counter()
    letters: Counter[str] = Counter()
    for raw in filter(is_message, genuine):
        theirs, ours = read_stdlib(raw), read_ours(parse_message(raw))
        for name in theirs:
            differ[name] += theirs[name] != ours[name]
            if isinstance(ours[name], str):
                letters[name] += _MARKS.sub("", theirs[name]) != _MARKS.sub("", ours[name])
    yield f"| of {len(genuine):,} genuine mails | differ from the standard library | in letters of ASCII |"
    yield "| --- | ---: | ---: |"
    for name in ("sender", "to", "subject", "date", "message_id", "text", "files"):
        yield f"| {name} | {differ[name]} | {letters[name] if name in letters else differ[name]} |"


def main() -> None:
    """Print the tables; write them into the page where asked to."""
    genuine = read_corpus("mail/spamassassin_easy_ham_1.tar.xz")
    tables = [
        "\n".join(rows) for rows in (list_readers(genuine), list_dkim(genuine), list_differences(genuine))
    ]
    text = "\n\n".join(tables) + "\n"
    print(text)
    if "--document" in sys.argv:
        before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
        PAGE.write_text(f"{before}{BEGIN}{text}{END}{rest.partition(END)[2]}", encoding="utf-8")


if __name__ == "__main__":
    main()
