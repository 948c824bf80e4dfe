"""Full originals for named readers, on a release of their own: what a redacted example cannot show, DKIM included."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from chaffinch.ledger.checking import check_disclosure
from chaffinch.ledger.custodian import seal_list
from chaffinch.ledger.entry import write_moment
from chaffinch.ledger.errors import ProofFault
from chaffinch.ledger.note import SigningKey
from chaffinch.mail.keys import KeyRecord
from chaffinch.reports.factpack.errors import PackRefusedError
from chaffinch.reports.factpack.facts import PackFacts
from chaffinch.reports.factpack.guard import check_readers
from chaffinch.reports.factpack.pack import sign_pack, write_readmes
from chaffinch.reports.factpack.record import describe_dump, list_stamps, write_json
from chaffinch.reports.factpack.section_words import name_proof
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
    proof: bytes = b""
    """Of ours: the ledger's disclosure of the archive's root with this original: that it is older than the dump."""


def build_originals(
    facts: PackFacts, originals: Sequence[Original], *, keys: Sequence[KeyRecord] = ()
) -> dict[str, bytes]:
    """Return every file of the release but its manifest and signature.

    Args:
        facts: of the pack that the originals belong to; of them only organisation, dump and time are said.
        originals: the mails.
        keys: of the mail servers, as the archive of keys holds them.

    Raises:
        PackRefusedError: two people have not released one of them, or a proof is not of it.
    """
    if not originals:
        raise PackRefusedError("shown", "There is no original to hand over.", todo="Release one first.")
    for one in originals:
        check_readers(one.released_by, one.item[:200])
    records = [{**asdict(replace(record, private=""))} for record in keys]
    named = {_name_original(number, one): one for number, one in enumerate(originals, 1)}
    proved = [name for name, one in named.items() if one.proof]
    proofs = [_tell_proof(number, name, named[name]) for number, name in enumerate(proved, 1)]
    told = [
        {"file": name, "item": one.item, "side": one.side, "dkim": check_mail(one.mail, records)}
        for name, one in named.items()
    ]
    return {
        "facts.json": write_json(_describe(facts, told, proofs)),
        "keys.jsonl": b"".join(json.dumps(one, ensure_ascii=False).encode() + b"\n" for one in records),
        **{name: one.mail for name, one in named.items()},
        **{name_proof(number): named[name].proof for number, name in enumerate(proved, 1)},
        **list_stamps(facts),
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


def _tell_proof(number: int, name: str, one: Original) -> dict[str, str]:
    try:
        found = check_disclosure(one.proof)
    except ProofFault as fault:
        raise PackRefusedError(
            "proof", "The proof of %(item)s does not hold.", why=fault.why or fault.code, item=one.item[:200]
        ) from fault
    kept = found.values.get("original", {"item": {}})["item"].get("sha256")
    if kept != hashlib.sha256(one.mail).hexdigest():
        raise PackRefusedError("proof", "The proof of %(item)s is of another mail.", item=one.item[:200])
    return {
        "file": name_proof(number),
        "entry": f"archive-root-{found.values['item']['sha256'][:32]}",
        "sha256": found.values["item"]["sha256"],
        "ledger": found.checkpoint.origin,
        "original": name,
    }


def _describe(
    facts: PackFacts, told: Sequence[Mapping[str, Any]], proofs: Sequence[Mapping[str, str]]
) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "kind": "originals",
        "state": facts.state,
        "organisation": facts.organisation,
        "contact": facts.contact,
        "made_at": write_moment(facts.made_at),
        "dump": describe_dump(facts),
        "proofs": list(proofs),
        "originals": list(told),
    }
