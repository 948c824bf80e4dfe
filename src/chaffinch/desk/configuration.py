"""chaffinch.toml read strictly, and written so that it explains itself. No Django here."""

from __future__ import annotations

import re
import tomllib
import types
import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from chaffinch.decoys import read_locales, read_rules
from chaffinch.desk.configuration_archive import list_archive_faults
from chaffinch.desk.configuration_ledger import CLOCK, list_ledger_faults
from chaffinch.desk.configuration_planting import list_place_faults, list_planting_faults
from chaffinch.desk.configuration_providers import list_provider_faults
from chaffinch.desk.configuration_tables import (
    CaptureTable,
    Configuration,
    FeedingTable,
    LogTable,
    SourcesTable,
    TrapsTable,
    TripwiresTable,
)
from chaffinch.errors import UsageError
from chaffinch.feeding.limits import PRODUCT, LooserLimitError, tighten
from chaffinch.tripwires.formats.table import choose_format

_DOMAIN = re.compile(r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z0-9-]{2,63}")
_PROFILES = ("phone", "english", "referred", "bare")


class ConfigurationError(UsageError):
    """A key of chaffinch.toml is wrong; the message names the file and the line."""


def load_configuration(path: Path) -> Configuration:
    """Read and check the file; a missing file gives the defaults.

    Raises:
        ConfigurationError: it is not TOML, or a table, key or value is wrong; names the line.
    """
    if not path.exists():
        return Configuration()
    try:
        text = path.read_text(encoding="utf-8")
        mapping = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path} cannot be read as TOML.", why=str(error)) from error
    return parse_configuration(mapping, text=text, name=str(path))


def parse_configuration(
    mapping: Mapping[str, Any], *, text: str = "", name: str = "chaffinch.toml"
) -> Configuration:
    """Check a mapping of tables and return the values.

    Raises:
        ConfigurationError: a table, key or value is wrong.
    """
    source = _Source(text=text, name=name)
    tables: dict[str, Any] = {}
    known = {entry.name: entry for entry in fields(Configuration)}
    for table_name, table in mapping.items():
        if table_name not in known or not isinstance(table, Mapping):
            source.refuse(
                table_name,
                "",
                f"[{table_name}] is not a table of this file",
                f"Known tables: {', '.join(known)}.",
            )
        table_class = typing.get_type_hints(Configuration)[table_name]
        tables[table_name] = _parse_table(table_class, table, source=source, table_name=table_name)
    configuration = Configuration(**tables)
    _check_values(configuration, source)
    return configuration


@dataclass(frozen=True, slots=True)
class _Source:
    text: str
    name: str

    def refuse(self, table: str, key: str, what: str, todo: str, *, nth: int = 0) -> typing.NoReturn:
        # A key that is missing is told by its table's line.
        line = self.find_line(table, key, nth=nth) or self.find_line(table, "", nth=nth)
        place = f"{self.name}, line {line}" if line else self.name
        raise ConfigurationError(f"{place}: {what}.", todo=todo)

    def find_line(self, table: str, key: str, *, nth: int = 0) -> int:
        """Return the line of a table or of a key in it, 0 where there is none; `nth` counts tables of one name from 1."""
        inside, met = False, 0
        for number, line in enumerate(self.text.splitlines(), start=1):
            if header := re.match(r"\s*\[+\s*([^\]]+?)\s*\]", line):
                name = ".".join(part.strip("\"' ") for part in header.group(1).split("."))
                inside = name == table or name.startswith(f"{table}.")
                met += inside
                inside = inside and (not nth or met == nth)
                if inside and not key:
                    return number
            elif inside and key and re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=", line):
                return number
            elif not inside and not key and re.match(rf"\s*[\"']?{re.escape(table)}[\"']?\s*[.=]", line):
                return number
        return 0


def _parse_table(
    table_class: type, table: Mapping[str, Any], *, source: _Source, table_name: str, nth: int = 0
) -> Any:
    assert is_dataclass(table_class)  # noqa: S101 -- narrows the type
    known = {entry.name: entry for entry in fields(table_class)}
    hints = typing.get_type_hints(table_class)
    values: dict[str, Any] = {}
    for key, value in table.items():
        if key not in known:
            source.refuse(
                table_name,
                key,
                f"{key} is not a key of [{table_name}]",
                f"Known keys: {', '.join(known)}.",
                nth=nth,
            )
        values[key] = _parse_value(value, hints[key], source=source, table=table_name, key=key, nth=nth)
        choices = known[key].metadata["choices"]
        if choices and values[key] not in choices:
            source.refuse(
                table_name,
                key,
                f"{key} cannot be {value!r}",
                f"Choose one of: {', '.join(choices)}.",
                nth=nth,
            )
    return table_class(**values)


def _parse_value(value: Any, wanted: Any, *, source: _Source, table: str, key: str, nth: int = 0) -> Any:
    if isinstance(wanted, types.GenericAlias) and is_dataclass(wanted.__args__[0]):
        return _parse_tables(value, wanted.__args__[0], source=source, table=table, key=key)
    if isinstance(wanted, types.GenericAlias):
        if isinstance(value, list) and all(isinstance(entry, str) for entry in value):
            return tuple(value)
        source.refuse(
            table, key, f"{key} must be a list of strings", f'For example: {key} = ["one", "two"]', nth=nth
        )
    if isinstance(value, wanted) and not (wanted is int and isinstance(value, bool)):
        return value
    source.refuse(
        table,
        key,
        f"{key} must be {'a whole number' if wanted is int else 'a string'}",
        "See the reference of chaffinch.toml.",
        nth=nth,
    )


def _parse_tables(value: Any, table_class: Any, *, source: _Source, table: str, key: str) -> tuple[Any, ...]:
    name = f"{table}.{key}"
    if not isinstance(value, list) or not all(isinstance(entry, Mapping) for entry in value):
        source.refuse(
            table, key, f"{key} is a table of its own for each entry", f"Write [[{name}]] above its keys."
        )
    return tuple(
        _parse_table(table_class, entry, source=source, table_name=name, nth=nth)
        for nth, entry in enumerate(value, start=1)
    )


def _check_values(configuration: Configuration, source: _Source) -> None:
    organisation, capture, desk = configuration.organisation, configuration.capture, configuration.desk
    if organisation.time_zone not in available_timezones():
        source.refuse(
            "organisation",
            "time_zone",
            f"there is no time zone {organisation.time_zone!r}",
            "For example: Europe/Paris",
        )
    if not CLOCK.fullmatch(configuration.digest.time):
        source.refuse("digest", "time", "time is not an hour and minute", 'For example: time = "08:00"')
    _check_egress("capture", capture, source)
    _check_capture(capture, source)
    _check_sources(configuration.sources, source)
    _check_feeding(configuration.feeding, source)
    _check_logs(configuration.tripwires, source)
    for nth, key, what, todo in list_provider_faults(configuration.tripwires):
        source.refuse("tripwires.providers" if nth else "tripwires", key, what, todo, nth=nth)
    _check_hosts(configuration.traps, source)
    for key, what, todo in list_ledger_faults(configuration.ledger):
        source.refuse("ledger", key, what, todo)
    for nth, key, what, todo in list_archive_faults(configuration.archive):
        source.refuse("archive.sources" if nth else "archive", key, what, todo, nth=nth)
    folder = configuration.listener.folder
    if folder and (not folder.startswith("/") or len(folder) > 400 or "\0" in folder):
        what = f"{folder!r} is not a whole path"
        source.refuse("listener", "folder", what, 'For example: folder = "/srv/listener"')
    for nth, key, what, todo in list_place_faults(configuration.planting):
        source.refuse("planting.places", key, what, todo, nth=nth)
    for key, what, todo in list_planting_faults(configuration.planting):
        source.refuse("planting", key, what, todo)
    for page in configuration.watch.sign_in_pages:
        if urlsplit(page).scheme not in {"http", "https"} or not urlsplit(page).hostname:
            source.refuse(
                "watch",
                "sign_in_pages",
                f"{page!r} is not an address",
                "For example: https://mail.example.org/",
            )
    host, _, port = desk.listen.rpartition(":")
    if not host or not port.isdigit() or not 0 < int(port) < 65536:
        source.refuse(
            "desk", "listen", f"{desk.listen!r} is not an address and port", "For example: 127.0.0.1:8000"
        )
    own_machine = {"", "localhost", "127.0.0.1", "::1"}
    if configuration.mail.security == "none" and configuration.mail.host not in own_machine:
        source.refuse(
            "mail", "security", "mails would leave this machine unencrypted", "Use starttls or tls."
        )


def _check_capture(values: CaptureTable, source: _Source) -> None:
    for name in values.profiles:
        if name not in _PROFILES:
            source.refuse(
                "capture", "profiles", f"there is no visitor {name!r}", f"Known are {', '.join(_PROFILES)}."
            )
    if values.timestamp and not values.timestamp.startswith(("http://", "https://")):
        source.refuse(
            "capture",
            "timestamp",
            f"{values.timestamp!r} is not an address",
            "For example: https://tsa.example.org/",
        )
    if not 0 <= values.keep_days <= 36_500:
        source.refuse(
            "capture", "keep_days", "keep_days is not between 0 and 36500", "For example: keep_days = 90"
        )


def _check_feeding(values: FeedingTable, source: _Source) -> None:
    if values.approvals not in (1, 2):
        source.refuse(
            "feeding", "approvals", "approvals is neither 1 nor 2", "Two people approve: approvals = 2"
        )
    for name in ("seconds_apart", "an_hour", "a_day", "in_all", "targets"):
        try:
            tighten(PRODUCT, **{name: getattr(values, name)})
        except LooserLimitError as error:
            source.refuse("feeding", name, f"{error.what.rstrip('.')}: {error.why.rstrip('.')}", error.todo)
    if values.each_proxy_a_day < 1:
        source.refuse("feeding", "each_proxy_a_day", "each_proxy_a_day is below 1", "For example: 60")
    for name, read in (("password_rules", read_rules), ("personas", read_locales)):
        try:
            read(getattr(values, name))
        except UsageError as error:
            source.refuse("feeding", name, error.what.rstrip("."), error.todo)


def _check_logs(values: TripwiresTable, source: _Source) -> None:
    known: set[str] = set()
    for nth, log in enumerate(values.logs, start=1):
        if not log.path.startswith("/") or log.path in known or len(log.path) > 500 or "\0" in log.path:
            what = "this log is named twice" if log.path in known else f"{log.path!r} is not a whole path"
            source.refuse(
                "tripwires.logs", "path", what, 'For example: path = "/var/log/dovecot.log"', nth=nth
            )
        known.add(log.path)
        _check_format(log, source, nth=nth)
        if log.time_zone and log.time_zone not in available_timezones():
            what = f"there is no time zone {log.time_zone!r}"
            source.refuse("tripwires.logs", "time_zone", what, "For example: Europe/Paris", nth=nth)
        for domain in log.domains:
            if not _DOMAIN.fullmatch(domain):
                what = f"{domain!r} is not a domain"
                source.refuse(
                    "tripwires.logs", "domains", what, 'For example: domains = ["example.org"]', nth=nth
                )


def _check_hosts(values: TrapsTable, source: _Source) -> None:
    for nth, host in enumerate(values.hosts):
        if not host.startswith("/") or host in values.hosts[:nth] or len(host) > 480 or "\0" in host:
            what = (
                f"{host!r} is not a whole path" if host not in values.hosts[:nth] else "a host is named twice"
            )
            source.refuse("traps", "hosts", what, 'For example: hosts = ["/srv/mail"]')


def _check_format(log: LogTable, source: _Source, *, nth: int) -> None:
    try:
        choose_format(log.format, columns=log.columns, attempts=log.attempts)
    except UsageError as error:
        key = {"csv": "columns", "web": "attempts"}.get(log.format, "columns" if log.columns else "attempts")
        source.refuse("tripwires.logs", key, error.what.rstrip("."), error.todo, nth=nth)
    if log.passwords == "hashed" and log.format not in ("dovecot", "portal"):
        what = f"a log of format {log.format} tells no password's hash"
        source.refuse(
            "tripwires.logs", "passwords", what, 'Leave it "unknown": no echo rings there.', nth=nth
        )


def _check_egress(table: str, values: CaptureTable | SourcesTable, source: _Source) -> None:
    if values.egress == "proxy" and not values.proxies:
        source.refuse(table, "egress", "egress is proxy, but proxies is empty", "Name at least one proxy.")
    for proxy in values.proxies:
        parts = urlsplit(proxy)
        if parts.scheme not in {"http", "socks5"} or not parts.hostname:
            source.refuse(
                table,
                "proxies",
                f"{proxy!r} is not a proxy's address",
                "For example: socks5://127.0.0.1:9050",
            )


def _check_sources(sources: SourcesTable, source: _Source) -> None:
    _check_egress("sources", sources, source)
    if sources.certificate_logs and not sources.log_list:
        source.refuse(
            "sources",
            "certificate_logs",
            "a log is followed only with its key, which the list of logs holds",
            "Set log_list beside it.",
        )
    for line in sources.lists:
        from chaffinch.desk.followers.listed import ListedError, parse_listed

        try:
            parse_listed(line)
        except ListedError as error:
            source.refuse("sources", "lists", f"{error.what}: {error.why}", error.todo)
    if not 1 <= sources.minutes <= 10_080:
        source.refuse("sources", "minutes", "minutes is not between 1 and 10080", "For example: minutes = 60")
    if not 0 <= sources.variants <= 5_000:
        source.refuse(
            "sources", "variants", "variants is not between 0 and 5000", "For example: variants = 200"
        )
    if sources.variants and sources.egress == "proxy" and not sources.resolver:
        source.refuse(
            "sources",
            "variants",
            "questions to DNS would not go through the proxies",
            "Name the server that may see them as resolver, or set variants = 0.",
        )


def write_configuration(configuration: Configuration) -> str:
    """Return the file's text: every key with its meaning, so that the file explains itself."""
    lines = ["# Chaffinch's settings. Every key is here; a wrong one is refused with its line."]
    for table in fields(configuration):
        value = getattr(configuration, table.name)
        lines += ["", f"# {(type(value).__doc__ or '').strip()}", f"[{table.name}]"]
        lines += _write_keys(value, name=table.name)
    return "\n".join(lines) + "\n"


def _write_keys(value: Any, *, name: str) -> Iterator[str]:
    """Yield each key below its meaning, tables of their own last, as TOML wants them."""
    hints = typing.get_type_hints(type(value))
    for entry in sorted(fields(value), key=lambda entry: _holds_tables(hints[entry.name])):
        wanted = hints[entry.name]
        if _holds_tables(wanted):
            yield from _write_tables(
                getattr(value, entry.name),
                wanted.__args__[0],
                name=f"{name}.{entry.name}",
                doc=entry.metadata["doc"],
            )
            continue
        choices = entry.metadata["choices"]
        suffix = f" ({' | '.join(choices)})" if choices else ""
        yield f"# {entry.metadata['doc']}{suffix}"
        yield f"{entry.name} = {_as_toml(getattr(value, entry.name))}"


def _holds_tables(wanted: Any) -> bool:
    return isinstance(wanted, types.GenericAlias) and is_dataclass(wanted.__args__[0])


def _write_tables(values: tuple[Any, ...], table_class: Any, *, name: str, doc: str) -> Iterator[str]:
    yield f"# {doc}"
    if not values:
        # An example, since an empty list here would forbid tables below it.
        yield from (f"# {line}" for line in [f"[[{name}]]", *_write_keys(table_class(), name=name)])
    for value in values:
        yield from ("", f"[[{name}]]", *_write_keys(value, name=name))


def _as_toml(value: Any) -> str:
    if isinstance(value, tuple):
        return "[" + ", ".join(_as_toml(entry) for entry in value) + "]"
    if isinstance(value, int):
        return str(value).lower()  # a truth value, too
    escaped = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(f"\\u{ord(c):04x}" if ord(c) < 32 or ord(c) == 127 else c for c in escaped) + '"'
