"""Hold README and docs against the code: links lead somewhere, commands exist, every setting is documented.

`--write` renews the generated reference of chaffinch.toml.
"""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Iterator
from dataclasses import Field, fields, is_dataclass
from pathlib import Path
from typing import Any, get_args, get_type_hints

import click

from chaffinch.cli import chaffinch
from chaffinch.desk.configuration_tables import Configuration

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "docs" / "reference" / "configuration.md"
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_FENCE = re.compile(r"^```[a-z]*\n(.*?)^```", re.MULTILINE | re.DOTALL)


def list_pages() -> list[Path]:
    """Return every page that people read."""
    return [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]


def check_links(page: Path, text: str) -> Iterator[str]:
    """Yield a fault for each relative link that leads nowhere."""
    for target in _LINK.findall(re.sub(r"```.*?```|`[^`]*`", "", text, flags=re.DOTALL)):
        if "://" in target or target.startswith(("#", "mailto:")):
            continue
        if not (page.parent / target.partition("#")[0]).exists():
            yield f"the link to {target} leads nowhere"


def check_commands(text: str) -> Iterator[str]:
    """Yield a fault for each `chaffinch …` line whose verb or option does not exist."""
    for block in _FENCE.findall(text):
        for line in block.replace("\\\n", " ").splitlines():
            command = line.strip().removeprefix("$ ").rpartition("| ")[2].removeprefix(".venv/bin/")
            if command.startswith("chaffinch "):
                yield from _check_command(command)


def _check_command(line: str) -> Iterator[str]:
    words = shlex.split(line.partition(" #")[0].partition(" >")[0])[1:]
    command: click.Command = chaffinch
    context = click.Context(chaffinch, info_name="chaffinch")
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        found = command.get_command(context, words.pop(0))
        if found is None:
            yield f"there is no such verb: {line}"
            return
        command = found
    known = {option for parameter in command.params for option in parameter.opts} | {
        "--help",
        "-h",
        "--version",
    }
    for word in words:
        if word.startswith("-") and word != "-" and word.partition("=")[0] not in known:
            yield f"there is no option {word}: {line}"


def write_reference() -> str:
    """Return the reference of chaffinch.toml, made from the same table that reads the file."""
    lines = [
        "# chaffinch.toml",
        "",
        "The one file that a person edits. `chaffinch init` writes it with every key and its meaning; a wrong key or",
        "value is refused with its line. After a change, start the desk again.",
        "",
        "This page is made by `python scripts/check_docs.py --write` from the table that reads the file.",
    ]
    for table in fields(Configuration):
        lines += _write_table(getattr(Configuration(), table.name), heading=f"## [{table.name}]")
        for entry, wanted in _list_nested(table):
            lines += _write_table(wanted(), heading=f"### [[{table.name}.{entry.name}]]")
    return "\n".join(lines) + "\n"


def _list_nested(table: Field[Any]) -> Iterator[tuple[Field[Any], type]]:
    """Yield the keys of a table that are tables of their own, with their class."""
    table_class = get_type_hints(Configuration)[table.name]
    hints = get_type_hints(table_class)
    for entry in fields(table_class):
        for argument in get_args(hints[entry.name]):
            if is_dataclass(argument) and isinstance(argument, type):
                yield entry, argument


def _write_table(value: Any, *, heading: str) -> list[str]:
    title = [
        "",
        heading,
        "",
        (type(value).__doc__ or "").strip(),
        "",
        "| key | default | meaning |",
        "|---|---|---|",
    ]
    return title + [_write_row(entry, getattr(value, entry.name)) for entry in fields(value)]


def _write_row(entry: Field[Any], default: object) -> str:
    value = (
        list(default)
        if isinstance(default, tuple)
        else str(default).lower()
        if isinstance(default, bool)
        else default
    )
    shown = "empty list" if default == () else "empty" if default == "" else f"`{value}`"
    choices = entry.metadata["choices"]
    meaning = entry.metadata["doc"] + (f" One of {', '.join(f'`{c}`' for c in choices)}." if choices else "")
    return f"| `{entry.name}` | {shown} | {meaning} |"


def main() -> int:
    """Return 1 when anything does not hold."""
    if "--write" in sys.argv:
        REFERENCE.write_text(write_reference(), encoding="utf-8")
    faults = []
    for page in list_pages():
        text = page.read_text(encoding="utf-8")
        for fault in (*check_links(page, text), *check_commands(text)):
            faults.append(f"{page.relative_to(ROOT)}: {fault}")
    if not REFERENCE.exists() or REFERENCE.read_text(encoding="utf-8") != write_reference():
        faults.append(
            "docs/reference/configuration.md is not what the code says; run scripts/check_docs.py --write"
        )
    for fault in faults:
        print(fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
