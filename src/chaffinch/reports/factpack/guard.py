"""What no fact pack may hold, looked for before one is made (GUARDRAILS, "Telling the truth")."""

from __future__ import annotations

import json

from chaffinch.ledger.checking import check_disclosure
from chaffinch.ledger.errors import ProofFault
from chaffinch.ledger.note import read_key
from chaffinch.reports.factpack.errors import PackRefusedError
from chaffinch.reports.factpack.facts import SHOWN, Example, PackFacts, Proof
from chaffinch.reports.factpack.redaction import find_personal

READERS = 2


def check_facts(facts: PackFacts) -> PackFacts:
    """Return the facts if all of them may go out.

    Raises:
        PackRefusedError: two people have not released something, it is of a kind that is never shown, it still holds
            personal details, it is in use, or a proof does not hold.
    """
    for example in facts.examples:
        _check_example(example, draft=facts.state == "draft")
    for proof in facts.proofs:
        _check_proof(proof, facts, draft=facts.state == "draft")
    proved = {proof.entry for proof in facts.proofs}
    for example in facts.examples:
        if example.verdict == "decoy" and example.entry not in proved:
            raise PackRefusedError(
                "proof",
                "A decoy is to be shown without its proof: %(item)s.",
                why="Without it nobody can know that it was planted beforehand.",
                todo="Have its entry of the ledger released by two people, or leave the example out.",
                item=example.item[:200],
            )
    return facts


def _check_example(example: Example, *, draft: bool) -> None:
    name = example.item[:200]
    if example.verdict not in SHOWN:
        raise PackRefusedError(
            "shown",
            "An item that is %(verdict)s is never shown: %(item)s.",
            why="A list of what is ours would do the work of whoever stole it.",
            todo="Leave it out: it is counted in the totals.",
            verdict=example.verdict,
            item=name,
        )
    if not draft:
        check_readers(example.released_by, name)
    shown = json.dumps(
        [[piece.text for row in example.rows for piece in (*row.ours, *row.theirs)], name], ensure_ascii=False
    )
    if found := next(find_personal(shown), ""):
        raise PackRefusedError(
            "personal",
            "Personal details are left in %(item)s: %(kind)s.",
            why="What goes to the press shows nobody's private address or number.",
            todo="Cover it up on the item's page, and release it again.",
            item=name,
            kind=found,
        )


def check_readers(released_by: tuple[str, ...], name: str) -> None:
    if len(set(released_by)) < READERS:
        raise PackRefusedError(
            "readers",
            "Two people have not released %(item)s.",
            why="No such verdict leaves the house on one person's word.",
            todo="A second person reads it on its page and releases it.",
            item=name,
        )


def _check_proof(proof: Proof, facts: PackFacts, *, draft: bool) -> None:
    name = proof.entry[:200]
    if proof.in_use:
        raise PackRefusedError(
            "in-use",
            "%(item)s is still in use: once it is shown, it is burnt.",
            why=", ".join(proof.in_use),
            todo="Leave its proof out: it is counted in the totals.",
            item=name,
        )
    if not draft:
        check_readers(proof.released_by, name)
    if facts.ledger is None:
        raise PackRefusedError(
            "proof", "The proof of %(item)s names no ledger.", todo="Name the ledger.", item=name
        )
    try:
        found = check_disclosure(proof.disclosure, pinned=read_key(facts.ledger.key))
    except ProofFault as fault:
        raise PackRefusedError(
            "proof", "The proof of %(item)s does not hold.", why=fault.why or fault.code, item=name
        ) from fault
    told = (found.checkpoint.origin, found.checkpoint.most)
    if told != (facts.ledger.origin, facts.ledger.most) or found.values["item"].get("id", name) != name:
        raise PackRefusedError("proof", "The proof of %(item)s is of another item or ledger.", item=name)
