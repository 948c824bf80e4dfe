"""The vectors as they are kept: what each file is, and what is to be said of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from cryptography import x509

FOLDER = Path(__file__).parent / "vectors"
INDEX: list[dict[str, Any]] = json.loads((FOLDER / "index.json").read_text())
ROOTS = x509.load_pem_x509_certificates((FOLDER / "roots.pem").read_bytes())


def read_vector(entry: dict[str, Any]) -> bytes:
    """Return the file of a line of the index."""
    return (FOLDER / f"{entry['name']}.json").read_bytes() + b" " * int(entry.get("pad", 0))
