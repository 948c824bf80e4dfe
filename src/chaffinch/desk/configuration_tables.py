"""The tables of chaffinch.toml: every key with its meaning and its default. No Django here."""

from __future__ import annotations

from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from chaffinch.desk.configuration_archive import ArchiveSourceTable, ArchiveTable
from chaffinch.desk.configuration_key import describe_key as _key
from chaffinch.desk.configuration_tripwires import (
    ListenerTable,
    LogTable,
    ProviderTable,
    TrapsTable,
    TripwiresTable,
)

__all__ = [
    "WEEKDAYS",
    "AlertsTable",
    "ArchiveSourceTable",
    "ArchiveTable",
    "CaptureTable",
    "Configuration",
    "DeskTable",
    "DigestTable",
    "FeedingTable",
    "LedgerTable",
    "ListenerTable",
    "LogTable",
    "MailTable",
    "OrganisationTable",
    "PlaceTable",
    "PlantingTable",
    "ProviderTable",
    "SourcesTable",
    "TrapsTable",
    "TripwiresTable",
    "WatchTable",
]

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True)
class OrganisationTable:
    """Who is defended."""

    name: str = _key("The name that pages and mails show.", "")
    language: str = _key("Language of mails and the default of pages.", "en", choices=("en", "fr"))
    time_zone: str = _key("IANA name of the zone in which days and weeks begin.", "UTC")
    contact: str = _key(
        "Whom a colleague tells when a password was typed: an address or a telephone number.", ""
    )


@dataclass(frozen=True, slots=True)
class WatchTable:
    """What is imitated. The desk can add to these; what stands here cannot be removed there."""

    domains: tuple[str, ...] = _key("Your own domains. They and what is below them never raise an alarm.", [])
    brands: tuple[str, ...] = _key(
        "Further words that people know you by; the domains' own names are always watched.", []
    )
    services: tuple[str, ...] = _key("Services you sign in to, by their id (see the reference of names).", [])
    allowed: tuple[str, ...] = _key("Domains of partners that never raise an alarm.", [])
    sign_in_pages: tuple[str, ...] = _key(
        "Addresses of your own sign-in pages, kept as references to compare with.", []
    )
    keywords: tuple[str, ...] = _key(
        "Sign-in words of your own languages, beside the bundled English and French ones.", []
    )


@dataclass(frozen=True, slots=True)
class CaptureTable:
    """How captures leave the house."""

    egress: str = _key(
        "unset: no live page is opened. direct: from this machine's own address, which the phisher sees."
        " proxy: through `proxies`.",
        "unset",
        choices=("unset", "direct", "proxy"),
    )
    proxies: tuple[str, ...] = _key("http:// or socks5:// addresses, used in turn when egress is proxy.", [])
    profiles: tuple[str, ...] = _key(
        "As whom a new case's page is opened besides an ordinary desktop, since pages hide from some: phone, english,"
        " referred (coming from a search engine), bare (without the lure's own part of the address).",
        ["phone", "english", "referred", "bare"],
    )
    timestamp: str = _key(
        "Address of a time-stamping authority (RFC 3161) that dates each evidence bundle and the list of a dump's files;"
        " it learns a hash only. Empty: no time-stamps.",
        "",
    )
    keep_days: int = _key(
        "So many days the evidence bundle of every look is kept; after that only those of the first and the last look and"
        " on both sides of a change. Pictures and verdicts stay. 0: all bundles stay.",
        90,
    )


@dataclass(frozen=True, slots=True)
class SourcesTable:
    """Where names come from while `chaffinch serve` runs, and how these sources are reached."""

    egress: str = _key(
        "direct: sources are asked from this machine's own address. proxy: through `proxies`.",
        "direct",
        choices=("direct", "proxy"),
    )
    proxies: tuple[str, ...] = _key("http:// or socks5:// addresses, used in turn when egress is proxy.", [])
    log_list: str = _key(
        "Path or address of the list of certificate logs that Google or Apple publishes for its browser"
        " (JSON, version 3); empty: no certificate log is followed.",
        "",
    )
    certificate_logs: tuple[str, ...] = _key(
        "The logs to follow, by their addresses in that list; empty: every one that takes new certificates.",
        [],
    )
    lists: tuple[str, ...] = _key(
        "Lists, zone files and feeds, each a path or an https address; in front of it, where they are needed, the"
        ' word new (only names that the last reading did not hold) and a format: "new zone /srv/zones/fr.txt.gz".',
        [],
    )
    minutes: int = _key("So many minutes after a reading the lists are read again.", 60)
    variants: int = _key(
        "So many of the most deceptive look-alikes of each of your domains are asked for in DNS once a day, so"
        " that one is seen before it goes live; 0: none. Whoever runs the name server sees them.",
        0,
    )
    resolver: str = _key(
        "Address of the name server that is asked for them and for the proofs that your domains are yours; empty: the one"
        " that this machine uses.",
        "",
    )

    @property
    def names_any(self) -> bool:
        """Whether there is anything to follow."""
        return bool(self.log_list or self.lists or self.variants)


@dataclass(frozen=True, slots=True)
class FeedingTable:
    """How phishing pages are fed with decoys. Its numbers can tighten the product's limits, never loosen them."""

    approvals: int = _key(
        "How many people approve each run: 2, or 1 for an installation of one person, which every page then says.",
        2,
    )
    seconds_apart: int = _key("Seconds between two decoys to one page, at least; 20 or more.", 20)
    an_hour: int = _key("Decoys an hour to one page, at most; 30 or fewer.", 30)
    a_day: int = _key("Decoys a day to one page, at most; 200 or fewer.", 200)
    in_all: int = _key("Decoys to one page, at most; 500 or fewer.", 500)
    targets: int = _key("Pages fed at the same time, at most; 4 or fewer.", 4)
    each_proxy_a_day: int = _key(
        "Decoys and visits a day by each proxy of [capture], at most, where egress is proxy there: a phisher who sorts by"
        " address sees so many behind one. The same person leaves by the same proxy.",
        60,
    )
    password_rules: str = _key(
        'What your own sign-in demands of a password, for example "min=8 upper digit"; decoys keep to it. mended=70 says'
        " that so many of a hundred had to change a password when the rules came; 80 unless said, 0 where they came first.",
        "",
    )
    personas: tuple[str, ...] = _key(
        'Where your staff come from: "fr_FR=0.9", "en_GB=0.1"; also de_DE, en_US, es_ES, it_IT, pl_PL. '
        "Empty: by the organisation's language.",
        (),
    )


@dataclass(frozen=True, slots=True)
class LedgerTable:
    """What proves later what was planted (see the reference of the ledger)."""

    origin: str = _key(
        "What the ledger is to be called in public, a domain of yours and a word: aurore.fr/ledger. Only looked at when it"
        " is begun.",
        "",
    )
    most: int = _key(
        "So many items are ever committed to, at most 100000; published with each checkpoint, and never raised. Only looked"
        " at when the ledger is begun.",
        20_000,
    )
    authorities: tuple[str, ...] = _key(
        'Time-stamping authorities (RFC 3161), two or more: "one=https://tsa.example.org". They learn a hash, and when; they'
        " are asked by the way that [capture] names.",
        [],
    )
    custodians: tuple[str, ...] = _key(
        "Public keys (age1…) of people outside to whom the full list is sealed after each checkpoint.", []
    )
    checkpoint_at: str = _key(
        "Hour and minute of the nightly checkpoint, 24-hour clock; it is made also when nothing waits.",
        "02:30",
    )


@dataclass(frozen=True, slots=True)
class PlaceTable:
    """One place that decoys are planted in."""

    name: str = _key("What the desk calls it.", "")
    kind: str = _key(
        "mail-host: a decoy mail host of yours. imap: mailboxes on somebody else's server, opened by their own accounts."
        " folder: on this machine, or mounted. webdav: on Nextcloud, for one.",
        "folder",
        choices=("mail-host", "imap", "folder", "webdav"),
    )
    where: str = _key(
        "The mail host's folder; the IMAP server's name; the folder; the https address of the folder. Whole paths.",
        "",
    )
    port: int = _key("Of an IMAP server; 0: 993, or 143 with starttls.", 0)
    security: str = _key(
        "Of an IMAP server; none is for one on this machine only.", "tls", choices=("tls", "starttls", "none")
    )
    token: bool = _key(
        "Whether the accounts' passwords are access tokens (OAuth 2), as Google and Microsoft ask for.", False
    )
    user: str = _key("Of WebDAV: name to sign in with.", "")
    password_file: str = _key("Of WebDAV: file that holds the password, relative to the keys folder.", "")
    authority: str = _key("PEM file of an authority of your own that the server's certificate is of.", "")


@dataclass(frozen=True, slots=True)
class PlantingTable:
    """Decoy accounts, letters and documents that are planted ahead of a hack."""

    places: tuple[PlaceTable, ...] = _key("Where they may be put, each a table of its own.", [])
    templates: str = _key(
        "Folder with your own templates, named by what they are for: minutes.docx, invoice.txt (for PDF), rooms.xlsx,"
        " packing.docx, travel.docx, budget.xlsx, minutes.pptx. Empty: examples of ours.",
        "",
    )
    server: str = _key(
        "Name of your mail server, as it stands in your mails' Received lines; empty: mail. and the domain.",
        "",
    )
    beacon: str = _key(
        "Address of a picture on a host of yours that Word's documents ask for when somebody edits them, {id} in it; empty:"
        " none.",
        "",
    )


@dataclass(frozen=True, slots=True)
class MailTable:
    """The SMTP server that digests and alerts leave by."""

    host: str = _key("Name of the server; empty: mails wait and the desk says so.", "")
    port: int = _key("Its port.", 587)
    security: str = _key(
        "none is for a server on this machine only.", "starttls", choices=("starttls", "tls", "none")
    )
    user: str = _key("Name to sign in with; empty for none.", "")
    password_file: str = _key("File that holds the password, relative to the keys folder.", "")
    sender: str = _key("The From address.", "")
    recipients: tuple[str, ...] = _key("Who receives the weekly digest.", [])
    alert_recipients: tuple[str, ...] = _key(
        "Who is told at once of a new address; empty: the digest's recipients.", []
    )


@dataclass(frozen=True, slots=True)
class AlertsTable:
    """How else people are told that something waits, beside mail, which an intruder may read."""

    channels_file: str = _key(
        "File with an address a line, as Apprise writes them (Signal, Matrix, Telegram, SMS, jsons:// for a webhook),"
        " relative to the keys folder, since they hold tokens. What is sent says only that something waits on the desk.",
        "",
    )


@dataclass(frozen=True, slots=True)
class DigestTable:
    """When the weekly digest is made."""

    weekday: str = _key("Day on which it is made, for the seven days before.", "monday", choices=WEEKDAYS)
    time: str = _key("Hour and minute, 24-hour clock.", "08:00")


@dataclass(frozen=True, slots=True)
class DeskTable:
    """How the desk is reached."""

    listen: str = _key("Address and port that the desk listens on.", "127.0.0.1:8000")
    url: str = _key("Address that people reach it by, for links in mails; empty: made from `listen`.", "")
    database_url: str = _key("postgres://… for PostgreSQL; empty: SQLite in the home folder.", "")


@dataclass(frozen=True, slots=True)
class Configuration:
    """The whole file. A key that is not named here is an error."""

    organisation: OrganisationTable = field(default_factory=OrganisationTable)
    watch: WatchTable = field(default_factory=WatchTable)
    capture: CaptureTable = field(default_factory=CaptureTable)
    sources: SourcesTable = field(default_factory=SourcesTable)
    feeding: FeedingTable = field(default_factory=FeedingTable)
    tripwires: TripwiresTable = field(default_factory=TripwiresTable)
    traps: TrapsTable = field(default_factory=TrapsTable)
    listener: ListenerTable = field(default_factory=ListenerTable)
    planting: PlantingTable = field(default_factory=PlantingTable)
    ledger: LedgerTable = field(default_factory=LedgerTable)
    archive: ArchiveTable = field(default_factory=ArchiveTable)
    mail: MailTable = field(default_factory=MailTable)
    alerts: AlertsTable = field(default_factory=AlertsTable)
    digest: DigestTable = field(default_factory=DigestTable)
    desk: DeskTable = field(default_factory=DeskTable)

    @property
    def desk_url(self) -> str:
        """Where people reach the desk, without a final slash."""
        return (self.desk.url or f"http://{self.desk.listen}").rstrip("/")

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which days and weeks begin."""
        return ZoneInfo(self.organisation.time_zone)
