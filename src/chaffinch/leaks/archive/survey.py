"""What an archive holds, in figures."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from chaffinch.leaks.archive.coverage import read_covered
from chaffinch.leaks.archive.handed import list_handed
from chaffinch.leaks.archive.opened import Opened


def survey_archive(opened: Opened) -> dict[str, Any]:
    """Return counts, mailboxes and the days that are covered, as plain values."""
    tables, about = opened.tables, opened.about
    items, first, last = tables.execute(
        "SELECT count(*), min(first_seen), max(first_seen) FROM items"
    ).fetchone()
    held = dict(tables.execute("SELECT mailbox, count(*) FROM items GROUP BY mailbox"))
    covered = read_covered(opened)
    (faults,) = tables.execute("SELECT count(*) FROM faults").fetchone()
    roots, proved = tables.execute("SELECT count(*), coalesce(max(last), 0) FROM roots").fetchone()
    (terms,) = tables.execute("SELECT coalesce(sum(entries), 0) FROM segments").fetchone()
    return {
        "archive": str(opened.folder),
        "items": items,
        "keeps_text": about.keeps_text,
        "breach": about.breach,
        "first_added": _write_moment(first),
        "last_added": _write_moment(last),
        "terms": terms,
        "keys": len(about.keys),
        "roots": roots,
        "not_in_a_root": items - proved,
        "faults": faults,
        "personal": [{"mailbox": one.mailbox, "items": len(one.kinds)} for one in list_handed(opened)],
        "mailboxes": [
            {
                "mailbox": name,
                "items": held.get(number, 0),
                "covered": [[begun.isoformat(), ended.isoformat()] for begun, ended in covered.get(name.casefold(), ())],
            }
            for name, number in sorted(opened.mailboxes.items())
        ],
    }  # fmt: skip


def list_faults(opened: Opened) -> list[dict[str, str]]:
    """Return what could not be read, in the order in which it was met."""
    rows = opened.tables.execute("SELECT at, sealed FROM faults ORDER BY number")
    told = ((at, opened.seal.open(sealed, purpose="fault")) for at, sealed in rows)
    return [{"at": _write_moment(at), "path": path, "fault": code} for at, (path, code) in told]


def _write_moment(seconds: int | None) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat() if seconds else ""
