"""Compile the message catalogues when the package is built, so that the wheel carries them.

Also runnable by hand: `python scripts/build_catalogues.py`.
"""

from __future__ import annotations

import io
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

LOCALES = Path(__file__).resolve().parent.parent / "src" / "chaffinch" / "locale"


def compile_catalogues(locales: Path = LOCALES) -> list[Path]:
    """Write a .mo beside every .po below `locales` and return the files that were not up to date.

    Each file is put in place whole, so that a server or a test run that reads it meanwhile sees the old one
    or the new one.
    """
    written = []
    for source in sorted(locales.glob("*/LC_MESSAGES/*.po")):
        compiled = io.BytesIO()
        with source.open("rb") as stream:
            write_mo(compiled, read_po(stream, locale=source.parent.parent.name, abort_invalid=True))
        target = source.with_suffix(".mo")
        if target.exists() and target.read_bytes() == compiled.getvalue():
            continue
        with NamedTemporaryFile(dir=target.parent, delete=False) as written_first:
            written_first.write(compiled.getvalue())
        Path(written_first.name).chmod(0o644)
        Path(written_first.name).replace(target)
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
