"""Compile the message catalogues when the package is built, so that the wheel carries them.

Also runnable by hand: `python scripts/build_catalogues.py`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

LOCALES = Path(__file__).resolve().parent.parent / "src" / "chaffinch" / "locale"


def compile_catalogues(locales: Path = LOCALES) -> list[Path]:
    """Write a .mo beside every .po below `locales` and return the files written."""
    written = []
    for source in sorted(locales.glob("*/LC_MESSAGES/*.po")):
        with source.open("rb") as stream:
            catalogue = read_po(stream)
        target = source.with_suffix(".mo")
        with target.open("wb") as stream:
            write_mo(stream, catalogue)
        written.append(target)
    return written


class CatalogueBuildHook(BuildHookInterface[Any]):
    """Let hatchling compile the catalogues before it collects files."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile before every kind of build, the editable one too."""
        compile_catalogues()


if __name__ == "__main__":
    for path in compile_catalogues():
        print(path)
