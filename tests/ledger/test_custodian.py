"""The sealed list gives lost salts back, and lets its custodian count."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.ledger.house import grow_log, make_entry, make_log

from chaffinch.ledger.custodian import SealError, audit_list, open_list, seal_list, write_list
from chaffinch.ledger.errors import LedgerError
from chaffinch.ledger.log import Log


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Log:
    log = make_log(tmp_path_factory.mktemp("ledger") / "ledger", "a", "b")
    grow_log(log, "c")
    return log


def test_the_list_leads_to_the_published_root(log: Log) -> None:
    audit = audit_list(write_list(log), note=log.checkpoints[-1].note)
    assert {entry.id for entry in audit.entries} == {"a", "b", "c"}
    assert audit.padding == 2 * 4_096 - 3
    assert {entry.id: entry for entry in audit.entries} == log.entries


def change(plain: bytes, what: str) -> bytes:
    head, *lines = plain.splitlines()
    values = json.loads(head)
    if what == "an item less":
        lines = lines[1:]
    elif what == "an item twice":
        lines = [*lines, lines[0]]
    elif what == "another seed":
        values["batches"][0]["seed"] = "00" * 32
    elif what == "a batch less":
        values["batches"].pop()
    elif what == "another item":
        lines[0] = lines[0].replace(b"piege", b"autre")
    elif what == "another place":
        lines[0] = json.dumps({**json.loads(lines[0]), "index": 5}).encode()
    elif what == "a place outside":
        lines[0] = json.dumps({**json.loads(lines[0]), "index": 10**9}).encode()
    elif what == "a huge batch":
        values["batches"][-1]["size"] = 2**40
    elif what == "no format":
        values["format"] = "x"
    return b"\n".join([json.dumps(values).encode(), *lines])


@pytest.mark.parametrize(
    "what",
    ["an item less", "an item twice", "another seed", "a batch less", "another item", "another place", "a place outside", "a huge batch",
     "no format"],
)  # fmt: skip
def test_a_list_that_leaves_something_out_or_makes_it_up_is_refused(log: Log, what: str) -> None:
    with pytest.raises(SealError):
        audit_list(change(write_list(log), what), note=log.checkpoints[-1].note)


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b"x", b'{"format":"chaffinch-ledger-sealed-1"}'])
def test_what_is_no_list_is_refused(content: bytes) -> None:
    with pytest.raises(SealError):
        audit_list(content)


def test_a_list_of_an_older_checkpoint_does_not_lead_to_the_newer_root(log: Log, tmp_path: Path) -> None:
    old = make_log(tmp_path, "a", "b")
    with pytest.raises(SealError):
        audit_list(write_list(old), note=log.checkpoints[-1].note)


def test_there_is_nothing_to_seal_before_a_checkpoint_and_a_lost_salt_cannot_be_sealed(
    tmp_path: Path,
) -> None:
    with pytest.raises(LedgerError):
        write_list(make_log(tmp_path / "1"))
    log = make_log(tmp_path / "2", "a")
    (log.folder / "entries.jsonl").unlink()
    with pytest.raises(LedgerError, match="lost"):
        write_list(Log(log.folder))


def test_only_the_custodian_opens_it(log: Log) -> None:
    age = pytest.importorskip("pyrage")
    custodian, stranger = age.x25519.Identity.generate(), age.x25519.Identity.generate()
    plain = write_list(log)
    sealed = seal_list(plain, recipient=f"{custodian.to_public()}\n")
    assert sealed.startswith(b"age-encryption.org/v1")
    assert make_entry("a").salt.hex().encode() not in sealed
    assert open_list(sealed, identity=f"# created: today\n{custodian}\n") == plain
    for wrong, identity in (
        (sealed, str(stranger)),
        (sealed[:-1], str(custodian)),
        (b"x", str(custodian)),
        (sealed, ""),
    ):
        with pytest.raises(SealError):
            open_list(wrong, identity=identity)
    with pytest.raises(SealError):
        seal_list(plain, recipient="age1x")
