"""A host is set up whole or not at all, and torn down without a trace."""

from __future__ import annotations

import os
import socket
from dataclasses import replace
from pathlib import Path

import pytest
from tests.tripwires.mailhost.running import (
    ANNA,
    HOST_NAME,
    NONCE,
    make_certificate,
    needs_dovecot,
    start_host,
    wish,
)

from chaffinch.decoys.lists import Account
from chaffinch.tripwires.mailhost import sandbox, setup
from chaffinch.tripwires.mailhost.accounts import add_accounts, list_accounts
from chaffinch.tripwires.mailhost.errors import MailHostError, MailHostUsageError, NoDovecotError
from chaffinch.tripwires.mailhost.folder import HostFolder
from chaffinch.tripwires.mailhost.setup import check_configuration, lock_host, set_up, tear_down

pytestmark = needs_dovecot


@pytest.fixture
def host(tmp_path: Path) -> HostFolder:
    return HostFolder.at(tmp_path / "host")


def test_what_is_set_up_holds_no_password_and_is_closed_to_others(host: HostFolder, tmp_path: Path) -> None:
    settings = set_up(host, wish(tmp_path))
    assert settings.name == HOST_NAME
    assert list_accounts(host) == ("anna@decoy.test", "bea@decoy.test")
    assert host.read_domains() == ("decoy.test",)
    assert host.folder.stat().st_mode & 0o077 == 0
    users = (host.inside / "users").read_text()
    assert users.count("{ARGON2ID}$argon2id$") == 3
    secrets = [
        path
        for path in host.folder.rglob("*")
        if path.is_file() and ANNA.password.encode() in path.read_bytes()
    ]
    assert secrets == []
    assert NONCE in (host.inside / "dovecot.conf").read_text()
    assert host.reports.read_bytes() == b""


def test_two_hosts_share_no_secret(tmp_path: Path) -> None:
    one, two = HostFolder.at(tmp_path / "one"), HostFolder.at(tmp_path / "two")
    for host in (one, two):
        set_up(host, replace(wish(tmp_path), nonce=""))
    assert one.read_keys().nonce != two.read_keys().nonce
    assert one.read_keys().watch != two.read_keys().watch
    assert (one.inside / "users").read_text() != (two.inside / "users").read_text()


def test_a_folder_with_something_in_it_is_left_alone(host: HostFolder, tmp_path: Path) -> None:
    host.folder.mkdir()
    (host.folder / "mine").write_text("x")
    with pytest.raises(MailHostUsageError, match="is not empty"):
        set_up(host, wish(tmp_path))
    assert [path.name for path in host.folder.iterdir()] == ["mine"]


def test_a_wrong_certificate_or_key_leaves_nothing_behind(host: HostFolder, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    _, foreign = make_certificate(other)
    good = wish(tmp_path)
    with pytest.raises(MailHostUsageError, match="cannot be used"):
        set_up(host, replace(good, key=foreign))
    with pytest.raises(MailHostUsageError, match="cannot be used"):
        set_up(host, replace(good, certificate=tmp_path / "missing"))
    with pytest.raises(MailHostUsageError, match="not valid now"):
        set_up(host, wish(tmp_path, days=-1))
    assert not host.folder.exists()


def test_an_address_that_is_a_path_is_refused(host: HostFolder, tmp_path: Path) -> None:
    with pytest.raises(MailHostUsageError, match="cannot be an account"):
        set_up(host, wish(tmp_path, accounts=(Account("x", "../../etc@decoy.test", "x"),)))
    assert not host.folder.exists()
    set_up(host, wish(tmp_path))
    for address in ("a:b@decoy.test", ".@decoy.test", "a@b", "a/b@decoy.test", "a@decoy.test\nx"):
        with pytest.raises(MailHostUsageError):
            add_accounts(host, [Account("x", address, "x")])
    assert len(list_accounts(host)) == 2


def test_without_dovecot_it_is_said_what_to_install(
    host: HostFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sandbox, "_SYSTEM_FOLDERS", "")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NoDovecotError) as caught:
        set_up(host, wish(tmp_path))
    assert "apt-get install dovecot-imapd" in caught.value.todo
    assert not host.folder.exists()


def test_a_release_that_is_not_known_is_refused(
    host: HostFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(setup, "ask_version", lambda _: "2.9.1")
    with pytest.raises(MailHostError, match="no configuration for Dovecot"):
        set_up(host, wish(tmp_path))
    assert not host.folder.exists()


def test_what_dovecot_does_not_take_is_told(
    host: HostFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_up(host, wish(tmp_path))
    written = (host.inside / "dovecot.conf").read_text()
    monkeypatch.setattr(setup, "write_configuration", lambda *_: f"{written}\nnonsense = yes\n")
    with pytest.raises(MailHostError) as caught:
        check_configuration(host)
    assert "nonsense" in caught.value.why


def test_a_port_that_is_taken_is_told_before_anything_starts(host: HostFolder, tmp_path: Path) -> None:
    settings = set_up(host, wish(tmp_path))
    with socket.create_server(("127.0.0.1", settings.doors[0].port)), start_host(host) as running:
        assert running.process.wait(timeout=30) == 2
    said = (host.folder / "run.out").read_text()
    assert "cannot listen on 127.0.0.1" in said and "Address already in use" in said


def test_what_is_torn_down_is_gone(host: HostFolder, tmp_path: Path) -> None:
    before = sorted(path.name for path in tmp_path.iterdir())
    set_up(host, wish(tmp_path))
    (host.mail / "anna@decoy.test" / "Maildir" / "cur").mkdir(parents=True)
    (host.mail / "anna@decoy.test" / "Maildir" / "cur" / "1").write_text("x")
    (host.mail / "away").symlink_to(tmp_path)
    host.reports.write_text("{}\n{}\n")
    gone = tear_down(host)
    assert (gone.accounts, gone.letters, gone.reports, gone.unit) == (2, 1, 2, None)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted({*before, "mail.pem", "mail.key"})


def test_what_is_no_host_or_runs_is_not_torn_down(host: HostFolder, tmp_path: Path) -> None:
    with pytest.raises(MailHostUsageError, match="is no folder of a decoy mail host"):
        tear_down(HostFolder.at(tmp_path))
    set_up(host, wish(tmp_path))
    with lock_host(host), pytest.raises(MailHostUsageError, match="runs"):
        tear_down(host)
    assert host.settings_file.exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives folders to another user")
def test_root_gives_the_inside_a_user_that_is_nobody_else(host: HostFolder, tmp_path: Path) -> None:
    settings = set_up(host, wish(tmp_path))
    assert settings.uid not in (0, settings.gate_uid)
    assert host.mail.stat().st_uid == settings.uid
    assert host.keys_file.stat().st_uid == 0
