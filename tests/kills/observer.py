"""Looks at the database from outside, with plain SQL and none of the product's code."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import psycopg

Ask = Callable[[str], Sequence[tuple[Any, ...]]]


def observe_sqlite(path: Path) -> Ask:
    """Return what answers queries on the file; each opens it anew, as another process would."""

    def ask(query: str) -> Sequence[tuple[Any, ...]]:
        session = sqlite3.connect(path, timeout=30, isolation_level=None)
        try:
            return session.execute(query).fetchall()
        finally:
            session.close()

    return ask


def observe_postgres(url: str) -> Ask:
    """Return what answers queries on the server's database."""

    def ask(query: str) -> Sequence[tuple[Any, ...]]:
        with psycopg.connect(url, autocommit=True) as session:
            return session.execute(query.encode()).fetchall()

    return ask
