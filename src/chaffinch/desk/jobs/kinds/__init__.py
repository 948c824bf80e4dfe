"""What the worker can do, a file a subject. Importing this package registers every kind."""

from __future__ import annotations

from chaffinch.desk.jobs.kinds import (
    archive,
    captures,
    dumps,
    feeding,
    hunting,
    ledger,
    mails,
    messages,
    pictures,
    planting,
    proofs,
)

__all__ = [
    "archive",
    "captures",
    "dumps",
    "feeding",
    "hunting",
    "ledger",
    "mails",
    "messages",
    "pictures",
    "planting",
    "proofs",
]
