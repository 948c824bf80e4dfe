"""A dump of the size of 2017, invented and always the same: mailboxes of one organisation, stolen and retouched.

71,848 messages with 26,500 attachments, about 15 GB, in two mbox files, a Maildir, a zip of single messages, a folder of
office files, and one mbox in which a tenth each is ours, re-wrapped, altered or somebody else's. What the organisation
itself kept is written beside it without a second copy of the bytes.
"""

from __future__ import annotations

import base64
import binascii
import os
import random
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import cache
from pathlib import Path

from benchmarks.leaks_files import make_file
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from tests.mail.signing import make_key, write_record
from wordfreq import top_n_list

from chaffinch.mail.canonical import canonicalise_header, hash_body

MAILS, ATTACHMENTS, PAPERS = 71_848, 26_500, 400
DOMAIN = "mouvement-aurore.test"
SELECTOR = "s2027"
_KEY_BITS = 1022
"""As good as 1,024, and made of a seeded source."""
_PEOPLE = ("jeanne.roy", "camille.petit", "paul.morel", "tresorerie", "ines.faure")
_BEGIN = datetime(2026, 9, 1, 8, tzinfo=UTC)
_MINUTES = 240 * 24 * 60
_SIGNED = ("from", "to", "subject", "date", "message-id")
_NUMBER = re.compile(r"\b[1-9]\d{2,}\b")


@dataclass(frozen=True, slots=True)
class Made:
    """What was written."""

    dump: Path
    ours: Path
    """What the organisation kept."""
    keys: Path
    """Archive of its DKIM keys."""
    mails: int
    attachments: int
    altered: int
    repackaged: int
    foreign: int
    size: int


def make_dump(folder: Path, *, scale: float = 1.0, attached: int = ATTACHMENTS, mails: int = MAILS) -> Made:
    """Write dump and originals into a folder that is new.

    Args:
        folder: where.
        scale: the share of all messages and attachments.
        attached: attachments at full scale.
        mails: messages at full scale.
    """
    count, files = max(50, round(mails * scale)), round(attached * scale)
    dump, ours = folder / "dump", folder / "ours"
    dump.mkdir(parents=True)
    ours.mkdir()
    retouched = max(20, count // 50)
    makers = _share_out(count - retouched, files, count)
    _write_mbox(dump / "camille.mbox", makers["camille"])
    _write_mbox(dump / "jeanne.mbox", makers["jeanne"])
    _write_maildir(dump / "paul", makers["paul"])
    _write_zip(dump / "tresorerie.zip", makers["tresorerie"])
    _write_papers(dump / "documents", round(PAPERS * scale) or 4)
    counted = _write_retouched(dump / "retouched.mbox", ours / "kept.mbox", range(count - retouched, count))
    for path in sorted(dump.rglob("*")):
        if path.is_file() and path.name != "retouched.mbox":
            twin = ours / path.relative_to(dump)
            twin.parent.mkdir(parents=True, exist_ok=True)
            os.link(path, twin)
    keys = folder / "keys.jsonl"
    keys.write_text(
        f'{{"domain":"{DOMAIN}","selector":"{SELECTOR}","record":"{write_record(make_key(_KEY_BITS))}",'
        '"first_seen":"2026-01-01","last_seen":"2027-12-31","source":"benchmark","private":""}\n'
    )
    size = sum(path.stat().st_size for path in dump.rglob("*") if path.is_file())
    return Made(dump, ours, keys, mails=count, attachments=files, size=size, **counted)


def _share_out(count: int, files: int, total: int) -> dict[str, Iterator[bytes]]:
    """Return the messages of each mailbox, made when they are asked for."""
    edges = [0, round(count * 0.26), round(count * 0.61), round(count * 0.81), count]
    names = ("camille", "jeanne", "paul", "tresorerie")
    return {
        name: (make_mail(number, files=files, total=total) for number in range(edges[at], edges[at + 1]))
        for at, name in enumerate(names)
    }


def make_mail(number: int, *, files: int = 0, total: int = 1, foreign: bool = False) -> bytes:
    """Return one message, its lines ended by LF: the same number gives the same bytes."""
    chance = random.Random(f"mail/{number}")
    sender, to, *copies = (f"{name}@{DOMAIN}" for name in chance.sample(_PEOPLE, 3))
    if foreign:
        sender, to, copies = "ventes@exemple.test", "bilan@exemple.test", []
    elif chance.random() < 0.4:
        sender = f"{chance.choice(_list_words())}.{number % 997}@correspondants.test"
    sent = _BEGIN + timedelta(minutes=number * _MINUTES // max(1, total), seconds=chance.randint(0, 59))
    text = write_text(chance, sentences=chance.randint(8, 40))
    attached = (number + 1) * files // total - number * files // total
    body, kind = _write_body(chance, text, attached=attached, boundary=f"=_{chance.getrandbits(96):024x}")
    domain = sender.partition("@")[2]
    came = format_datetime(sent + timedelta(seconds=9))
    fields = [
        ("Received", f"from mx.{domain} (mx.{domain} [192.0.2.7]) by imap.{DOMAIN} with ESMTPS id {number:x}; {came}"),
        ("Message-ID", f"<{chance.getrandbits(80):020x}.{number}@{domain}>"),
        ("Date", format_datetime(sent)),
        ("From", sender),
        ("To", to),
        *([("Cc", copies[0])] if copies else []),
        ("Subject", write_sentence(chance, words=5)[:-1].encode("ascii", "ignore").decode()),
        ("User-Agent", "Mozilla Thunderbird"),
        ("MIME-Version", "1.0"),
        *kind,
    ]  # fmt: skip
    head = [f"{name}: {value}".encode() for name, value in fields]
    if domain == DOMAIN and number % 2 == 0:
        head.insert(0, _sign(head, body))
    return b"\n".join(head) + b"\n\n" + body


def write_text(chance: random.Random, *, sentences: int) -> str:
    """Return paragraphs of invented French, wrapped as mail programs wrap."""
    lines = [f"Bonjour,\n\nLe montant de {chance.randint(100, 99_999)} euros est au budget."]
    lines += [write_sentence(chance, words=chance.randint(5, 13)) for _ in range(sentences)]
    return "\n".join(lines) + "\n\nBien à vous\n"


def write_sentence(chance: random.Random, *, words: int) -> str:
    """Return words in a row that mean nothing."""
    return " ".join(chance.choices(_list_words(), k=words)).capitalize() + "."


@cache
def _list_words() -> tuple[str, ...]:
    return tuple(word for word in top_n_list("fr", 6_000) if word.isalpha() and word.isascii())


def _write_body(
    chance: random.Random, text: str, *, attached: int, boundary: str
) -> tuple[bytes, list[tuple[str, str]]]:
    plain = [("Content-Type", "text/plain; charset=utf-8"), ("Content-Transfer-Encoding", "8bit")]
    if not attached:
        return text.encode(), plain
    parts = [b"\n".join(f"{name}: {value}".encode() for name, value in plain) + b"\n\n" + text.encode()]
    for one in range(attached):
        words = write_text(chance, sentences=chance.randint(10, 40))
        ending, kind, content = make_file(chance, text=words, author=chance.choice(_PEOPLE))
        name = f"{chance.choice(_list_words())}-{one}.{ending}"
        head = (
            f'Content-Type: {kind}; name="{name}"\nContent-Transfer-Encoding: base64\n'
            f'Content-Disposition: attachment; filename="{name}"\n\n'
        )
        parts.append(head.encode() + _encode(content))
    mark = b"--" + boundary.encode()
    body = b"".join(mark + b"\n" + part + b"\n" for part in parts) + mark + b"--\n"
    return body, [("Content-Type", f'multipart/mixed; boundary="{boundary}"')]


def _encode(content: bytes) -> bytes:
    line = binascii.b2a_base64(content, newline=False)
    return b"\n".join([line[at : at + 76] for at in range(0, len(line), 76)]) + b"\n"


def _sign(head: list[bytes], body: bytes) -> bytes:
    """Return a DKIM signature (RFC 6376, relaxed/relaxed) over head and body."""
    chosen = [one for name in _SIGNED for one in head if one.lower().startswith(name.encode() + b":")]
    digest = hash_body(body, form="relaxed", start=0).value
    names = ":".join(_SIGNED)
    tags = f"v=1; a=rsa-sha256; c=relaxed/relaxed; d={DOMAIN}; s={SELECTOR}; h={names}; bh={digest}; b="
    field = f"DKIM-Signature: {tags}".encode()
    signed = b"\r\n".join(canonicalise_header(one, "relaxed").rstrip(b"\r\n") for one in [*chosen, field])
    return field + base64.b64encode(make_key(_KEY_BITS).sign(signed, PKCS1v15(), SHA256()))


def _write_mbox(path: Path, mails: Iterator[bytes]) -> None:
    with path.open("wb", buffering=1 << 20) as stream:
        for mail in mails:
            stream.write(b"From - Thu Apr  1 12:00:00 2027\n" + mail + b"\n")


def _write_maildir(path: Path, mails: Iterator[bytes]) -> None:
    for name in ("cur", "new", "tmp"):
        (path / name).mkdir(parents=True)
    for number, mail in enumerate(mails):
        (path / "cur" / f"1800000000.M{number:06}P1.host:2,S").write_bytes(mail)


def _write_zip(path: Path, mails: Iterator[bytes]) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for number, mail in enumerate(mails):
            method = zipfile.ZIP_DEFLATED if len(mail) < 100_000 else zipfile.ZIP_STORED
            member = zipfile.ZipInfo(
                f"tresorerie/{number // 1000:03}/{number:06}.eml", (2027, 4, 1, 12, 0, 0)
            )
            archive.writestr(member, mail, method, 1)


def _write_papers(path: Path, count: int) -> None:
    path.mkdir()
    for number in range(count):
        chance = random.Random(f"paper/{number}")
        text = write_text(chance, sentences=30)
        ending, _, content = make_file(chance, text=text, author=chance.choice(_PEOPLE))
        (path / f"{number:04}.{ending}").write_bytes(content)


def _write_retouched(leaked: Path, kept: Path, numbers: range) -> dict[str, int]:
    """Write the messages that somebody had in his hands, and their originals; return how many of each kind."""
    counted = dict.fromkeys(("altered", "repackaged", "foreign"), 0)
    with leaked.open("wb") as stream, kept.open("wb") as originals:
        for number in numbers:
            how = (
                "same",
                "repackaged",
                "altered",
                "same",
                "same",
                "repackaged",
                "foreign",
                "same",
                "same",
                "same",
            )[number % 10]
            mail = make_mail(number, foreign=how == "foreign", total=numbers.stop)
            if how != "foreign":
                originals.write(b"From - Thu Apr  1 12:00:00 2027\n" + mail + b"\n")
            if how in counted:
                counted[how] += 1
            changed = _alter(mail) if how == "altered" else _rewrap(mail) if how == "repackaged" else mail
            stream.write(b"From - Thu Apr  1 12:00:00 2027\n" + changed + b"\n")
    return counted


def _alter(mail: bytes) -> bytes:
    """Return the message with another amount in it."""
    head, _, body = mail.partition(b"\n\n")
    return (
        head + b"\n\n" + _NUMBER.sub(lambda found: str(int(found[0]) * 10), body.decode(), count=1).encode()
    )


def _rewrap(mail: bytes) -> bytes:
    """Return the message as an export leaves it: no trace of its way, its lines joined two by two."""
    head, _, body = mail.partition(b"\n\n")
    kept = b"\n".join(
        line for line in head.split(b"\n") if not line.lower().startswith((b"received", b"dkim"))
    )
    return kept + b"\n\n" + re.sub(rb"(\w\.)\n(\w)", rb"\1 \2", body)
