"""One fact pack for tests: the demo's dump, an altered mail, an invented one, a decoy with its proof; all from fixed seeds."""

from __future__ import annotations

import hashlib
import random
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.ledger.authority import make_authority
from tests.ledger.house import DAY, KEY, ORIGIN, make_entry, make_log, stamp_log

from chaffinch.ground.merkle import hash_leaf, prove_inclusion
from chaffinch.leaks.finding import Change, Evidence, Finding
from chaffinch.ledger.commitment import commit_item, make_archive_root
from chaffinch.ledger.disclosure import Original, disclose
from chaffinch.ledger.note import SigningKey
from chaffinch.reports.factpack.examples import make_example
from chaffinch.reports.factpack.facts import DumpFacts, Figures, LedgerFacts, PackFacts, Proof, Standout
from chaffinch.reports.factpack.keys import make_signing_key
from chaffinch.reports.factpack.redaction import Redactor

NOW = datetime(2027, 5, 7, 21, 40, tzinfo=UTC)
TWO = ("ines", "tomas")
PRESS_KEY: SigningKey = make_signing_key("mouvement-aurore.test", bytes(range(2, 34)))
OTHER_KEY: SigningKey = make_signing_key("mouvement-aurore.test", bytes(range(3, 35)))
DUMP = b"what was leaked"
DUMP_HASH = hashlib.sha256(DUMP).hexdigest()

OURS = """Bonjour Claire,

Le budget de la réunion publique de jeudi est de 5 000 euros, salle comprise. Le prestataire a confirmé la sonorisation, et la mairie
prête les chaises. Je vous joins le devis ; merci de le signer avant mardi soir et de le renvoyer à Paul Garnier, qui suit la
facturation. Il est joignable au 06 12 34 56 78 ou par paul.garnier@mouvement-aurore.test.

Bien à vous,
Camille Roy
"""
THEIRS = OURS.replace("5 000 euros", "50 000 euros").replace(
    "la mairie\nprête les chaises", "la mairie\nne doit rien savoir du reste"
)
PEOPLE = frozenset({"Camille Roy", "Claire Martin", "Paul Garnier"})


def make_altered(**changes: Any) -> Any:
    """Return the altered mail as an example, with what the test wants otherwise."""
    finding = Finding(
        item="boites/claire.martin.mbox!/1207",
        verdict="altered",
        confidence="certain",
        evidence=(
            Evidence(
                "archive-match",
                6.0,
                {"relation": "altered", "mailbox": "claire.martin@mouvement-aurore.test"},
            ),
            Evidence("dkim", 4.0, {"domain": "mouvement-aurore.test", "header": "valid", "body": "mismatch"}),
            Evidence("witness", 2.0, {"words": 41, "share": 0.8, "independent": True}),
        ),
        diff=(
            Change("replace", "to", "claire.martin@mouvement-aurore.test", "presse@mouvement-aurore.test"),
        ),
    )
    made = make_example(finding, ours=OURS, theirs=THEIRS, redactor=Redactor(people=PEOPLE), released_by=TWO)
    return replace(made, **changes)


def make_invented() -> Any:
    """Return an invented mail as an example."""
    finding = Finding(
        "divers/note-interne.eml",
        "invented",
        "strong",
        (Evidence("coverage", 5.0, {"mailboxes": ["presse@mouvement-aurore.test"], "day": "2027-03-12"}),),
    )
    text = "Le compte à Genève est ouvert depuis mars. Virement de 400 000 euros vendredi. Ne rien garder par écrit."
    return make_example(finding, theirs=text, released_by=TWO)


def make_decoy() -> Any:
    """Return a decoy as an example."""
    finding = Finding(
        "boites/presse.mbox!/88",
        "decoy",
        "certain",
        (Evidence("ledger", 9.0, {"relation": "same", "entry": "document-1"}),),
    )
    text = "Compte rendu de la réunion du 4 mars : achat d’une péniche pour les meetings fluviaux."
    return make_example(finding, theirs=text, released_by=TWO, entry="document-1")


def make_proof(name: str = "document-1") -> Proof:
    """Return the disclosure of an entry that two authorities have dated."""
    return Proof(name, _disclose(name), TWO)


def prove_original(mail: bytes) -> bytes:
    """Return the disclosure of an archive's root, committed to and dated, with this mail as its original."""
    items = [{"kind": "original", "sha256": hashlib.sha256(one).hexdigest()} for one in (b"another", mail)]
    salts = [bytes([number]) * 32 for number in range(2)]
    commitments = [commit_item(item, salt=salt) for item, salt in zip(items, salts, strict=True)]
    root, leaves, places = make_archive_root(commitments, seed=bytes(32), chance=random.Random(1))
    path = prove_inclusion([hash_leaf(leaf) for leaf in leaves], places[1])
    with TemporaryDirectory() as folder:
        log = make_log(Path(folder) / "ledger")
        log.add([make_entry("archive-root-1", kind="archive-root", size=len(leaves), sha256=root.hex())])
        log.make_checkpoint((KEY,), chance=random.Random(2))
        stamp_log(log, make_authority("alpha.test"), make_authority("beta.test"), at=DAY)
        return disclose(log, "archive-root-1", original=Original(items[1], salts[1], places[1], path))


@cache
def _disclose(name: str) -> bytes:
    with TemporaryDirectory() as folder:
        log = make_log(Path(folder) / "ledger", name)
        stamp_log(log, make_authority("alpha.test"), make_authority("beta.test"), at=DAY)
        return disclose(log, name)


def make_facts(**changes: Any) -> PackFacts:
    """Return the facts of the demo's dump, with what the test wants otherwise."""
    values: dict[str, Any] = {
        "organisation": "Mouvement Aurore",
        "contact": "Le service de presse, 01 99 00 12 34",
        "state": "released",
        "made_at": NOW,
        "dump": DumpFacts(
            "Aurore files",
            DUMP_HASH,
            "5" * 64,
            15_032_385_536,
            datetime(2027, 5, 5, 20, 5, tzinfo=UTC),
        ),
        "figures": Figures(
            sure={
                "genuine": {"certain": 61_002, "strong": 3_410},
                "repackaged": {"certain": 4_020, "strong": 1_190},
                "excerpt": {"strong": 311},
                "altered": {"certain": 139, "strong": 23},
                "decoy": {"certain": 87},
                "invented": {"strong": 12},
                "unproven": {"fair": 4},
                "foreign": {"strong": 650},
                "unverifiable": {"weak": 1_000},
            },
            kinds={"mail": 44_210, "document": 26_500, "picture": 1_138},
            unread=41,
            duplicates=2_066,
        ),
        "examples": (make_altered(), make_invented(), make_decoy()),
        "ledger": LedgerFacts(ORIGIN, KEY.note_key.text, 20_000),
        "proofs": (make_proof(),),
        "covered": (3, 5),
        "anomalies": (
            Standout(
                "saved-together",
                112,
                {
                    "from": "2027-05-01T03:11:00Z",
                    "application": "Microsoft Excel",
                    "language": "ru-RU",
                    "by": "R. Petrov",
                },
            ),
        ),
    }
    return PackFacts(**{**values, **changes})
