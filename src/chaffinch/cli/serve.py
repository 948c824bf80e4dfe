"""`chaffinch serve`: everything that runs all the time."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click

from chaffinch.cli.options import home_option
from chaffinch.desk.home import Home, find_home
from chaffinch.desk.supervisor import Child, check_listen_address, lock_home, python_child, supervise
from chaffinch.ground.ending import catch_end_signals

_RANGE_PATIENCE = 15.0
"""Seconds."""


def say(text: str) -> None:
    """Tell the person at the terminal."""
    click.echo(text, err=True)


@click.command()
@home_option
@click.option("--listen", help="Address and port for the desk instead of the one in chaffinch.toml.")
def serve(home: Path | None, listen: str | None) -> None:
    """Start the desk, its worker and what reads the sources; Ctrl-C stops all of them.

    Example: chaffinch serve
    """
    place = find_home(home)
    with start_installation(place, listen=listen) as (address, stopping):
        say(f"The desk is at {address} · Ctrl-C stops it")
        supervise(list_children(place, listen=listen), stopping=stopping, say=say)
    say("Stopped.")


@contextmanager
def start_installation(home: Home, *, listen: str | None) -> Iterator[tuple[str, threading.Event]]:
    """Lock the home folder, bring tables and watchlist up to date; yield the desk's address and the stop sign."""
    from chaffinch.desk.start import bring_tables_up_to_date, start_django

    start_django(home)
    from django.conf import settings

    from chaffinch.desk.services.startup import prepare_desk

    lock = lock_home(home)
    check_listen_address(listen or settings.CONFIGURATION.desk.listen)
    now = datetime.now(UTC)
    copy = bring_tables_up_to_date(now=now)
    if copy:
        say(f"The tables were brought up to date; the database as it was before: {copy}")
    prepare_desk(now=now)
    stopping = catch_end_signals()
    try:
        yield (f"http://{listen}" if listen else settings.CONFIGURATION.desk_url), stopping
    finally:
        lock.close()


def list_children(home: Home, *, listen: str | None) -> list[Child]:
    """Return the processes of one installation: web server, worker, and what follows sources and sign-in logs."""
    from django.conf import settings

    address = listen or settings.CONFIGURATION.desk.listen
    web = python_child(
        "desk", "-m", "gunicorn", *gunicorn_arguments(address), "chaffinch.desk.wsgi:application"
    )
    worker = python_child("worker", "-m", "chaffinch.desk.jobs.run")
    children = [web, worker]
    if settings.CONFIGURATION.sources.names_any:
        children.append(python_child("sources", "-m", "chaffinch.desk.followers.run"))
    configuration = settings.CONFIGURATION
    named = bool(configuration.tripwires.logs or configuration.traps.hosts or configuration.listener.folder)
    if named or home.range_file.exists():
        watcher = python_child("sign-ins", "-m", "chaffinch.desk.followers.watch")
        # The range has a log only once its phisher begins; until then the first page is more pressing.
        watcher.start_at = time.monotonic() + (0 if named else _RANGE_PATIENCE)
        children.append(watcher)
    return children


def gunicorn_arguments(address: str) -> list[str]:
    """Return the web server's settings: one process, since SQLite and the log-in limits live in it, many threads."""
    return [
        "--bind", address, "--workers", "1", "--worker-class", "gthread", "--threads", "8",
        "--timeout", "60", "--graceful-timeout", "5", "--keep-alive", "5", "--log-level", "warning",
        "--limit-request-line", "8190", "--no-control-socket",
    ]  # fmt: skip
