"""The demo: a fictional organisation, the practice range, and the whole way from a list of names to the digest."""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from chaffinch.cli.options import home_option
from chaffinch.cli.practice import (
    ADMINISTRATOR,
    SECOND,
    Cues,
    play_phisher_aloud,
    propose_practice_run,
)
from chaffinch.cli.practice_planting import (
    compose_places,
    list_host_children,
    play_intruder_aloud,
    prepare_host,
)
from chaffinch.cli.serve import list_children, say, start_installation
from chaffinch.cli.setup import make_password
from chaffinch.desk.configuration import parse_configuration, write_configuration
from chaffinch.desk.configuration_tables import Configuration
from chaffinch.desk.home import Home, find_home
from chaffinch.desk.supervisor import supervise
from chaffinch.errors import ChaffinchError
from chaffinch.ground.files import write_whole
from chaffinch.lab.names import write_names_list
from chaffinch.lab.organisation import lab_organisation
from chaffinch.lab.range import Range

log = logging.getLogger(__name__)
_OFFICE_PATIENCE = 30.0
_FIRST_PAGE_SECONDS = 15.0


@click.command()
@home_option
@click.option("--listen", default="127.0.0.1:8000", show_default=True, help="Address and port for the desk.")
def demo(home: Path | None, listen: str) -> None:
    """Show the whole loop on the practice range, with a fictional organisation.

    Everything stays on this machine. Ctrl-C stops it; started again it goes on where it stopped.

    Example: chaffinch demo
    """
    default = find_home()
    run_demo(
        find_home(home) if home else Home(default.folder.with_name(default.folder.name + "-demo")), listen
    )


def run_demo(home: Home, listen: str) -> None:
    """Start the range, the desk and the worker, and let the first watch happen by itself."""
    home.create()
    with Range(home.folder) as lab:
        names_list = home.folder / "names-of-the-week.txt"
        host = prepare_host(lab, home)
        settings = compose_settings(
            lab, listen=listen, names_list=names_list, more=compose_places(home, host)
        )
        write_whole(home.settings_file, write_configuration(settings).encode())
        if not names_list.exists():
            write_names_list(names_list)
        with start_installation(home, listen=listen) as (address, stopping):
            password = make_first_login()
            say(f"\n  The desk      {address}")
            if password:
                say(f"  log-in        {ADMINISTRATOR}\n  password      {password}   (shown this once)")
            else:
                say(f"  log-in        {ADMINISTRATOR}, with the password of the first start")
                say(
                    f"                (a new one: chaffinch user password {ADMINISTRATOR} --home {home.folder})"
                )
            say(
                f"  its mails     {lab.mail_folder}\n  Ctrl-C stops everything; nothing leaves this machine.\n"
            )
            cues = Cues(stopping)
            story = threading.Thread(target=tell_story, args=(names_list, cues, home), daemon=True)
            story.start()
            phisher = threading.Thread(target=play_phisher_aloud, args=(lab, home, cues), daemon=True)
            phisher.start()
            intruder = threading.Thread(target=play_intruder_aloud, args=(host, stopping), daemon=True)
            intruder.start()
            children = [*list_children(home, listen=listen), *list_host_children(host)]
            supervise(children, stopping=stopping, say=say)
            story.join(timeout=5)
            phisher.join(timeout=15)
            intruder.join(timeout=5)
    say("Stopped. Start it again to go on where it stopped.")


def compose_settings(
    lab: Range, *, listen: str, names_list: Path, more: Mapping[str, Any] | None = None
) -> Configuration:
    """Return the demo organisation's settings; the range's mail server has another port at each start.

    The list of names is a source like any other: it is read by itself, and again each hour.

    Args:
        lab: the running range.
        listen: where the desk listens.
        names_list: of the week.
        more: further tables.
    """
    mapping = {**lab_organisation(), **(more or {})}
    mapping["mail"] = {
        "host": "127.0.0.1",
        "port": lab.smtp_port,
        "security": "none",
        "sender": "chaffinch@mouvement-aurore.test",
        "recipients": ["equipe@mouvement-aurore.test"],
    }
    mapping["desk"] = {"listen": listen}
    mapping["sources"] = {"lists": [str(names_list.absolute())]}
    return parse_configuration(mapping, name="the demo's settings")


def make_first_login() -> str:
    """Return the password of the administrator that was made, or an empty string when there is one already."""
    from chaffinch.desk.models import User
    from chaffinch.desk.services.users import add_user

    if User.objects.filter(username=ADMINISTRATOR).exists():
        return ""
    password = make_password()
    add_user(ADMINISTRATOR, password=password, administrator=True, now=datetime.now(UTC))
    return password


def tell_story(names_list: Path, cues: Cues, home: Home) -> None:
    """Say when the names were read, wait until every page was looked at, make the first digest, propose to feed; once."""
    from django.db import connections

    from chaffinch.desk.models import Case, Digest
    from chaffinch.desk.services.audit import COMMAND_LINE
    from chaffinch.desk.services.digests import last_seven_days, make_digest

    stopping = cues.stopping
    try:
        if Digest.objects.exists():
            stopping.wait(_FIRST_PAGE_SECONDS)
            return
        while not (read := count_names_read(names_list)) and not stopping.wait(0.5):
            pass
        say(f"  {read} names read, {Case.objects.count()} addresses that imitate the organisation")
        while captures_wait() and not stopping.wait(1.0):
            pass
        if stopping.is_set():
            return
        now = datetime.now(UTC)
        since, _until = last_seven_days(now)
        make_digest(since, now, actor=COMMAND_LINE, now=now)
        say("  Every page was looked at; the first digest is made.")
        cues.looked.set()
        # What is watched is part of what two people approve.
        cues.office_open.wait(_OFFICE_PATIENCE)
        password = propose_practice_run(now=datetime.now(UTC))
        if password:
            say(
                f"  A feeding run waits for a second yes, and so does a planting: sign in as {SECOND}, password {password}"
            )
        publish_dump_aloud(home)
    except Exception:
        log.exception("the demo's story broke off; the desk goes on")
    finally:
        cues.looked.set()
        connections.close_all()


def publish_dump_aloud(home: Home) -> None:
    """Have a dump appear, once: the silence is two days off."""
    from chaffinch.cli.practice_dump import import_practice_dump
    from chaffinch.desk.models import User
    from chaffinch.desk.services.audit import Actor

    first = User.objects.get(username=ADMINISTRATOR)
    try:
        published = import_practice_dump(home, Actor(first.username, first.pk), now=datetime.now(UTC))
    except ChaffinchError as error:
        log.info("no dump: %s", error.diagnostics())
        return
    if published:
        say("  Two days before the silence a dump appears: its page, Dumps, says what is true of it by now.")


def count_names_read(names_list: Path) -> int:
    """Return how many names of the list were read; 0 until it was read to its end."""
    from chaffinch.desk.models import Source

    source = Source.objects.filter(name=str(names_list.absolute()), waiting=0).first()
    return source.line if source else 0


def captures_wait() -> bool:
    """Return whether an address is still to be opened."""
    from chaffinch.desk.models import Job

    return Job.objects.filter(
        kind__in=["capture_case", "capture_reference"], state__in=[Job.State.WAITING, Job.State.LEASED]
    ).exists()
