"""chaffinch.toml: every wrong key is refused with its line."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from chaffinch.desk.configuration import (
    ConfigurationError,
    load_configuration,
    parse_configuration,
    write_configuration,
)
from chaffinch.desk.configuration_tables import (
    Configuration,
    LogTable,
    MailTable,
    OrganisationTable,
    PlaceTable,
    PlantingTable,
    TripwiresTable,
    WatchTable,
)

LOG = "[[tripwires.logs]]\npath = '/var/log/a.log'\n"


def read(text: str) -> Configuration:
    return parse_configuration(tomllib.loads(text), text=text, name="our.toml")


def test_a_missing_file_gives_the_defaults(tmp_path: Path) -> None:
    configuration = load_configuration(tmp_path / "chaffinch.toml")
    assert configuration == Configuration()
    assert configuration.capture.egress == "unset"


def test_what_is_written_reads_back_the_same() -> None:
    configuration = Configuration(
        organisation=OrganisationTable(name='Les "Amis"\\ \n\x7f', time_zone="Europe/Paris", language="fr"),
        watch=WatchTable(domains=("a.test", "b.test"), sign_in_pages=("https://a.test/",)),
        mail=MailTable(host="smtp.a.test", port=465, security="tls"),
        tripwires=TripwiresTable(
            logs=(LogTable(path="/a", domains=("a.test",), passwords="hashed"), LogTable(path="/b"))
        ),
    )
    assert read(write_configuration(configuration)) == configuration


def test_tables_within_tables_and_truth_values_read_back_the_same() -> None:
    places = (
        PlaceTable(name="mails", kind="imap", where="imap.example.org", token=True),
        PlaceTable(name="share", kind="folder", where="/srv/share", token=False),
    )
    configuration = replace(Configuration(), planting=PlantingTable(places=places))
    assert read(write_configuration(configuration)) == configuration


def test_the_written_file_explains_every_key() -> None:
    lines = write_configuration(Configuration()).splitlines()
    keys = [number for number, line in enumerate(lines) if " = " in line and not line.startswith("#")]
    assert len(keys) >= 20
    assert all(lines[number - 1].startswith("# ") for number in keys)


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("[ledger]\norigin = 'Aurore'\n", 2, "cannot name a log"),
        ("[ledger]\nmost = 100001\n", 2, "most is not between"),
        ("[ledger]\nauthorities = ['https://tsa.test/']\n", 2, "names no authority"),
        ("[ledger]\nauthorities = ['one=ftp://tsa.test/']\n", 2, "is not an address"),
        ("[ledger]\nauthorities = ['a=https://a.test/', 'a=https://b.test/']\n", 2, "named twice"),
        ("[ledger]\norigin = 'a.test/l'\ncustodians = ['AGE-SECRET-KEY-1']\n", 3, "no custodian's key"),
        ("[ledger]\ncheckpoint_at = '2:30'\n", 2, "not an hour and minute"),
        ("[watch]\ndomains = []\ndomain = []\n", 3, "domain is not a key of [watch]"),
        ("[feeding]\nan_hour = 31\n", 2, "an_hour = 31 is not allowed: The limit is 30"),
        ("[feeding]\npassword_rules = 'min=8 hard'\n", 2, "'hard' is no password rule"),
        ("[feeding]\npersonas = ['xx_XX']\n", 2, "There are no names for 'xx_XX'"),
        ("\n[surveillance]\n", 2, "[surveillance] is not a table"),
        ("name = 1\n", 1, "[name] is not a table"),
        ("[organisation]\nlanguage = 'de'\n", 2, "language cannot be 'de'"),
        ("[organisation]\ntime_zone = 'Europe/Lutetia'\n", 2, "there is no time zone"),
        ("[mail]\nport = '25'\n", 2, "port must be a whole number"),
        ("[mail]\nport = true\n", 2, "port must be a whole number"),
        ("[watch]\ndomains = 'a.test'\n", 2, "domains must be a list of strings"),
        ("[capture]\negress = 'proxy'\n", 2, "proxies is empty"),
        ("[capture]\negress = 'proxy'\nproxies = ['ftp://x']\n", 3, "is not a proxy's address"),
        ("[watch]\nsign_in_pages = ['mail.a.test']\n", 2, "is not an address"),
        ("[digest]\ntime = '8:00'\n", 2, "time is not an hour and minute"),
        ("[desk]\nlisten = '8000'\n", 2, "is not an address and port"),
        ("[mail]\nhost = 'smtp.a.test'\nsecurity = 'none'\n", 3, "unencrypted"),
        ("[sources]\nlists = ['names.txt']\n", 2, "'names.txt' names no list"),
        ("[sources]\nlists = ['zones /srv/fr.gz']\n", 2, "names no list"),
        ("[sources]\ncertificate_logs = ['https://log.test/']\n", 2, "followed only with its key"),
        ("[sources]\nminutes = 0\n", 2, "minutes is not between"),
        ("[sources]\nvariants = 9000\n", 2, "variants is not between"),
        (
            "[sources]\nvariants = 9\negress = 'proxy'\nproxies = ['socks5://127.0.0.1:9050']\n",
            2,
            "would not go through the proxies",
        ),
        ("[tripwires]\nlogs = ['/var/log/a.log']\n", 2, "logs is a table of its own for each entry"),
        ("[[tripwires.logs]]\npath = 'dovecot.log'\n", 2, "is not a whole path"),
        ("[[tripwires.logs]]\nformat = 'dovecot'\n", 1, "is not a whole path"),
        (f"{LOG}[[tripwires.logs]]\npath = '/var/log/a.log'\n", 4, "this log is named twice"),
        (f"{LOG}format = 'exim'\n", 3, "format cannot be 'exim'"),
        (f"{LOG}[[tripwires.logs]]\npath = '/b'\nzone = 'x'\n", 5, "zone is not a key of [tripwires.logs]"),
        (f"{LOG}[[tripwires.logs]]\npath = '/b'\ntime_zone = 'Lutetia'\n", 5, "there is no time zone"),
        (f"{LOG}format = 'csv'\ncolumns = ['at=1']\n", 4, "The columns lack login, source, result"),
        (f"{LOG}columns = ['at=1']\n", 3, "has no columns to name"),
        (f"{LOG}format = 'web'\nattempts = 'login'\n", 4, "does not say which requests"),
        (f"{LOG}attempts = 'POST /login'\n", 3, "needs no rule of attempts"),
        (f"{LOG}format = 'sshd'\npasswords = 'hashed'\n", 4, "tells no password's hash"),
        (f"{LOG}domains = ['info@a.test']\n", 3, "'info@a.test' is not a domain"),
        (f"{LOG}domains = 'a.test'\n", 3, "domains must be a list of strings"),
        (f"{LOG}passwords = 'yes'\n", 3, "passwords cannot be 'yes'"),
        ("[traps]\nhosts = ['srv/mail']\n", 2, "'srv/mail' is not a whole path"),
        ("[traps]\nhosts = ['/srv/mail', '/srv/mail']\n", 2, "a host is named twice"),
        ("[traps]\nhosts = '/srv/mail'\n", 2, "hosts must be a list of strings"),
    ],
)
def test_a_wrong_key_is_refused_with_its_line(text: str, line: int, said: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        read(text)
    assert caught.value.what.startswith(f"our.toml, line {line}: ")
    assert said in caught.value.what
    assert caught.value.todo


def test_a_file_that_is_not_toml_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "chaffinch.toml"
    path.write_bytes(b"\xff[watch\n")
    with pytest.raises(ConfigurationError, match="cannot be read as TOML"):
        load_configuration(path)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ('kind = "command"\nblock = ["x", "{account}"]', "is not a domain"),
        ('kind = "command"\ndomains = ["a.test"]', "needs block"),
        ('kind = "command"\ndomains = ["a.test"]\nblock = ["x"]', "where the account stands"),
        ('kind = "dovecot"\ndomains = ["a.test"]\ndeny_file = "denied"', "not a whole path"),
        ('kind = "keycloak"\ndomains = ["a.test"]\nurl = "http://sso.a.test"\nrealm = "a"\ncredentials = "c"', "https"),
        ('kind = "graph"\ndomains = ["a.test"]\nurl = "https://evil.test"\ncredentials = "c"', "is no Graph"),
        ('kind = "google"\ndomains = ["a.test"]\ncredentials = "c"', "needs administrator"),
        ('kind = "telepathy"', "cannot be"),
    ],
)  # fmt: skip
def test_a_provider_that_could_not_be_asked_is_refused_with_its_line(lines: str, said: str) -> None:
    text = f'[[tripwires.providers]]\nname = "one"\n{lines}\n'
    with pytest.raises(ConfigurationError, match=r"line \d") as told:
        parse_configuration(tomllib.loads(text), text=text)
    assert said in told.value.what


def test_providers_that_can_be_asked() -> None:
    text = """
        [tripwires]
        addresses = ["/srv/geo.mmdb"]
        [[tripwires.providers]]
        name = "mail"
        kind = "dovecot"
        domains = ["a.test"]
        deny_file = "/etc/dovecot/denied"
        [[tripwires.providers]]
        name = "cloud"
        kind = "nextcloud"
        domains = ["a.test"]
        login = "name"
        url = "https://cloud.a.test"
        address = "10.0.0.5"
        credentials = "nextcloud.json"
    """
    providers = parse_configuration(tomllib.loads(text), text=text).tripwires.providers
    assert [one.name for one in providers] == ["mail", "cloud"]


def test_days_out_of_bounds_are_refused() -> None:
    for text in ("[tripwires]\ndays = 0\n", "[tripwires]\nvictim_days = 4000\n"):
        with pytest.raises(ConfigurationError, match="between 1 and 365"):
            parse_configuration(tomllib.loads(text), text=text)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ('folder = "archive"', "whole path"),
        ('breach = "last week"', "no day or moment"),
        ('nightly_at = "25:00"', "hour and minute"),
        ('[[archive.sources]]\nwhere = "mail"', "neither a whole path"),
        ('[[archive.sources]]\nwhere = "imaps://imap.example.org"\npassword_file = "x"', "names no user"),
        ('[[archive.sources]]\nwhere = "imaps://a@imap.example.org"', "needs a password_file"),
        ('notice = "a"\nlegal_basis = "b"\n[[archive.sources]]\nwhere = "/srv/mail"', "assessment on record"),
    ],
)
def test_an_archive_that_could_not_be_kept_is_refused(lines: str, said: str) -> None:
    text = f"[archive]\n{lines}\n"
    with pytest.raises(ConfigurationError, match=said):
        parse_configuration(tomllib.loads(text), text=text)


def test_an_archive_that_can_be_kept() -> None:
    text = (
        '[archive]\nnotice = "a"\nlegal_basis = "b"\nassessment = "c"\nbreach = "2026-05-01T10:00:00+02:00"\ntext = false\n'
        '[[archive.sources]]\nwhere = "imaps://lise%40aurore.test@imap.aurore.test"\npassword_file = "x"\n'
    )
    assert parse_configuration(tomllib.loads(text), text=text).archive.text is False
