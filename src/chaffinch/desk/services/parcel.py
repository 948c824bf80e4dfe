"""The zip that shows one entry to a stranger: the proof, two verifiers, the item, and what is proved in two languages."""

from __future__ import annotations

import io
import json
import zipfile
from importlib.resources import files

from chaffinch.desk.disclosing import find_row
from chaffinch.desk.models import LedgerEntry
from chaffinch.desk.services.sending import open_decoy
from chaffinch.desk.services.traps import open_account
from chaffinch.ledger.disclosure import disclose
from chaffinch.ledger.log import Log
from chaffinch.ledger.login import write_login
from chaffinch.reports.ledger_parcel import NAMES, Shown, write_readme

_WHEN = (1980, 1, 1, 0, 0, 0)
"""Of the files in the zip: when it was packed is nobody's business."""
_LOGINS = ("phantom", "trap", "echo")


def make_parcel(log: Log, entry: str, *, opened: bool) -> bytes:
    """Return the zip of one entry. Reads only; it holds nothing of any other entry.

    Raises:
        LedgerError: no checkpoint covers it, its salt is lost, or the folder is not as it was written.
    """
    kept, _index = log.find_place(entry)
    proof = disclose(log, entry, opened=("planted_in",) if opened else ())
    item = _write_item(find_row(entry))
    shown = Shown(
        entry=entry,
        kind=log.entries[entry].kind,
        sha256=log.entries[entry].sha256,
        origin=log.origin,
        key=str(json.loads(proof)["key"]),
        authorities=tuple(kept.read_stamps()),
        most=log.most,
        has_item=bool(item),
        is_login=log.entries[entry].kind in _LOGINS,
        late=LedgerEntry.objects.filter(name=entry, late=True).exists(),
    )
    content = {"proof.json": proof, "note.txt": kept.note.encode(), "key.txt": f"{shown.key}\n".encode()}
    content |= {
        name: files("chaffinch.ledger").joinpath(name).read_bytes() for name in ("verify.py", "verify.html")
    }
    content |= {name: write_readme(shown, locale=locale).encode() for locale, name in NAMES.items()}
    if item:
        content["item.txt"] = item
    return _pack(content)


def _write_item(row: LedgerEntry | None) -> bytes:
    """Return what the entry's SHA-256 is over, where it is a log-in; letters and documents lie where they were planted."""
    if row is not None and row.decoy is not None:
        secrets, _persona = open_decoy(row.decoy)
        return write_login(secrets.address, secrets.password)
    if row is not None and row.item is not None and row.kind == "trap" and row.item.trap is not None:
        account = open_account(row.item.trap)
        return write_login(account.address, account.password)
    return b""


def _pack(content: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, held in content.items():
            about = zipfile.ZipInfo(name, _WHEN)
            about.external_attr, about.compress_type = 0o100644 << 16, zipfile.ZIP_DEFLATED
            archive.writestr(about, held)
    return packed.getvalue()
