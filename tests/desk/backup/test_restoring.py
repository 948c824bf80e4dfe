"""A backup is put back whole, or nothing is; what is there is set aside, never deleted."""

from __future__ import annotations

import hashlib
import io
import json
import os
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chaffinch.desk.backup.errors import BackupError, BackupUsageError, DamagedBackupError
from chaffinch.desk.backup.making import Wish
from chaffinch.desk.backup.manifest import Head
from chaffinch.desk.home import Home
from chaffinch.desk.supervisor import HomeInUseError, lock_home
from tests.desk.backup.house import (
    NOW,
    PLAIN,
    SECRET,
    TO_US,
    count_rows,
    fill_table,
    furnish,
    make,
    put_back,
    read_tree,
)
from tests.ground.test_files import filling_at

PASSPHRASE = "cinq mots pris au hasard"


def list_names(home: Home) -> set[str]:
    return {path.name for path in home.folder.iterdir()} if home.folder.exists() else set()


def test_feeding_stands_stopped_afterwards(full: Home, fresh: Home, file: Path) -> None:
    make(full, file)
    assert not full.kill_switch.exists()
    put_back(file, fresh)
    assert "2027-03-01 09:30 UTC" in fresh.kill_switch.read_text()


def test_what_is_there_is_named_and_set_aside_only_when_asked(full: Home, tmp_path: Path, file: Path) -> None:
    make(full, file)
    other = furnish(Home(tmp_path / "other"))
    fill_table(other.database, 7)
    before = read_tree(other, *list_names(other))
    with pytest.raises(BackupUsageError, match=r"chaffinch\.sqlite3, chaffinch\.toml, dumps, ledger"):
        put_back(file, other)
    assert {
        name: text for name, text in read_tree(other, *list_names(other)).items() if name != "lock"
    } == before
    hot = other.folder / "chaffinch.sqlite3-journal"
    hot.write_bytes(b"of the other database")
    done = put_back(file, other, replace=True)
    assert count_rows(other.database) == 100
    assert done.aside == other.folder / "before-restore-20270301T093000Z"
    assert (done.aside / hot.name).read_bytes() == b"of the other database"
    assert count_rows_aside(done.aside) == 107
    assert not hot.exists()
    assert read_tree(other, "keys")
    assert done.other_keys == ("django.key", "store.key")


def count_rows_aside(folder: Path) -> int:
    (folder / "chaffinch.sqlite3-journal").unlink()
    return count_rows(folder / "chaffinch.sqlite3")


def test_a_desk_that_runs_is_not_put_back_under_its_feet(full: Home, file: Path) -> None:
    make(full, file)
    with lock_home(full), pytest.raises(HomeInUseError):
        put_back(file, full, replace=True)
    assert count_rows(full.database) == 100


def test_a_passphrase_opens_it_and_another_does_not(full: Home, fresh: Home, file: Path) -> None:
    make(full, file, wish=Wish(passphrase=PASSPHRASE))
    with tarfile.open(file) as tar:
        assert tar.getnames() == ["identity.age", "backup.tar.zst.age"]
    with pytest.raises(DamagedBackupError, match="does not open"):
        put_back(file, fresh, passphrase="six mots pris au hasard")
    put_back(file, fresh, passphrase=PASSPHRASE)
    assert count_rows(fresh.database) == 100


def test_a_key_opens_it_and_another_does_not(full: Home, fresh: Home, file: Path) -> None:
    make(full, file)
    with pytest.raises(BackupUsageError, match="encrypted to a key"):
        put_back(file, fresh, identity="")
    with pytest.raises(BackupUsageError, match="no secret key"):
        put_back(file, fresh, identity="age1 something")
    with pytest.raises(DamagedBackupError) as fault:
        put_back(file, fresh, identity=str(type(SECRET).generate()))
    assert "keys" in fault.value.why
    assert list_names(fresh) <= {"lock"}


@pytest.mark.parametrize("wish", [TO_US, PLAIN], ids=["sealed", "plain"])
@pytest.mark.parametrize(
    "damage", [(how, share) for how in ("cut", "flip") for share in (0.0, 0.001, 0.5, 0.999)]
)
def test_a_file_that_was_cut_or_changed_puts_nothing_back(
    full: Home, fresh: Home, file: Path, wish: Wish, damage: tuple[str, float]
) -> None:
    spoil, share = damage
    make(full, file, wish=wish)
    content = bytearray(file.read_bytes())
    place = int(len(content) * share)
    if spoil == "cut":
        del content[place:]
    else:
        content[place] ^= 0x40
    file.write_bytes(content)
    with pytest.raises(DamagedBackupError):
        put_back(file, fresh)
    assert list_names(fresh) <= {"lock"}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(untrusted=st.binary(max_size=2_000))
def test_no_bytes_at_all_do_harm(fresh: Home, file: Path, untrusted: bytes) -> None:
    file.write_bytes(untrusted)
    with pytest.raises(DamagedBackupError):
        put_back(file, fresh)
    assert list_names(fresh) <= {"lock"}


HEAD = Head(NOW, "0", ("blobs", "chaffinch.sqlite3", "chaffinch.toml"), {}, 1).write()
Fake = Callable[[tarfile.TarFile], None]


def pack_fake(file: Path, fill: Fake, *, head: bytes = HEAD) -> None:
    """Write a plain backup by hand, as somebody would who means harm; its hashes are right."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.GNU_FORMAT) as tar:
        add(tar, "backup.json", head)
        fill(tar)
        packed.flush()
        read = {
            one.name: (one.size, hashlib.sha256(content.read() if content else b"").hexdigest())
            for one, content in list_members(packed.getvalue())
        }
        add(tar, "hashes.json", json.dumps(read).encode())
    file.write_bytes(zstandard.compress(packed.getvalue()))


def list_members(content: bytes) -> list[tuple[tarfile.TarInfo, io.BytesIO | None]]:
    found = []
    with tarfile.open(fileobj=io.BytesIO(content + bytes(2 * tarfile.BLOCKSIZE))) as tar:
        for one in tar:
            held = tar.extractfile(one) if one.isreg() else None
            found.append((one, io.BytesIO(held.read()) if held else None))
    return found


def add(
    tar: tarfile.TarFile, name: str, content: bytes = b"x", *, kind: bytes = tarfile.REGTYPE, link: str = ""
) -> None:
    member = tarfile.TarInfo(name)
    member.type, member.linkname, member.size = kind, link, len(content) if kind == tarfile.REGTYPE else 0
    tar.addfile(member, io.BytesIO(content))


@pytest.mark.parametrize(
    "name",
    [
        "../evil", "blobs/../../evil", "/etc/evil", "blobs//evil", "blobs/./evil", "blobs", "blobs/", "evil", "ledger/x",
        "keys/store.key", "chaffinch.toml/x", "feeding.stopped", "logs/x", "..", ".", "blobs/..", "\\..\\evil", "Blobs/x",
        "hashes.json/x", "blobs/" + "d/" * 500 + "x",
    ],
)  # fmt: skip
def test_a_name_that_leads_elsewhere_is_refused(fresh: Home, file: Path, name: str) -> None:
    pack_fake(file, lambda tar: add(tar, name))
    with pytest.raises(DamagedBackupError):
        put_back(file, fresh)
    assert list_names(fresh) <= {"lock"}
    assert sorted(path.name for path in fresh.folder.parent.iterdir()) == ["desk.backup", "fresh"]


@pytest.mark.parametrize(
    "kind",
    [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE, tarfile.DIRTYPE,
     tarfile.CONTTYPE, tarfile.GNUTYPE_SPARSE, tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.GNUTYPE_LONGLINK, b"?"],
)  # fmt: skip
def test_what_is_no_plain_file_is_refused(fresh: Home, file: Path, kind: bytes) -> None:
    # Not with its hashes: some of these kinds no library reads back.
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.GNU_FORMAT) as tar:
        add(tar, "backup.json", HEAD)
        add(tar, "blobs/x", kind=kind, link="/etc/passwd")
    file.write_bytes(zstandard.compress(packed.getvalue()))
    with pytest.raises(DamagedBackupError, match="no whole backup") as fault:
        put_back(file, fresh)
    assert "no plain file" in fault.value.why
    assert list_names(fresh) <= {"lock"}


def test_the_same_name_twice_or_one_too_many_or_too_few_is_refused(fresh: Home, file: Path) -> None:
    def twice(tar: tarfile.TarFile) -> None:
        add(tar, "blobs/x", b"1")
        add(tar, "blobs/x", b"2")

    pack_fake(file, twice)
    with pytest.raises(DamagedBackupError) as fault:
        put_back(file, fresh)
    assert "twice" in fault.value.why
    for promised, why in (
        ({}, "is not of it"),
        ({"blobs/y": (1, "0")}, "missing"),
        ({"blobs/x": (1, "0")}, "changed"),
    ):
        packed = io.BytesIO()
        kept = {"backup.json": (len(HEAD), hashlib.sha256(HEAD).hexdigest()), **promised}
        with tarfile.open(fileobj=packed, mode="w", format=tarfile.GNU_FORMAT) as tar:
            add(tar, "backup.json", HEAD)
            if "blobs/y" not in promised:
                add(tar, "blobs/x")
            add(tar, "hashes.json", json.dumps(kept).encode())
        file.write_bytes(zstandard.compress(packed.getvalue()))
        with pytest.raises(DamagedBackupError) as fault:
            put_back(file, fresh)
        assert why in fault.value.why


@pytest.mark.parametrize(
    "head",
    [b"", b"{}", b"[1]", b"[" * 100_000, HEAD.replace(b"backup-1", b"backup-9"), HEAD.replace(b"+00:00", b""),
     HEAD.replace(b"blobs", b"../up"), HEAD.replace(b'"size": 1', b'"size": "many"')],
)  # fmt: skip
def test_a_head_that_says_something_else_is_refused(fresh: Home, file: Path, head: bytes) -> None:
    pack_fake(file, lambda tar: add(tar, "blobs/x"), head=head)
    with pytest.raises(DamagedBackupError):
        put_back(file, fresh)
    assert list_names(fresh) <= {"lock"}


def test_a_damaged_database_is_noticed_though_its_hash_is_right(fresh: Home, full: Home, file: Path) -> None:
    pages = bytearray(full.database.read_bytes())
    pages[4_096:8_192] = os.urandom(4_096)

    def fill(tar: tarfile.TarFile) -> None:
        add(tar, "chaffinch.toml", full.settings_file.read_bytes())
        add(tar, "chaffinch.sqlite3", bytes(pages))

    pack_fake(file, fill)
    with pytest.raises(DamagedBackupError, match="database in the backup is damaged"):
        put_back(file, fresh)
    assert list_names(fresh) <= {"lock"}


def test_a_full_disk_puts_nothing_back(full: Home, fresh: Home, file: Path) -> None:
    make(full, file)
    with filling_at(10_000), pytest.raises(BackupError, match="cannot be put back"):
        put_back(file, fresh)
    assert list_names(fresh) <= {"lock"}


def test_a_move_that_fails_is_taken_back(
    full: Home, tmp_path: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(full, file)
    other = furnish(Home(tmp_path / "other"))
    before = read_tree(other, *list_names(other))
    rename = Path.rename

    def refuse_settings(path: Path, target: Path) -> Path:
        if path.parent.name == ".restoring" and path.name == "chaffinch.toml":
            raise OSError(5, "Input/output error")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", refuse_settings)
    with pytest.raises(BackupError, match="cannot be put back"):
        put_back(file, other, replace=True)
    monkeypatch.undo()
    assert {
        name: text for name, text in read_tree(other, *list_names(other)).items() if name != "lock"
    } == before


def test_a_sqlite_file_elsewhere_is_backed_up_and_its_settings_are_not_followed_blindly(
    full: Home, fresh: Home, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "elsewhere.sqlite3"
    full.database.rename(elsewhere)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{elsewhere}")
    make(full, file)
    with pytest.raises(BackupUsageError, match="elsewhere"):
        put_back(file, fresh)
    monkeypatch.delenv("DATABASE_URL")
    put_back(file, fresh)
    assert count_rows(fresh.database) == 100
