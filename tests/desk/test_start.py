"""Tables are brought up to date at each start, after a copy; on both databases the audit log only grows."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from chaffinch.desk.configuration import write_configuration
from chaffinch.desk.configuration_tables import Configuration
from chaffinch.desk.home import Home
from tests.postgres import PostgresServer

PRELUDE = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from chaffinch.desk.home import Home
from chaffinch.desk.start import bring_tables_up_to_date, start_django
start_django(Home(Path(sys.argv[1])))
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
now = datetime(2027, 3, 1, tzinfo=UTC)
"""


def run(home: Home, program: str, **variables: str) -> str:
    environment = {**{key: value for key, value in os.environ.items() if key != "DATABASE_URL"}, **variables}
    done = subprocess.run(
        [sys.executable, "-c", PRELUDE + program, str(home.folder)],
        env=environment, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def settled(home: Home) -> Home:
    """A home folder with settings and nothing else."""
    home.settings_file.write_text(write_configuration(Configuration()))
    return home


def test_an_older_database_is_copied_before_it_is_changed(settled: Home) -> None:
    said = run(
        settled,
        """
call_command("migrate", "desk", "0001", verbosity=0)
print(bring_tables_up_to_date(now=now))
print(bring_tables_up_to_date(now=now))
""",
    ).split()
    copy = Path(said[0])
    assert copy.parent.parent == settled.folder
    assert copy.stat().st_mode & 0o777 == 0o600
    assert copy.read_bytes()[:15] == b"SQLite format 3"
    assert said[1] == "None"


def test_a_new_database_needs_no_copy(settled: Home) -> None:
    assert run(settled, "print(bring_tables_up_to_date(now=now))") == "None\n"
    assert settled.database.stat().st_mode & 0o777 == 0o600


CHANGE = """
bring_tables_up_to_date(now=now)
from chaffinch.desk.models import AuditEntry
from chaffinch.desk.services.audit import Actor, verify_chain, write_audit
with transaction.atomic():
    write_audit("note", subject=("case", 1), actor=Actor("x"), now=now, params={"n": 1})
for change in (lambda: AuditEntry.objects.update(reason="another"), lambda: AuditEntry.objects.all().delete(),
               lambda: connection.cursor().execute("TRUNCATE desk_auditentry") if connection.vendor == "postgresql" else 1 / 0):
    try:
        with transaction.atomic():
            change()
        print("changed")
    except (DatabaseError, ZeroDivisionError):
        print("refused")
print(verify_chain().sequence)
"""


@pytest.mark.postgres
def test_postgresql_refuses_changes_of_the_audit_log_too(
    settled: Home, postgres_server: PostgresServer
) -> None:
    said = run(settled, CHANGE, DATABASE_URL=postgres_server.create_database("audit"))
    assert said.split() == ["refused", "refused", "refused", "1"]
