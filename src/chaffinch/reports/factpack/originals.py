"""Full originals for named readers, on a release of their own: what a redacted example cannot show, DKIM included."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from chaffinch.ledger.custodian import seal_list
from chaffinch.ledger.entry import write_moment
from chaffinch.ledger.note import SigningKey
from chaffinch.mail.keys import KeyRecord
from chaffinch.reports.factpack.errors import PackRefusedError
from chaffinch.reports.factpack.facts import PackFacts
from chaffinch.reports.factpack.guard import check_readers
from chaffinch.reports.factpack.pack import sign_pack, write_readmes
from chaffinch.reports.factpack.record import describe_dump, write_json
from chaffinch.reports.factpack.verifiers import list_verifiers
from chaffinch.reports.factpack.verify import FORMAT, pack_zip
from chaffinch.reports.factpack.verify_mail import check_mail


@dataclass(frozen=True, slots=True)
class Original:
    """One full mail, as it stands."""

    item: str
    """Its path in the dump, or what it is compared with there."""
    side: Literal["published", "ours"]
    mail: bytes
    released_by: tuple[str, ...]
    """Two people, and for this release alone."""


def build_originals(
    facts: PackFacts, originals: Sequence[Original], *, keys: Sequence[KeyRecord] = ()
) -> dict[str, bytes]:
    """Return every file of the release but its manifest and signature.

    Args:
        facts: of the pack that the originals belong to; of them only organisation, dump and time are said.
        originals: the mails.
        keys: of the mail servers, as the archive of keys holds them.

    Raises:
        PackRefusedError: two people have not released one of them.
    """
    if not originals:
        raise PackRefusedError("shown", "There is no original to hand over.", todo="Release one first.")
    for one in originals:
        check_readers(one.released_by, one.item[:200])
    records = [{**asdict(replace(record, private=""))} for record in keys]
    named = {_name_original(number, one): one for number, one in enumerate(originals, 1)}
    told = [
        {"file": name, "item": one.item, "side": one.side, "dkim": check_mail(one.mail, records)}
        for name, one in named.items()
    ]
    return {
        "facts.json": write_json(_describe(facts, told)),
        "keys.jsonl": b"".join(json.dumps(one, ensure_ascii=False).encode() + b"\n" for one in records),
        **{name: one.mail for name, one in named.items()},
        **write_readmes(facts, kind="originals"),
        **list_verifiers(),
    }


def seal_originals(files: Mapping[str, bytes], facts: PackFacts, *, key: SigningKey, recipient: str) -> bytes:
    """Return the release as a signed zip, encrypted so that only one named reader can open it (age).

    Args:
        files: as `build_originals` made them.
        facts: of the same pack, released.
        key: signs it.
        recipient: the reader's public key of age: age1….

    Raises:
        SealError: it is none.
    """
    return seal_list(pack_zip(sign_pack(files, facts, key=key, kind="originals")), recipient=recipient)


def _name_original(number: int, one: Original) -> str:
    return f"originals/{number:03}.{one.side}.eml"


def _describe(facts: PackFacts, told: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "kind": "originals",
        "state": facts.state,
        "organisation": facts.organisation,
        "contact": facts.contact,
        "made_at": write_moment(facts.made_at),
        "dump": describe_dump(facts),
        "proofs": [],
        "originals": list(told),
    }
