"""The local archive of DKIM keys: what DNS said, from when to when. Nothing is looked up here.

JSON Lines, one key a line: `domain`, `selector`, `record` (the text of the TXT record), `first_seen`, `last_seen` (ISO 8601
days or moments, empty where not known), `source` (whose word it is), `private` (the published private half as PEM; empty).
Keys vanish from DNS: keep them as mail arrives (`list_wanted`, a look-up by the caller, `KeyArchive.add`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, date, datetime
from pathlib import Path

from chaffinch.errors import ChaffinchError
from chaffinch.mail.key_records import is_private_half
from chaffinch.mail.signature import Signature


class KeyArchiveError(ChaffinchError):
    """A line of a key archive cannot be read."""

    exit_code = 2


@dataclass(frozen=True, slots=True)
class KeyRecord:
    """One key of one selector, for as long as it was seen."""

    domain: str
    selector: str
    record: str
    first_seen: str = ""
    last_seen: str = ""
    source: str = ""
    private: str = ""

    @property
    def is_published(self) -> bool:
        """Return whether its private half is known to everybody: that half is here, and it fits."""
        return bool(self.private) and is_private_half(self.private, self.record)

    @property
    def where(self) -> str:
        """Return the source and from when to when it was seen there."""
        seen = f"{self.first_seen[:10]}/{self.last_seen[:10]}" if self.first_seen or self.last_seen else ""
        return " ".join(part for part in (self.source, seen) if part) or "local"

    def covers(self, moment: datetime) -> bool | None:
        """Return whether it was seen before and after that moment; None where the archive does not say when."""
        if not self.first_seen or not self.last_seen:
            return None
        first, last = (_read_day(seen) for seen in (self.first_seen, self.last_seen))
        return first <= moment.astimezone(UTC).date() <= last


class KeyArchive:
    """Keys by domain and selector."""

    def __init__(self, records: Iterable[KeyRecord] = ()) -> None:
        self._records: dict[tuple[str, str], list[KeyRecord]] = {}
        for record in records:
            self._keep(record)

    @classmethod
    def read(cls, path: Path) -> KeyArchive:
        """Read a file of JSON Lines.

        Raises:
            KeyArchiveError: it cannot be opened, or a line of it is wrong.
        """
        try:
            content = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise KeyArchiveError(f"{path} cannot be read", why=str(error), todo="Check the path.") from error
        return cls.from_lines(content.splitlines(), name=str(path))

    @classmethod
    def from_lines(cls, lines: Iterable[str], *, name: str = "the key archive") -> KeyArchive:
        """Read lines of JSON; blank ones are passed over.

        Raises:
            KeyArchiveError: a line of it is wrong.
        """
        return cls(
            _read_line(line, f"{name}, line {number}") for number, line in enumerate(lines, 1) if line.strip()
        )

    def find(self, domain: str, selector: str) -> tuple[KeyRecord, ...]:
        """Return the keys that were seen there, the earliest first."""
        return tuple(self._records.get((domain.lower(), selector.lower()), ()))

    def add(
        self, signature: Signature, answer: Iterable[bytes], *, seen_at: datetime, source: str
    ) -> KeyRecord | None:
        """Keep what DNS answered to a look-up of the caller's; return the key, or none where the answer holds none.

        Args:
            signature: the one that names domain and selector.
            answer: the strings of one TXT record.
            seen_at: when it was asked, aware.
            source: whose answer it is.
        """
        record = b"".join(answer).decode("ascii", "replace").strip()
        if "p=" not in record:
            return None
        moment = seen_at.astimezone(UTC).isoformat(timespec="seconds")
        new = KeyRecord(signature.domain, signature.selector, record, moment, moment, source)
        return self._keep(new)

    def _keep(self, new: KeyRecord) -> KeyRecord:
        """Add a key, or widen the time in which the same one was seen by the same source."""
        kept = self._records.setdefault((new.domain, new.selector), [])
        for place, old in enumerate(kept):
            if (old.record, old.source) == (new.record, new.source):
                kept[place] = _widen(old, new)
                return kept[place]
        kept.append(new)
        kept.sort(key=lambda record: (record.first_seen, record.last_seen, record.record))
        return new

    def __iter__(self) -> Iterator[KeyRecord]:
        for place in sorted(self._records):
            yield from self._records[place]

    def write_lines(self) -> Iterator[str]:
        """Yield the archive as lines, in a fixed order."""
        for record in self:
            yield json.dumps(asdict(record), ensure_ascii=False, sort_keys=True)


def list_wanted(signatures: Iterable[Signature], archive: KeyArchive, *, on: date) -> list[tuple[str, str]]:
    """Return the domains and selectors whose keys were not yet seen on that day, so that the caller can look them up."""
    wanted: dict[tuple[str, str], None] = {}
    for signature in signatures:
        known = archive.find(signature.domain, signature.selector)
        if (
            signature.domain
            and signature.selector
            and not any(key.last_seen[:10] >= on.isoformat() for key in known)
        ):
            wanted[signature.domain, signature.selector] = None
    return list(wanted)


def _widen(old: KeyRecord, new: KeyRecord) -> KeyRecord:
    firsts = [seen for seen in (old.first_seen, new.first_seen) if seen]
    return replace(
        old,
        first_seen=min(firsts, default=""),
        last_seen=max(old.last_seen, new.last_seen),
        private=old.private or new.private,
    )


def _read_day(seen: str) -> date:
    return date.fromisoformat(seen[:10])


def _read_line(line: str, where: str) -> KeyRecord:
    names = [entry.name for entry in fields(KeyRecord)]
    try:
        values = json.loads(line)
        record = KeyRecord(**{name: values[name] for name in names if name in values})
        if not all(isinstance(getattr(record, name), str) for name in names):
            raise TypeError("a value is no text")
        for seen in (record.first_seen, record.last_seen):
            if seen:
                _read_day(seen)
    except (ValueError, TypeError, AttributeError) as error:
        raise KeyArchiveError(
            f"{where} is no key",
            why=str(error),
            todo="A line has domain, selector, record, first_seen, last_seen, source and private.",
        ) from error
    return replace(record, domain=record.domain.lower().rstrip("."), selector=record.selector.lower())
