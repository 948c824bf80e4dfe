"""The demo's planting: a decoy mail host on loopback, a lot that waits for its second yes, an intruder."""

from __future__ import annotations

import logging
import socket
import threading
import time
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from chaffinch.cli.serve import say
from chaffinch.desk.home import Home
from chaffinch.desk.supervisor import Child, python_child
from chaffinch.errors import ChaffinchError
from chaffinch.lab.organisation import DOMAINS
from chaffinch.lab.range import Range

if TYPE_CHECKING:
    from chaffinch.desk.services.audit import Actor
    from chaffinch.tripwires.mailhost.folder import Door, HostFolder

log = logging.getLogger(__name__)
_HOST_NAME = f"courrier.{DOMAINS[0]}"
_DOORS = ("imaps", "submission")
#: The first pages are more pressing.
_PATIENCE_SECONDS = 20.0
_BEFORE_HE_COMES = 20.0
_LOOK_SECONDS = 2.0


def prepare_host(lab: Range, home: Home) -> HostFolder | None:
    """Return the demo's decoy mail host, set up at the first start; None where Dovecot or the sandbox is missing."""
    from chaffinch.tripwires.mailhost.folder import HostFolder
    from chaffinch.tripwires.mailhost.setup import Wish, renew_certificate, set_up

    host = HostFolder.at(str(home.folder / "mail-host"))
    chain = home.keys / "practice-mail-host.pem"
    try:
        chain.unlink(missing_ok=True)
        lab.write_certificate(_HOST_NAME, chain, now=datetime.now(UTC))
        if host.settings_file.exists():
            renew_certificate(host, chain, chain)
        else:
            nonce = home.read_key("sign-ins").hex()
            set_up(host, Wish(doors=_choose_doors(), certificate=chain, key=chain, nonce=nonce))
    except ChaffinchError as error:
        log.info("no decoy mail host: %s", error.diagnostics())
        return None
    return host


def compose_places(home: Home, host: HostFolder | None) -> dict[str, Any]:
    """Return the tables `planting` and `traps` of the demo's settings."""
    share = {"name": "partage", "kind": "folder", "where": str((home.folder / "partage").absolute())}
    if host is None:
        return {"planting": {"places": [share]}}
    own = {"name": "courrier", "kind": "mail-host", "where": str(host.folder)}
    return {"planting": {"places": [own, share]}, "traps": {"hosts": [str(host.folder)]}}


def list_host_children(host: HostFolder | None) -> list[Child]:
    """Return the processes of the host, as `chaffinch traps run` starts them."""
    if host is None:
        return []
    children = [
        python_child(f"mail {name}", "-m", f"chaffinch.tripwires.mailhost.{name}", str(host.folder))
        for name in ("keeper", "gate", "probe")
    ]
    for child in children:
        child.start_at = time.monotonic() + _PATIENCE_SECONDS
    return children


def propose_practice_planting(actor: Actor, *, now: datetime) -> None:
    """Propose a small lot and give the first yes; once."""
    from django.conf import settings

    from chaffinch.desk.models import Planting
    from chaffinch.desk.ordering import Wish, write_order
    from chaffinch.desk.services.planting import approve_planting, propose_planting

    if Planting.objects.exists():
        return
    has_host = bool(settings.CONFIGURATION.traps.hosts)
    wish = Wish(
        domain=DOMAINS[0],
        accounts=12 if has_host else 0,
        letters=400,
        months=6,
        documents=30,
        mailboxes="courrier",
        files="partage",
        lent_in_letters=1,
        lent_in_documents=2,
    )
    planting = propose_planting(write_order(wish), reason="The demo: ahead of a hack.", actor=actor, now=now)
    approve_planting(planting.pk, reason="The demo: the first yes.", actor=actor, now=now)


def play_intruder_aloud(host: HostFolder | None, stopping: threading.Event) -> None:
    """Wait until the lot is planted, then come in with the log-in that a letter lends; once."""
    from chaffinch.lab.caller import SOURCE, read_mailbox

    if host is None:
        return
    try:
        found = _await_lent(stopping)
        if found is None:
            return
        say(
            f"  An intruder, at {SOURCE}, has found a log-in in a planted letter, and looks into that mailbox."
        )
        door = next(one for one in host.read_settings().doors if one.kind == "imaps")
        letters = read_mailbox(door.port, *found)
        say(f"  He searched for money and read {letters} letters: the overview rings, and his way is drawn.")
    except Exception:
        log.exception("the demo's intruder broke off; the desk goes on")


def _await_lent(stopping: threading.Event) -> tuple[str, str] | None:
    """Return the log-in that stands in a planted letter, once it stands there and nobody has used it."""
    from django.db import connections

    from chaffinch.desk.models import Hit, PlantedItem, Planting
    from chaffinch.desk.services.traps import open_account

    try:
        while not stopping.wait(_LOOK_SECONDS):
            lent = PlantedItem.objects.filter(
                kind=PlantedItem.Kind.MAIL, planting__state=Planting.State.PLANTED
            ).exclude(trap=None)
            item = lent.select_related("trap").first()
            if item is None or item.trap is None:
                continue
            if Hit.objects.filter(trap=item.trap).exists() or stopping.wait(_BEFORE_HE_COMES):
                return None
            account = open_account(item.trap)
            return account.address, account.password
        return None
    finally:
        connections.close_all()


def _choose_doors() -> tuple[Door, ...]:
    """Return doors at ports of loopback that nothing listens on."""
    from chaffinch.tripwires.mailhost.folder import Door

    with ExitStack() as closing:
        free = [closing.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in _DOORS]
        return tuple(
            Door(kind, "127.0.0.1", int(one.getsockname()[1]))  # type: ignore[arg-type]  # kinds of doors
            for kind, one in zip(_DOORS, free, strict=True)
        )
