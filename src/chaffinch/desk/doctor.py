"""Whether an installation can do its work, point by point."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import DatabaseError, connection

from chaffinch.desk.blocking import list_unready
from chaffinch.desk.channels import read_channels, tell_channels
from chaffinch.desk.doctor_backup import examine_backups
from chaffinch.desk.doctor_ledger import examine_ledger
from chaffinch.desk.doctor_point import Point
from chaffinch.desk.feeding_facts import find_scope, is_killed
from chaffinch.desk.home import Home
from chaffinch.desk.jobs.heartbeats import find_latest_heartbeat
from chaffinch.desk.models import Heartbeat, Job, Schedule, Source
from chaffinch.desk.services.audit import verify_chain
from chaffinch.desk.services.digests import can_send
from chaffinch.desk.services.proofs import list_proved
from chaffinch.desk.services.staff import is_staff_listed
from chaffinch.desk.trap_hosts import FAULT, judge_host, list_named_logs
from chaffinch.errors import ChaffinchError
from chaffinch.ground.isolate import run_isolated
from chaffinch.pages.bundle.manifest import name_key
from chaffinch.tripwires.listener.folder import Folder
from chaffinch.tripwires.listener.state import Fault as ListenerFault
from chaffinch.tripwires.listener.state import find_fault, read_state
from chaffinch.tripwires.logfile import read_portion
from chaffinch.tripwires.mailhost.folder import HostFolder

_ENOUGH_BYTES = 2_000_000_000
_SILENT = timedelta(seconds=60)
_LISTENER_FAULTS: dict[ListenerFault, str] = {
    "listener-missing": "It never ran.",
    "listener-silent": "It gives no sign of life.",
    "listener-full": "Its folder is full: pushed logs are refused.",
    "listener-certificate": "Its certificate cannot be used.",
}
_FIXED_SQLITE = (3, 51, 3)


def examine(home: Home, *, now: datetime, send_mail: bool) -> Iterator[Point]:
    """Look at everything, one point at a time; a point that breaks is a fault and the rest is looked at."""
    points: list[tuple[str, Callable[[], Point]]] = [
        ("settings", lambda: _examine_settings(home)),
        ("keys", lambda: _examine_keys(home)),
        ("evidence", lambda: _examine_evidence(home)),
        ("database", _examine_database),
        ("audit log", _examine_audit),
        ("worker", lambda: _examine_worker(now)),
        ("sources", lambda: _examine_sources(now)),
        ("tripwires", lambda: _examine_tripwires(now)),
        ("providers", _examine_providers),
        ("traps", lambda: _examine_traps(now)),
        ("listener", lambda: _examine_listener(now)),
        ("jobs", _examine_jobs),
        ("calendar", _examine_calendar),
        ("browser", _examine_browser),
        ("sandbox", _examine_sandbox),
        ("feeding", lambda: _examine_feeding(now)),
        ("ledger", lambda: examine_ledger(now=now)),
        ("backup", lambda: examine_backups(home, now=now)),
        ("disk", lambda: _examine_disk(home)),
        ("mail", lambda: _examine_mail(send_mail)),
        ("channels", lambda: _examine_channels(home, send_mail)),
    ]
    for name, look in points:
        try:
            yield look()
        except ChaffinchError as error:
            yield Point(name, "fault", f"{error.what} {error.why}".strip(), error.todo)
        except (OSError, DatabaseError) as error:
            yield Point(name, "fault", f"{type(error).__name__}: {error}")


def _examine_settings(home: Home) -> Point:
    configuration = settings.CONFIGURATION
    if configuration.capture.egress == "unset":
        todo = f"Set egress in [capture] of {home.settings_file} to direct or proxy."
        return Point(
            "settings", "note", "No live page is opened: nobody said how captures leave the house.", todo
        )
    return Point(
        "settings", "ok", f"{home.settings_file} reads well; captures leave: {configuration.capture.egress}"
    )


def _examine_keys(home: Home) -> Point:
    for name in ("django", "store", "evidence"):
        home.read_key(name, make=False)
    return Point("keys", "ok", f"{home.keys} is complete and closed to others")


def _examine_evidence(home: Home) -> Point:
    fingerprint = name_key(home.read_key("evidence", make=False))
    todo = "Tell it, by another way than the bundles, to those who are to check them."
    return Point("evidence", "ok", f"bundles are signed by the key {fingerprint}", todo)


def _examine_database() -> Point:
    if connection.vendor != "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version")
            version = cursor.fetchone()[0]
        return Point("database", "ok", f"PostgreSQL {version}")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        said = cursor.fetchone()[0]
        cursor.execute("PRAGMA journal_mode")
        journal = cursor.fetchone()[0]
    if said != "ok":
        return Point(
            "database", "fault", f"SQLite finds damage: {said}", "Stop the desk and restore a backup."
        )
    text = f"SQLite {sqlite3.sqlite_version}, whole, journal {journal}"
    if journal == "wal" and sqlite3.sqlite_version_info < _FIXED_SQLITE:
        return Point(
            "database",
            "fault",
            f"{text}: this version can lose a commit in that mode",
            "Report this: it must not be.",
        )
    return Point("database", "ok", text)


def _examine_audit() -> Point:
    end = verify_chain()
    return Point(
        "audit log", "ok", f"{end.sequence} rows hold; note this end elsewhere: {end.entry_hash[:16]}…"
    )


def _examine_worker(now: datetime) -> Point:
    last = find_latest_heartbeat()
    if last is None or last.stopped_at is not None:
        return Point("worker", "note", "No worker runs.", "Start one with: chaffinch serve")
    silent = now - last.last_seen
    if silent > _SILENT:
        return Point(
            "worker",
            "fault",
            f"The worker was last seen {silent.total_seconds():.0f} s ago.",
            "Start again: chaffinch serve",
        )
    return Point("worker", "ok", f"seen {max(0.0, silent.total_seconds()):.0f} s ago")


def _examine_sources(now: datetime) -> Point:
    if not settings.CONFIGURATION.sources.names_any:
        return Point(
            "sources",
            "note",
            "No source is read by itself.",
            "Name certificate logs or lists in [sources] of chaffinch.toml.",
        )
    last = find_latest_heartbeat(Heartbeat.Role.FOLLOWER)
    if last is None or last.stopped_at is not None or now - last.last_seen > _SILENT:
        return Point("sources", "note", "Nobody reads the sources now.", "Start: chaffinch serve")
    troubled = list(Source.objects.filter(followed=True).exclude(fault=""))
    if troubled:
        named = ", ".join(f"{source.name} ({source.fault})" for source in troubled[:3])
        return Point(
            "sources",
            "fault",
            f"{len(troubled)} cannot be read: {named}",
            "The desk's page of sources says why.",
        )
    return Point("sources", "ok", f"{Source.objects.filter(followed=True).count()} are read")


def _examine_tripwires(now: datetime) -> Point:
    """Say whether the use of a decoy would be noticed; a log that cannot be opened raises."""
    logs = list_named_logs(settings.CONFIGURATION)
    if not logs:
        todo = "Name your servers' logs in [[tripwires.logs]] of chaffinch.toml."
        return Point("tripwires", "note", "No sign-in log is read: no decoy would ring.", todo)
    for log in logs:
        read_portion(Path(log.path), None, most=1)
    last = find_latest_heartbeat(Heartbeat.Role.WATCHER)
    if last is None or last.stopped_at is not None or now - last.last_seen > _SILENT:
        return Point("tripwires", "note", "Nobody reads the sign-in logs now.", "Start: chaffinch serve")
    domains = sorted({domain.lower() for log in logs for domain in log.domains})
    if not domains:
        todo = "Say in [[tripwires.logs]] which of your domains sign in there: domains = [...]"
        return Point("tripwires", "note", f"{len(logs)} read; no decoy is counted on to ring.", todo)
    return Point(
        "tripwires", "ok", f"{len(logs)} read; decoys at {', '.join(domains)} are counted on to ring"
    )


def _examine_traps(now: datetime) -> Point:
    """Say whether each decoy mail host would tell of a use."""
    hosts: tuple[str, ...] = settings.CONFIGURATION.traps.hosts
    if not hosts:
        todo = (
            "Set one up with `chaffinch traps set-up` and name it in [traps], or register accounts elsewhere."
        )
        return Point("traps", "note", "There is no decoy mail host.", todo)
    faults = [
        f"{host}: {fault.removeprefix(FAULT)}"
        for host in hosts
        if (fault := judge_host(HostFolder.at(host), clock=lambda: now))
    ]
    if faults:
        todo = "Look at it with `chaffinch traps status`, start it with `chaffinch traps run`."
        return Point("traps", "fault", f"A use of a trap could stay unseen. {', '.join(faults)}", todo)
    return Point("traps", "ok", f"{len(hosts)} told of a log-in of their own within the last minutes")


def _examine_listener(now: datetime) -> Point:
    """Say whether the web listener gives a sign of life; one that is none is in good order."""
    folder = settings.CONFIGURATION.listener.folder
    if not folder:
        todo = "Beacons, decoy portals and pushed logs need one: chaffinch listener init"
        return Point("listener", "note", "No web listener is named.", todo)
    fault = find_fault(read_state(Folder(Path(folder)).state), now=now)
    if fault:
        said = f"{_LISTENER_FAULTS[fault]} ({folder})"
        return Point("listener", "fault", said, f"Run: chaffinch listener check --dir {folder}")
    return Point("listener", "ok", "it gives a sign of life")


def _examine_feeding(now: datetime) -> Point:
    """Say whether a live page could be fed, and what is missing; that nobody feeds is in good order."""
    if is_killed():
        todo = "A person allows it again on the feeding page of the desk, with a reason."
        return Point("feeding", "note", "All feeding is stopped: the kill switch is thrown.", todo)
    scope = find_scope()
    missing = [
        what
        for what, there in (
            ("a domain proved to be yours", bool(list_proved(now=now))),
            ("a staff list", is_staff_listed()),
            ("a scope of counsel that holds today", scope is not None and scope.since <= now < scope.until),
        )
        if not there
    ]
    if missing:
        return Point(
            "feeding", "note", f"No live page is fed. Missing: {', '.join(missing)}.", "See the feeding page."
        )
    return Point("feeding", "ok", "a confirmed page can be fed when two people approve it")


def _examine_providers() -> Point:
    named = len(settings.CONFIGURATION.tripwires.providers)
    if not named:
        todo = "Name them in [[tripwires.providers]], so that a colleague's account can be blocked with one click."
        return Point("providers", "note", "No provider that can block an account is named.", todo)
    faults = list_unready()
    if faults:
        return Point("providers", "fault", "; ".join(faults)[:600], "An account there could not be blocked.")
    return Point("providers", "ok", f"{named} can be asked to block an account; none was asked now.")


def _examine_jobs() -> Point:
    failed = Job.objects.filter(state=Job.State.FAILED).count()
    waiting = Job.objects.filter(state=Job.State.WAITING).count()
    if failed:
        return Point(
            "jobs", "note", f"{failed} failed, {waiting} wait", "See the desk's health page for the reasons."
        )
    return Point("jobs", "ok", f"none failed, {waiting} wait")


def _examine_calendar() -> Point:
    weekly = Schedule.objects.filter(name="weekly-digest", enabled=True).first()
    if weekly is None:
        return Point(
            "calendar", "fault", "No weekly digest is planned.", "Start the desk once: chaffinch serve"
        )
    return Point("calendar", "ok", f"next digest {weekly.next_run:%Y-%m-%d %H:%M} UTC")


def _examine_browser() -> Point:
    path = shutil.which("chromium")
    if path is None:
        return Point("browser", "fault", "There is no Chromium.", "Install it: apt-get install chromium")
    return Point("browser", "ok", path)


def _examine_sandbox() -> Point:
    run_isolated("chaffinch.mail.links:extract_links", b"Subject: doctor\r\n\r\nhttps://example.test/\r\n")
    return Point("sandbox", "ok", "parsers run isolated")


def _examine_disk(home: Home) -> Point:
    free = shutil.disk_usage(home.folder).free
    said = f"{free / 1e9:.1f} GB free in {home.folder}"
    if free < _ENOUGH_BYTES:
        return Point("disk", "fault", said, "Make room: pictures need about 1 MB a capture.")
    return Point("disk", "ok", said)


def _examine_channels(home: Home, send: bool) -> Point:
    channels = read_channels(home, settings.CONFIGURATION.alerts)
    if not channels:
        return Point(
            "channels",
            "note",
            "Nobody is told but by mail, which an intruder may read.",
            "Name a list of channels in chaffinch.toml, [alerts].",
        )
    names = ", ".join(channel.name for channel in channels)
    if not send:
        return Point("channels", "ok", f"{names} (with --send-mail each is tried)")
    failed = tell_channels(channels, subject="Chaffinch", body="This is a test: nothing waits.")
    if failed:
        return Point(
            "channels", "fault", f"Not taken by {', '.join(failed)}.", "Look at these lines of the list."
        )
    return Point("channels", "ok", f"told by {names}")


def _examine_mail(send_mail: bool) -> Point:
    mail = settings.CONFIGURATION.mail
    if not can_send():
        return Point(
            "mail",
            "note",
            "Digests and alerts wait: no mail server is set.",
            "Fill in [mail] in chaffinch.toml.",
        )
    if not send_mail:
        return Point(
            "mail",
            "note",
            f"{mail.host}:{mail.port} is set, not tried",
            "Send a test: chaffinch doctor --mail",
        )
    recipients = list(mail.alert_recipients or mail.recipients)
    message = EmailMessage(
        "Chaffinch: test", "This is a test of the mail settings.\n", mail.sender, recipients
    )
    try:
        with get_connection() as outgoing:
            outgoing.send_messages([message])
    except OSError as error:  # smtplib's errors are OSErrors too
        return Point("mail", "fault", f"The test was not taken: {error}", "Check [mail] in chaffinch.toml.")
    return Point("mail", "ok", f"a test was sent to {', '.join(recipients)}")
