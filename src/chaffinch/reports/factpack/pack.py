"""The fact pack: every file of it, the manifest over them, and the signature."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from chaffinch.ledger.entry import write_moment
from chaffinch.ledger.note import SigningKey, sign_note
from chaffinch.reports.catalogue import make_environment
from chaffinch.reports.factpack.errors import PackRefusedError
from chaffinch.reports.factpack.facts import PackFacts
from chaffinch.reports.factpack.guard import check_facts
from chaffinch.reports.factpack.method import Method, read_method
from chaffinch.reports.factpack.page import LANGUAGES, render_page
from chaffinch.reports.factpack.paper import render_paper
from chaffinch.reports.factpack.record import list_stamps, write_record
from chaffinch.reports.factpack.section_words import name_proof
from chaffinch.reports.factpack.verifiers import list_verifiers
from chaffinch.reports.factpack.verify import FORMAT, MANIFEST, NOTE, pack_zip, write_manifest
from chaffinch.reports.factpack.verify_key import write_note
from chaffinch.reports.factpack.wording import say_pack

READMES = {"en": "README.txt", "fr": "LISEZMOI.txt"}


def build_pack(facts: PackFacts, *, language: str = "en", method: Method | None = None) -> dict[str, bytes]:
    """Return every file of a pack but its manifest and signature; the same facts give the same bytes.

    Args:
        facts: what it says.
        language: which of the two is seen first.
        method: how often the method errs; the packaged figures by default.

    Raises:
        PackRefusedError: a guardrail stands against something in it.
        PdfError: a PDF cannot be made.
    """
    check_facts(facts)
    method = method or read_method()
    order = [language, *(one for one in LANGUAGES if one != language)]
    packs = [say_pack(facts, method=method, locale=one) for one in order]
    return {
        "facts.html": render_page(packs).encode(),
        "facts.json": write_record(facts, method=method),
        **{f"facts.{one.language}.pdf": render_paper(one, now=facts.made_at) for one in packs},
        **{name_proof(number): one.disclosure for number, one in enumerate(facts.proofs, 1)},
        **list_stamps(facts),
        **write_readmes(facts, kind="facts"),
        **list_verifiers(),
    }


def write_readmes(facts: PackFacts, *, kind: str) -> dict[str, bytes]:
    """Return what lies beside, in both languages: what this is, and how to check it."""
    return {
        name: make_environment(locale)
        .get_template("factpack_readme.txt")
        .render(facts=facts, kind=kind)
        .encode()
        + b"\n"
        for locale, name in READMES.items()
    }


def sign_pack(
    files: Mapping[str, bytes], facts: PackFacts, *, key: SigningKey | None, kind: str = "facts"
) -> dict[str, bytes]:
    """Return the files with their manifest, and with the signature where it is no draft.

    Args:
        files: as `build_pack` or `originals.build_originals` made them.
        facts: of the same pack.
        key: signs it; None for a draft, which is never signed.
        kind: facts, or originals.

    Raises:
        PackRefusedError: a draft would be signed, or what was released would not.
    """
    if (key is None) != (facts.state == "draft"):
        raise PackRefusedError(
            "readers",
            "A draft is never signed, and what was released never goes out unsigned.",
            todo="Have two people release its examples at the desk, which signs it.",
        )
    manifest = write_manifest(
        {
            "dump": facts.dump.sha256,
            "files": {name: hashlib.sha256(content).hexdigest() for name, content in files.items()},
            "format": FORMAT,
            "key": key.note_key.text if key else "",
            "kind": kind,
            "made_at": write_moment(facts.made_at),
            "organisation": facts.organisation,
            "state": facts.state,
        }
    )
    note = {NOTE: sign_note(write_note(manifest), keys=[key]).encode()} if key else {}
    return {**files, MANIFEST: manifest, **note}


def make_pack(facts: PackFacts, *, key: SigningKey | None, language: str = "en") -> bytes:
    """Return a pack as its one zip.

    Raises:
        PackRefusedError: a guardrail stands against it.
        PdfError: a PDF cannot be made.
    """
    return pack_zip(sign_pack(build_pack(facts, language=language), facts, key=key))
