"""Single items of a dump, fetched out of whatever they lie in."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from email.message import EmailMessage
from pathlib import Path

from tests.leaks.reading.dumps import box_messages, make_tar, make_zip, read_dump, write_files

from chaffinch.ground.crew import CrewLimits
from chaffinch.leaks.reading.fetcher import Fetched, ItemFetcher
from chaffinch.leaks.reading.order import ReadingLimits, ReadingOrder

ONE, OTHER = b"\x89PNG\r\n\x1a\n one", b"\x89PNG\r\n\x1a\n other"


def write_letter(*pictures: bytes) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@aurore.test", "b@aurore.test", "Photos"
    message.set_content("Voici les photos.\n")
    for picture in pictures:
        message.add_attachment(picture, maintype="image", subtype="png", filename="a.png")
    return message.as_bytes()


def fetch(
    folder: Path, wanted: list[str], *, limits: CrewLimits | None = None, order: ReadingOrder | None = None
) -> list[Fetched]:
    file = wanted[0].partition("!/")[0]
    with ItemFetcher(order or ReadingOrder(str(folder)), limits=limits) as fetcher:
        return list(fetcher.fetch(file, wanted))


def take_contents(fetched: list[Fetched]) -> Mapping[str, bytes]:
    assert not [one for one in fetched if one.fault]
    return {one.path: one.content for one in fetched}


def test_an_item_is_fetched_from_any_depth_and_is_what_was_judged(tmp_path: Path) -> None:
    box = box_messages(write_letter(), write_letter(ONE, OTHER))
    nested = make_zip(
        {"note.txt": b"rien", "b.tar.gz": make_tar({"in/k.mbox": box, "p.png": ONE}, mode="w:gz")}
    )
    write_files(tmp_path, {"a.zip": nested, "plain.png": ONE})
    judged = {item.where.path: item.where.sha256 for item in read_dump(tmp_path) if item.kind == "picture"}
    assert len(judged) == 4
    inside = [path for path in judged if path.startswith("a.zip")]
    found = take_contents([*fetch(tmp_path, inside), *fetch(tmp_path, ["plain.png"])])
    assert {path: hashlib.sha256(content).hexdigest() for path, content in found.items()} == judged


def test_nothing_but_what_is_wanted_comes(tmp_path: Path) -> None:
    write_files(tmp_path, {"a.mbox": box_messages(*(write_letter(ONE, OTHER) for _ in range(5)))})
    assert take_contents(fetch(tmp_path, ["a.mbox!/4!/2"])) == {"a.mbox!/4!/2": OTHER}


def test_a_message_of_a_mailbox_is_an_item_too(tmp_path: Path) -> None:
    letters = write_letter(), write_letter(ONE, OTHER)
    write_files(tmp_path, {"a.zip": make_zip({"k.mbox": box_messages(*letters)})})
    judged = {item.where.path: item.where.sha256 for item in read_dump(tmp_path) if item.kind == "mail"}
    found = take_contents(fetch(tmp_path, list(judged)))
    assert sorted(found) == ["a.zip!/k.mbox!/1", "a.zip!/k.mbox!/2"]
    assert {path: hashlib.sha256(content).hexdigest() for path, content in found.items()} == judged


def test_a_large_item_comes_whole(tmp_path: Path) -> None:
    large = bytes(range(256)) * 20_000
    write_files(tmp_path, {"a.zip": make_zip({"large.bin": large})})
    assert take_contents(fetch(tmp_path, ["a.zip!/large.bin"])) == {"a.zip!/large.bin": large}


def test_what_is_not_there_any_more_is_a_fault_of_each(tmp_path: Path) -> None:
    write_files(tmp_path, {"a.zip": make_zip({"p.png": ONE})})
    found = fetch(tmp_path, ["a.zip!/gone.png", "a.zip!/p.png"])
    assert {one.path: one.fault for one in found} == {"a.zip!/p.png": "", "a.zip!/gone.png": "gone"}
    assert [one.fault for one in fetch(tmp_path, ["b.zip!/p.png", "b.zip!/q.png"])] == ["unreadable"] * 2


def test_one_that_is_too_large_says_so_and_the_others_come(tmp_path: Path) -> None:
    write_files(tmp_path, {"a.zip": make_zip({"1": ONE, "2": bytes(9_000), "3": OTHER})})
    order = ReadingOrder(str(tmp_path), limits=ReadingLimits(item_bytes=1_000))
    found = fetch(tmp_path, ["a.zip!/1", "a.zip!/2", "a.zip!/3"], order=order)
    assert [(one.content, one.fault) for one in found] == [(ONE, ""), (b"", "too-large"), (OTHER, "")]


def test_one_that_ends_its_worker_is_given_up_and_the_others_come(tmp_path: Path) -> None:
    write_files(tmp_path, {"a.zip": make_zip({"1": ONE, "2": bytes(9_000), "3": bytes(9_000), "4": OTHER})})
    found = fetch(
        tmp_path, [f"a.zip!/{number}" for number in range(1, 5)], limits=CrewLimits(answer_bytes=2_000)
    )
    assert [one.fault for one in found] == ["", "too-large", "too-large", ""]
    assert found[-1].content == OTHER
