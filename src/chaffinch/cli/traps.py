"""`chaffinch traps`: a decoy mail host of your own."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from chaffinch.cli.mailbox_files import list_messages
from chaffinch.decoys.lists import Account, read_accounts
from chaffinch.desk.home import find_home
from chaffinch.errors import UsageError
from chaffinch.ground.clock import read_clock
from chaffinch.ground.ending import catch_end_signals
from chaffinch.ground.streams import read_lines
from chaffinch.tripwires.mailhost.accounts import add_accounts, list_accounts
from chaffinch.tripwires.mailhost.folder import DOOR_KINDS, Door, DoorKind, HostFolder
from chaffinch.tripwires.mailhost.letters import append_letters
from chaffinch.tripwires.mailhost.setup import (
    Wish,
    check_certificate,
    check_configuration,
    count_letters,
    count_reports,
    describe_accounts,
    is_running,
    lock_host,
    renew_certificate,
    set_up,
    tear_down,
)
from chaffinch.tripwires.mailhost.state import judge_state, read_state
from chaffinch.tripwires.mailhost.unit import unit_file

_folder = click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
_accounts = click.option(
    "--accounts",
    type=click.Path(dir_okay=False),
    help="Address, password and name (CSV), or lines of `decoys make --kind trap`.",
)


@click.group()
def traps() -> None:
    """Set up a decoy mail host, whose every use rings, and take it down without a trace.

    Example: chaffinch traps set-up /srv/mail --certificate mail.pem --key mail.key --accounts traps.csv
    """


@traps.command("set-up")
@_folder
@click.option("--listen", default="0.0.0.0:993", show_default=True, help="IMAP with TLS; empty for none.")
@click.option("--starttls", default="", help="IMAP with STARTTLS, as 0.0.0.0:143; none unless given.")
@click.option(
    "--submission", default="0.0.0.0:587", show_default=True, help="Submission with STARTTLS; empty for none."
)
@click.option("--certificate", required=True, type=click.Path(path_type=Path), help="PEM, with its chain.")
@click.option("--key", required=True, type=click.Path(path_type=Path), help="Its private key, PEM.")
@_accounts
@click.option(
    "--sign-ins-key",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The desk's keys/sign-ins.key: with it the desk knows which password was tried.",
)
@click.option(
    "--home",
    type=click.Path(file_okay=False, path_type=Path),
    help="The desk's home folder, where it is on this machine, instead of --sign-ins-key.",
)
@click.option(
    "--quota", default=200, show_default=True, type=click.IntRange(1, 100_000), help="MB an account."
)
@click.option(
    "--least-free",
    default=500,
    show_default=True,
    type=click.IntRange(0),
    help="MB of disk; nobody new below it.",
)
@click.option(
    "--readers", default="", metavar="GROUP", help="Whose members read what is told, as the desk's user."
)
def set_up_host(
    folder: Path,
    *,
    listen: str,
    starttls: str,
    submission: str,
    certificate: Path,
    key: Path,
    accounts: str | None,
    sign_ins_key: Path | None,
    home: Path | None,
    quota: int,
    least_free: int,
    readers: str,
) -> None:
    """Make a decoy mail host in DIR, a new folder, for the Dovecot of this machine.

    Nothing runs yet; DIR holds a systemd unit for it. Use a machine of its own, whose name and address lead to nothing else.

    Example: chaffinch traps set-up /srv/mail --certificate mail.pem --key mail.key --accounts traps.csv
    """
    doors = tuple(
        _read_door(kind, text)
        for kind, text in zip(DOOR_KINDS, (listen, starttls, submission), strict=True)
        if text
    )
    if not any(door.kind != "submission" for door in doors):
        raise UsageError("A mail host without IMAP is none.", todo="Give --listen or --starttls.")
    wish = Wish(
        doors=doors,
        certificate=certificate,
        key=key,
        accounts=_read_accounts(accounts) if accounts else (),
        nonce=_choose_nonce(sign_ins_key, home),
        quota_megabytes=quota,
        least_free_megabytes=least_free,
        readers=readers,
    )
    host = HostFolder.at(folder)
    settings = set_up(host, wish)
    click.echo(
        f"{host.folder}: {settings.name}, {len(wish.accounts)} accounts; Dovecot takes its configuration"
    )
    click.echo(f"Run it:   chaffinch traps run {host.folder}")
    click.echo(f"or:       systemctl enable --now {unit_file(host)}")
    click.echo(f'The desk: hosts = ["{host.folder}"] in [traps] of chaffinch.toml')
    if not wish.nonce:
        click.echo(
            "Without --sign-ins-key or --home the desk cannot tell a decoy's own password from a guess.",
            err=True,
        )


@traps.command()
@_folder
def run(folder: Path) -> None:
    """Run the host in DIR, until Ctrl-C: the gate, Dovecot in its sandbox, the probe. What ends is started again.

    Example: chaffinch traps run /srv/mail
    """
    from chaffinch.cli.serve import say
    from chaffinch.desk.supervisor import python_child, supervise
    from chaffinch.tripwires.mailhost.gate import open_doors

    host = HostFolder.at(folder)
    settings = host.read_settings()
    check_certificate(host.inside / "certificate.pem", host.inside / "key.pem")
    with lock_host(host):
        check_configuration(host)
        for _door, listener in open_doors(settings):
            listener.close()
        children = [
            python_child(name, "-m", f"chaffinch.tripwires.mailhost.{name}", str(host.folder))
            for name in ("keeper", "gate", "probe")
        ]
        say(
            f"{settings.name} listens on {', '.join(f'{door.address}:{door.port}' for door in settings.doors)}"
        )
        supervise(children, stopping=catch_end_signals(), say=say)
    say("Stopped.")


@traps.command()
@_folder
def check(folder: Path) -> None:
    """Look whether the host in DIR can run: certificate, sandbox, and what Dovecot says of its configuration.

    Example: chaffinch traps check /srv/mail
    """
    host = HostFolder.at(folder)
    host.read_settings()
    check_certificate(host.inside / "certificate.pem", host.inside / "key.pem")
    check_configuration(host)
    click.echo(f"{host.folder}: in good order")


@traps.command()
@_folder
def status(folder: Path) -> None:
    """Say as JSON what the host in DIR holds and whether each use would ring; ends with 1 when it would not.

    Example: chaffinch traps status /srv/mail
    """
    host = HostFolder.at(folder)
    host.read_settings()
    state = read_state(host.state)
    faults = judge_state(state, read_clock())
    seen = {kind: door.seen.isoformat() for kind, door in state.doors.items() if door.seen} if state else {}
    accounts = describe_accounts(list_accounts(host))
    told = {
        "running": is_running(host),
        "faults": faults,
        "probe_told": seen,
        "accounts": accounts,
        "letters": count_letters(host),
        "reports": count_reports(host),
    }
    click.echo(json.dumps(told))
    sys.exit(1 if faults else 0)


@traps.command()
@_folder
@click.option("--accounts", required=True, type=click.Path(dir_okay=False), help="As for set-up.")
def add(folder: Path, *, accounts: str) -> None:
    """Give more accounts to the host in DIR, or new passwords; a running one has them at once.

    Example: chaffinch traps add /srv/mail --accounts more.csv
    """
    new = add_accounts(HostFolder.at(folder), _read_accounts(accounts))
    click.echo(f"{new} new accounts")


@traps.command()
@_folder
@click.argument("account")
@click.option(
    "--mbox", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="One file of messages."
)
@click.option("--maildir", type=click.Path(exists=True, file_okay=False, path_type=Path), help="A Maildir.")
@click.option("--into", default="INBOX", show_default=True, help="Mailbox folder, as Sent or Projets/2026.")
def fill(folder: Path, account: str, *, mbox: Path | None, maildir: Path | None, into: str) -> None:
    """Plant messages in ACCOUNT of the host in DIR, with their own dates and flags; nothing rings.

    Example: chaffinch traps fill /srv/mail a.morel@example.org --mbox letters.mbox
    """
    if (mbox is None) == (maildir is None):
        raise UsageError("Name what to plant.", todo="Give either --mbox or --maildir.")
    letters = list_messages(mbox=mbox, maildir=maildir, folder=into, now=read_clock())
    click.echo(f"{append_letters(folder, account, letters)} messages planted")


@traps.command()
@_folder
@click.option("--certificate", required=True, type=click.Path(path_type=Path), help="PEM, with its chain.")
@click.option("--key", required=True, type=click.Path(path_type=Path), help="Its private key, PEM.")
def renew(folder: Path, *, certificate: Path, key: Path) -> None:
    """Give the host in DIR another certificate; a running one has it once it is started again.

    Example: chaffinch traps renew /srv/mail --certificate mail.pem --key mail.key
    """
    renew_certificate(HostFolder.at(folder), certificate, key)
    click.echo("Taken over: start the host again.")


@traps.command("tear-down")
@_folder
@click.option("--yes", is_flag=True, help="Do not ask.")
def tear_down_host(folder: Path, *, yes: bool) -> None:
    """Remove the host in DIR: accounts, mail, keys, every report, and its unit.

    Copy reports.jsonl, reads.jsonl and dovecot.log first, if they are to be evidence: they go with the rest.

    Example: chaffinch traps tear-down /srv/mail
    """
    host = HostFolder.at(folder)
    host.read_settings()
    question = (
        f"{host.folder}: {len(list_accounts(host))} accounts, {count_letters(host)} messages and {count_reports(host)}"
        " reports are removed for good. Go on?"
    )
    if not yes and not click.confirm(question, err=True):
        raise click.Abort
    gone = tear_down(host)
    click.echo(
        f"Removed: {gone.accounts} accounts, {gone.letters} messages, {gone.reports} reports, certificate, key and"
        f" nonce, {host.folder}"
    )
    if gone.unit:
        click.echo(f"Removed: {gone.unit}; now run: systemctl daemon-reload")


def _read_accounts(file: str) -> tuple[Account, ...]:
    found = read_accounts(read_lines(file))
    for fault in found.faults:
        click.echo(f"{file}, line {fault.line}: {fault.code}; passed over", err=True)
    return found.accounts


def _read_door(kind: DoorKind, text: str) -> Door:
    address, _, port = text.rpartition(":")
    if not address or not port.isdecimal() or not 0 < int(port) < 65_536:
        raise UsageError(f"{text!r} is no address to listen on.", todo="For example: 0.0.0.0:993 or [::]:993")
    return Door(kind, address.strip("[]"), int(port))


def _choose_nonce(key: Path | None, home: Path | None) -> str:
    """Return the desk's nonce from wherever it was named; empty where it was not."""
    if key:
        return _read_nonce(key)
    return find_home(home).read_key("sign-ins").hex() if home else ""


def _read_nonce(path: Path) -> str:
    try:
        nonce = path.read_text(encoding="ascii").strip()
        bytes.fromhex(nonce)
    except (OSError, ValueError) as error:
        raise UsageError(
            f"{path} holds no key.", why=str(error), todo="It is keys/sign-ins.key of the desk's home folder."
        ) from error
    return nonce
