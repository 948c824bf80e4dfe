"""Mailboxes at a decoy mail host of ours: the accounts are made, and each letter is put there once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from chaffinch.decoys.letters import Delivered
from chaffinch.decoys.lists import Account
from chaffinch.decoys.places.errors import PlaceError
from chaffinch.decoys.planting.order import Place
from chaffinch.desk.planting_places import fill_mailbox
from chaffinch.tripwires.mailhost.accounts import list_accounts
from chaffinch.tripwires.mailhost.folder import HostFolder
from chaffinch.tripwires.mailhost.setup import set_up
from tests.tripwires.mailhost.running import needs_dovecot, wish

LISE = Account("Lise", "lise.roux@traps.test", "Brume-7")
AT = datetime(2026, 2, 3, 9, 0, tzinfo=UTC)


def copies(count: int) -> list[Delivered]:
    flags = ("\\Seen", "$Forwarded")
    return [
        Delivered(
            LISE.address,
            "Sent" if number % 2 else "INBOX",
            flags,
            AT + timedelta(hours=number),
            b"Subject: x\r\n\r\n",
            "l",
        )
        for number in range(count)
    ]


@needs_dovecot
def test_an_account_is_made_and_filled_once(tmp_path: Path) -> None:
    host = HostFolder.at(tmp_path / "host")
    set_up(host, wish(tmp_path))
    place = Place("mail-host", str(host.folder))
    assert list(fill_mailbox(place, LISE, copies(4))) == [4]
    users = (host.inside / "users").read_text()
    assert list(fill_mailbox(place, LISE, copies(6))) == [6]
    assert LISE.address in list_accounts(host)
    assert (host.inside / "users").read_text() == users, "a second try gives no new password"
    box = host.mail / LISE.address / "Maildir"
    assert len(list((box / "cur").iterdir())) == len(list((box / ".Sent" / "cur").iterdir())) == 3
    assert all(path.name.endswith(":2,S") for path in (box / "cur").iterdir())


def test_a_place_that_is_no_host_is_said(tmp_path: Path) -> None:
    with pytest.raises(PlaceError) as caught:
        list(fill_mailbox(Place("mail-host", str(tmp_path)), LISE, copies(1)))
    assert caught.value.code == "refused"
    assert "is no folder of a decoy mail host" in caught.value.why
