"""What is usual of a sender: each habit's values, counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from chaffinch.leaks.archive.found import Printed
from chaffinch.leaks.archive.opened import Opened, sign
from chaffinch.leaks.archive.terms import TermKind
from chaffinch.leaks.prints import DocumentPrint, MailPrint

_PASSING = {"thread", "received", "hops", "structure"}
"""Habits that say more of one message than of its sender."""
_DOCUMENT = ("application", "language", "company", "producer", "creator", "last_modified_by", "template")
_LONGEST = 200


def keep_usual(opened: Opened, printed: Sequence[Printed]) -> None:
    """Count the habits of these items, in the open transaction."""
    counts: Counter[tuple[str, str, str]] = Counter()
    for one in printed:
        counts.update(list_habits(one.item.mail, one.item.document))
    if not counts:
        return
    habits = opened.terms.make(TermKind.HABIT, *(name_habit(habit, whose) for habit, whose, _ in counts))
    values = list(dict.fromkeys(value for _, _, value in counts))
    terms = dict(zip(values, sign(opened.terms.make(TermKind.HABIT, *values)), strict=True))
    opened.tables.executemany(
        "INSERT OR IGNORE INTO usual_values VALUES (?, ?)",
        [(terms[value], opened.seal.seal(value, purpose="habit")) for value in values],
    )
    opened.tables.executemany(
        "INSERT INTO usual VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count",
        sorted(
            (habit, terms[value], count)
            for habit, ((_, _, value), count) in zip(sign(habits), counts.items(), strict=True)
        ),
    )


def find_usual(opened: Opened, habit: str, whose: str) -> list[str]:
    """Return the values of a habit, the most frequent first."""
    term = sign(opened.terms.make(TermKind.HABIT, name_habit(habit, whose)))[0]
    rows = opened.tables.execute(
        "SELECT count, sealed FROM usual JOIN usual_values USING (value) WHERE habit = ?", (term,)
    )
    counted = [(-count, str(opened.seal.open(sealed, purpose="habit"))) for count, sealed in rows]
    return [value for _, value in sorted(counted)]


def list_habits(mail: MailPrint | None, document: DocumentPrint | None) -> dict[tuple[str, str, str], int]:
    """Return (habit, whose, value) of one item; a document's as `document:NAME`, of its author and of everybody (empty)."""
    if mail and mail.sender:
        said = {**mail.habits, "client": mail.client}
        found = {name: value for name, value in said.items() if value and name not in _PASSING}
        return {(name, mail.sender, value[:_LONGEST]): 1 for name, value in found.items()}
    if document:
        author = document.metadata.get("creator", "").casefold()
        return {
            (f"document:{name}", whose, value[:_LONGEST]): 1
            for name in _DOCUMENT
            if (value := document.metadata.get(name, ""))
            for whose in {author, ""}
        }
    return {}


def name_habit(habit: str, whose: str) -> str:
    """Return under which name a habit of somebody's is counted."""
    return f"{habit}\0{whose.casefold()}"
