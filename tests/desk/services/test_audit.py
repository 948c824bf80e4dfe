"""The audit log cannot be changed without its being noticed."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from chaffinch.desk.models import AuditEntry, AuditHead
from chaffinch.desk.services.audit import Actor, BrokenChainError, ChainEnd, verify_chain, write_audit

pytestmark = pytest.mark.django_db


def write_rows(now: datetime, count: int) -> None:
    for number in range(count):
        with transaction.atomic():
            write_audit(
                "note",
                subject=("case", number),
                actor=Actor("inès"),
                now=now + timedelta(microseconds=number),
                reason="“why”",
                params={"n": number, "é": [1, None]},
            )


def lift_guard() -> None:
    """Do what somebody with the database file in hand could do."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER audit_no_update")
        cursor.execute("DROP TRIGGER audit_no_delete")


def test_an_untouched_chain_holds_from_end_to_end(now: datetime) -> None:
    write_rows(now, 5)
    assert verify_chain().sequence == 5


def test_the_database_itself_refuses_change_and_deletion(now: datetime) -> None:
    write_rows(now, 2)
    with pytest.raises(DatabaseError, match="cannot be changed"), transaction.atomic():
        AuditEntry.objects.filter(sequence=1).update(reason="another")
    with pytest.raises(DatabaseError, match="cannot be shortened"), transaction.atomic():
        AuditEntry.objects.filter(sequence=2).delete()


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("actor", "mallory"),
        ("action", "case dismissed"),
        ("reason", "x"),
        ("subject_type", "user"),
        ("subject_id", "9"),
        ("params", {}),
        ("previous_hash", "1" * 64),
        ("entry_hash", "f" * 64),
        ("at", datetime.fromisoformat("2020-01-01T00:00:00+00:00")),
    ],
)
@pytest.mark.parametrize("row", [1, 3, 5])
def test_every_changed_column_of_every_row_is_found(
    now: datetime, column: str, value: object, row: int
) -> None:
    write_rows(now, 5)
    lift_guard()
    AuditEntry.objects.filter(sequence=row).update(**{column: value})
    with pytest.raises(BrokenChainError):
        verify_chain()


@pytest.mark.parametrize("row", [1, 3, 5])
def test_a_deleted_row_is_found(now: datetime, row: int) -> None:
    write_rows(now, 5)
    lift_guard()
    AuditEntry.objects.filter(sequence=row).delete()
    with pytest.raises(BrokenChainError):
        verify_chain()


def test_a_truncation_that_moves_the_head_too_is_found_by_an_end_noted_outside(now: datetime) -> None:
    write_rows(now, 5)
    noted = verify_chain()
    lift_guard()
    AuditEntry.objects.filter(sequence=5).delete()
    last = AuditEntry.objects.get(sequence=4)
    AuditHead.objects.update(sequence=4, entry_hash=last.entry_hash)
    assert verify_chain() == ChainEnd(sequence=4, entry_hash=last.entry_hash)
    with pytest.raises(BrokenChainError, match="ends at row 4"):
        verify_chain(known_end=noted)


def test_a_chain_that_grew_still_passes_through_an_end_noted_earlier(now: datetime) -> None:
    write_rows(now, 2)
    noted = verify_chain()
    write_rows(now, 2)
    assert verify_chain(known_end=noted).sequence == 4


def test_a_rolled_back_change_leaves_no_row(now: datetime) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        write_audit("note", subject=("case", 1), actor=Actor("x"), now=now)
        raise RuntimeError
    assert verify_chain() == ChainEnd(sequence=0, entry_hash="0" * 64)
