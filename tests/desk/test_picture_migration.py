"""The pictures of dumps that an older version had read wait for OCR, too, on both databases."""

from __future__ import annotations

import pytest

from chaffinch.desk.home import Home
from tests.desk.test_start import run, settled
from tests.postgres import PostgresServer

__all__ = ["settled"]
_UPGRADE = """
from django.db.migrations.executor import MigrationExecutor

def migrate(name):
    MigrationExecutor(connection).migrate([("desk", name)])
    return MigrationExecutor(connection).loader.project_state([("desk", name)]).apps

apps = migrate("0019_dump_trace")
dump = apps.get_model("desk", "Dump").objects.create(name="x", order={}, learned_at=now, started_at=now, resumed_at=now)
for place, (kind, fault) in enumerate([("mail", ""), ("picture", ""), ("picture", "malformed")]):
    apps.get_model("desk", "DumpItem").objects.create(
        dump=dump, chunk=0, part=0, place=place, path=str(place), kind=kind, fault=fault, verdict="unverifiable",
        confidence="weak", sha256="0", sealed=b"")
apps = migrate("0020_pictures")
print(*apps.get_model("desk", "DumpPicture").objects.values_list("item__path", "state"))
"""


def test_pictures_of_older_dumps_wait(settled: Home) -> None:
    assert run(settled, _UPGRADE) == "('1', 'waits')\n"


@pytest.mark.postgres
def test_they_wait_on_postgresql(settled: Home, postgres_server: PostgresServer) -> None:
    found = run(settled, _UPGRADE, DATABASE_URL=postgres_server.create_database("pictures"))
    assert found == "('1', 'waits')\n"
