"""`chaffinch init` and `chaffinch user`: the first steps of an installation."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from pathlib import Path

import click

from chaffinch.cli.options import home_option
from chaffinch.desk.configuration import load_configuration, parse_configuration, write_configuration
from chaffinch.desk.configuration_tables import CaptureTable, Configuration, OrganisationTable, WatchTable
from chaffinch.desk.home import Home, find_home
from chaffinch.errors import UsageError
from chaffinch.feeding.limits import NEW_APPROVER_WAITS
from chaffinch.ground.files import write_whole
from chaffinch.names.watchlist import Watchlist


@click.command()
@home_option
@click.option(
    "--from",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Take the settings from a TOML file instead of asking.",
)
@click.option("--admin", default="admin", show_default=True, help="Name of the first log-in.")
def init(home: Path | None, file: Path | None, admin: str) -> None:
    """Set up an installation for your own organisation.

    Example: chaffinch init   or   chaffinch init --from our.toml
    """
    place = find_home(home)
    if place.settings_file.exists():
        raise UsageError(
            f"There is an installation in {place.folder} already.",
            todo=f"Edit {place.settings_file}, or name another folder with --home.",
        )
    configuration = load_configuration(file) if file else ask_configuration()
    check_watch(configuration)
    place.create()
    write_whole(place.settings_file, write_configuration(configuration).encode())
    password = make_installation(place, admin=admin)
    click.echo(f"\nSet up in {place.folder}")
    click.echo(f"  log-in    {admin}")
    click.echo(f"  password  {password}   (shown this once)")
    click.echo(
        f"  keys      {place.keys}: chaffinch backup --keys FILE keeps them apart; without them, encrypted entries are lost"
    )
    if configuration.watch.domains:
        click.echo(
            "  press     publish the key of your fact packs now, before anything leaks: chaffinch leak key"
        )
    if configuration.capture.egress == "unset":
        click.echo("  captures  wait: set [capture] egress in chaffinch.toml first")
    if not configuration.mail.host:
        click.echo("  mails     wait: fill in [mail] in chaffinch.toml")
    click.echo("\nNext: chaffinch serve")


def ask_configuration() -> Configuration:
    """Ask for what cannot be guessed; everything else has a default and stands in the file with its meaning."""
    click.echo("A few questions; every answer can be changed in chaffinch.toml later.\n")
    name = click.prompt("Name of your organisation")
    language = click.prompt("Language of mails", type=click.Choice(["en", "fr"]), default="en")
    zone = click.prompt("Time zone", default=_guess_zone())
    domains = _ask_list("Your own domains (comma-separated)")
    click.echo(f"\nServices that can be watched: {', '.join(_known_services())}")
    services = _ask_list("Services you use (comma-separated, may be empty)", default="")
    pages = _ask_list("Addresses of your own sign-in pages (comma-separated, may be empty)", default="")
    click.echo(
        "\nHow may captures leave the house? Whoever runs a phishing page sees the address that visits it."
        "\n  direct  from this machine's own address\n  proxy   through a proxy of yours (SOCKS5 or HTTP)"
        "\n  later   no live page is opened until you decide"
    )
    way = click.prompt("Captures", type=click.Choice(["direct", "proxy", "later"]), default="later")
    proxies = _ask_list("Proxies (for example socks5://127.0.0.1:9050)") if way == "proxy" else ()
    configuration = Configuration(
        organisation=OrganisationTable(name=name.strip(), language=language, time_zone=zone.strip()),
        watch=WatchTable(domains=domains, services=services, sign_in_pages=pages),
        capture=CaptureTable(egress="unset" if way == "later" else way, proxies=proxies),
    )
    text = write_configuration(configuration)
    import tomllib

    return parse_configuration(tomllib.loads(text), text=text, name="your answers")


def check_watch(configuration: Configuration) -> None:
    """Have the names room look at the watchlist before anything is written.

    Raises:
        UsageError: nothing is watched, or a domain or service is wrong.
    """
    table = configuration.watch
    Watchlist.from_mapping(
        {
            "domains": table.domains,
            "brands": table.brands,
            "services": table.services,
            "allowed": table.allowed,
        }
    )
    if not table.domains and not table.brands:
        raise UsageError(
            "There is nothing to watch.",
            why="No domain and no brand word of yours is named.",
            todo="Name at least one domain of your own.",
        )


def make_installation(home: Home, *, admin: str) -> str:
    """Make keys, tables and the first log-in; return its password."""
    from chaffinch.desk.start import bring_tables_up_to_date, start_django

    start_django(home)
    now = datetime.now(UTC)
    bring_tables_up_to_date(now=now)
    from chaffinch.desk.services.startup import prepare_desk
    from chaffinch.desk.services.users import add_user

    prepare_desk(now=now)
    password = make_password()
    add_user(admin, password=password, administrator=True, now=now)
    return password


def make_password() -> str:
    """Return a random password of 80 bits in four groups that can be typed from paper."""
    alphabet = "abcdefghjkmnpqrstuvwxyz23456789"  # no letters that look alike; 31 signs, 4.95 bits each
    return "-".join("".join(secrets.choice(alphabet) for _ in range(4)) for _ in range(4))


@click.group()
def user() -> None:
    """Log-ins of the desk.

    Example: chaffinch user add ines
    """


@user.command("add")
@click.argument("name")
@click.option("--administrator", is_flag=True, help="May change settings and log-ins.")
@click.option(
    "--partner",
    "case",
    type=int,
    metavar="CASE",
    help="Somebody of another house, who sees and approves this case only.",
)
@home_option
def add(name: str, administrator: bool, case: int | None, home: Path | None) -> None:
    """Make a log-in; its password is printed once.

    Example: chaffinch user add ines
    """
    if administrator and case is not None:
        raise UsageError("A partner is no administrator.", todo="Leave one of the two options out.")
    _start(home)
    from chaffinch.desk.services.partners import add_partner
    from chaffinch.desk.services.users import add_user

    password, now = make_password(), datetime.now(UTC)
    if case is None:
        add_user(name, password=password, administrator=administrator, now=now)
    else:
        add_partner(name, password=password, case=case, now=now)
    click.echo(f"log-in    {name}\npassword  {password}   (shown this once)")


@user.command("password")
@click.argument("name")
@home_option
def password(name: str, home: Path | None) -> None:
    """Give a log-in a new password, printed once; its sessions end.

    Example: chaffinch user password ines
    """
    _start(home)
    from chaffinch.desk.services.users import renew_password

    fresh = make_password()
    renew_password(name, password=fresh, now=datetime.now(UTC))
    click.echo(f"log-in    {name}\npassword  {fresh}   (shown this once)")


@user.command("approver")
@click.argument("name")
@click.option("--remove", is_flag=True, help="Take the right away, at once.")
@click.option("--case", "case", type=int, help="An outside partner: this case only.")
@home_option
def approver(name: str, remove: bool, case: int | None, home: Path | None) -> None:
    """Let somebody approve that a page is fed. The right holds a day later; everybody reads of it in the log.

    Example: chaffinch user approver tomas
    """
    _start(home)
    from chaffinch.desk.services.audit import COMMAND_LINE
    from chaffinch.desk.services.feeding import add_approver, remove_approver

    now = datetime.now(UTC)
    if remove:
        count = remove_approver(name, actor=COMMAND_LINE, now=now)
        click.echo(f"{name} may not approve any more." if count else f"{name} had no right to approve.")
        return
    add_approver(name, actor=COMMAND_LINE, now=now, only_case=case)
    click.echo(f"{name} may approve from {now + NEW_APPROVER_WAITS:%Y-%m-%d %H:%M} UTC on.")


def _start(home: Path | None) -> None:
    from chaffinch.desk.start import start_django

    start_django(find_home(home))


def _ask_list(question: str, *, default: str | None = None) -> tuple[str, ...]:
    answer: str = click.prompt(question, default=default)
    return tuple(part.strip() for part in answer.split(",") if part.strip())


def _guess_zone() -> str:
    link = Path("/etc/localtime")
    name = str(link.resolve()).partition("zoneinfo/")[2] if link.exists() else ""
    return name or "UTC"


def _known_services() -> list[str]:
    from chaffinch.names.tables import load_services

    return sorted(load_services())
