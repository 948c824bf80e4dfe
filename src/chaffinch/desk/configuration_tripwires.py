"""The tables of chaffinch.toml that say what is watched, and who can block an account. No Django here."""

from __future__ import annotations

from dataclasses import dataclass

from chaffinch.desk.configuration_key import describe_key as _key
from chaffinch.tripwires.formats.table import FORMATS


@dataclass(frozen=True, slots=True)
class LogTable:
    """One sign-in log."""

    path: str = _key("The file, which grows; what is rotated away is read to its end. A whole path.", "")
    format: str = _key("Who writes it (see the reference of tripwires).", "dovecot", choices=FORMATS)
    time_zone: str = _key(
        "IANA name of the zone of its times, where they name none; empty: this machine's.", ""
    )
    domains: tuple[str, ...] = _key(
        "Your domains whose addresses sign in there, refused log-ins included: decoys at these count as watched. "
        "Without it a use rings all the same, and no decoy is counted on to ring.",
        [],
    )
    passwords: str = _key(
        "Whether each refused password stands there as a hash (`auth_verbose_passwords = sha1`, or the lines of the auth "
        "policy hook): it alone tells an echo from the colleague whose address it has.",
        "unknown",
        choices=("unknown", "hashed"),
    )
    columns: tuple[str, ...] = _key(
        'Which column is which, for csv: "at=Time", "login=User", "source=Address", "result=Outcome", "opened=success"; by'
        " the file's headings, or by number.",
        [],
    )
    attempts: str = _key(
        "Which requests are attempts to sign in, for web: method, path and, where it stands in the address, the parameter"
        ' that holds the name, then the status codes of a log-in that worked ("GET /sso/start?user 302"). Empty: every'
        " request with a name of HTTP's own authentication.",
        "",
    )


@dataclass(frozen=True, slots=True)
class ProviderTable:
    """One service or server that can block an account of ours."""

    name: str = _key("What the desk calls it.", "")
    kind: str = _key(
        "Whose interface it is (see the reference of tripwires).",
        "command",
        choices=("dovecot", "graph", "google", "keycloak", "nextcloud", "command"),
    )
    domains: tuple[str, ...] = _key("Whose accounts it keeps: the domains of their addresses.", [])
    login: str = _key(
        "By what it knows an account: its whole address, or the name before the @.",
        "address",
        choices=("address", "name"),
    )
    url: str = _key("Where keycloak or nextcloud stands, https; of graph, the Graph of a national cloud.", "")
    address: str = _key(
        "IP address at which that host is connected to: needed where it stands in your own network. Empty: the public one"
        " that its name has.",
        "",
    )
    authority: str = _key(
        "File of the certificate authority that is believed for it; empty: the usual ones.", ""
    )
    realm: str = _key("Of keycloak.", "")
    administrator: str = _key("Of google: the administrator for whom the service account acts.", "")
    credentials: str = _key(
        "JSON file, mode 0600, in the keys folder or by its whole path, with what the kind asks for.", ""
    )
    deny_file: str = _key("Of dovecot: the file of names that are denied, a whole path.", "")
    doveadm: tuple[str, ...] = _key("Of dovecot: how doveadm is called.", ["doveadm"])
    block: tuple[str, ...] = _key(
        'Of command: the program and each of its arguments; "{account}" stands for the account. No shell reads it.',
        [],
    )
    unblock: tuple[str, ...] = _key("Of command: the one that lets the account in again; empty: none.", [])


@dataclass(frozen=True, slots=True)
class TripwiresTable:
    """What is watched for the use of decoys while `chaffinch serve` runs."""

    addresses: tuple[str, ...] = _key(
        "Databases of addresses (MMDB) on this machine, for the country and network of a source; whole paths. They need the"
        " package maxminddb.",
        [],
    )
    days: int = _key("So many days of rotated logs are read for whose accounts else he opened or tried.", 14)
    victim_days: int = _key(
        "So many days after a case is closed the accounts that he opened or tried are let go of.", 30
    )
    logs: tuple[LogTable, ...] = _key("Sign-in logs that are followed, each a table of its own.", [])
    providers: tuple[ProviderTable, ...] = _key(
        "Services and servers that can block an account, each a table of its own.", []
    )


@dataclass(frozen=True, slots=True)
class TrapsTable:
    """Decoy mail hosts of your own (`chaffinch traps`)."""

    hosts: tuple[str, ...] = _key(
        "Their folders, whole paths: what each reports is followed like a sign-in log, with the domains of its accounts, and"
        " a host that is lost rings.",
        [],
    )


@dataclass(frozen=True, slots=True)
class ListenerTable:
    """The web listener for beacons, decoy portals and pushed logs (`chaffinch listener`)."""

    folder: str = _key(
        "Its folder, or a copy that is kept up to date: what it writes is followed, and its silence is told. A whole path;"
        " empty: there is no listener.",
        "",
    )
