"""Tesseract, the program that reads words in pictures: whether it is installed, which version, with which languages.

Nothing of a dump is given to it here: `recogniser` runs it in the sandbox.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass

from chaffinch.errors import UsageError

USUAL = "fra+eng"
"""French and English: of these what is installed."""
_PLACES = "/usr/bin:/usr/local/bin:/bin"
"""Where the sandbox sees programs, too."""
_LANGUAGES = re.compile(r"[A-Za-z][A-Za-z_]{2,19}(?:\+[A-Za-z][A-Za-z_]{2,19}){0,4}")
_NO_LANGUAGES = frozenset({"osd", "equ"})
"""Files of Tesseract that tell which side is up, and what is a formula."""
_INSTALL = "apt install tesseract-ocr tesseract-ocr-fra"


@dataclass(frozen=True, slots=True)
class OcrEngine:
    """What reads words, and how it is called in reports."""

    program: str
    """Its path, the same in the sandbox."""
    version: str
    """As it says: `5.3.0`."""
    languages: str
    """Codes with `+` between them, the first weighs most."""
    turns: bool = False
    """Whether it tells which side of a page is up (its language file `osd`), and so reads pages that lie on their side."""


def find_engine(languages: str = USUAL, *, places: str = _PLACES) -> OcrEngine:
    """Return the engine for these languages; of the usual ones those that are installed.

    Raises:
        UsageError: it is not installed, or one of the languages is not, or they are no codes.
    """
    if not _LANGUAGES.fullmatch(languages):
        raise UsageError(
            f"{languages[:80]!r} names no languages.",
            why="--ocr takes Tesseract's codes with + between them",
            todo="Write for example --ocr fra+eng, or --ocr behind DUMP for French and English.",
        )
    program = shutil.which("tesseract", path=places)
    if program is None:
        raise UsageError(
            "Tesseract is not installed.",
            why="--ocr reads words in pictures by it",
            todo=f"{_INSTALL}, or leave --ocr out.",
        )
    version = re.match(r"tesseract v?(\S+)", _ask(program, "--version"))
    installed = set(_ask(program, "--list-langs").split())
    wanted = languages.split("+")
    missing = [one for one in wanted if one not in installed]
    chosen = [one for one in wanted if one in installed]
    if version is None or (missing and languages != USUAL) or not chosen:
        packages = " ".join(f"tesseract-ocr-{one.lower().replace('_', '-')}" for one in missing)
        raise UsageError(
            "Tesseract cannot read these languages: " + ", ".join(missing or wanted),
            why="their files are not installed",
            todo=f"apt install tesseract-ocr {packages}".strip() + ", or name others.",
        )
    return OcrEngine(program, version[1], "+".join(chosen), turns="osd" in installed)


def list_languages(*, places: str = _PLACES) -> tuple[str, ...]:
    """Return the codes of the languages that are installed, the usual ones first; none where Tesseract is not.

    Raises:
        UsageError: it is installed, and does not answer.
    """
    program = shutil.which("tesseract", path=places)
    if program is None:
        return ()
    lines = _ask(program, "--list-langs").splitlines()
    usual = USUAL.split("+")
    found = {one.strip() for one in lines if _LANGUAGES.fullmatch(one.strip())} - _NO_LANGUAGES
    return tuple(sorted(found, key=lambda code: (usual.index(code) if code in usual else len(usual), code)))


def _ask(program: str, question: str) -> str:
    """Return what the program says of itself."""
    try:
        said = subprocess.run(
            [program, question], capture_output=True, text=True, timeout=30, check=False,
            env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"},
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError) as fault:
        raise UsageError("Tesseract does not answer.", why=str(fault), todo=f"{_INSTALL}") from fault
    return said.stdout + said.stderr
