"""A triage by the command line, as tests call it: an archive of what was kept, and what is read out of a folder."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.leaks.triage.story import DOMAIN, Story

SAID = ("--notice", "a", "--legal-basis", "b", "--assessment", "c")
"""Without which no archive is begun."""


def make_command(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "chaffinch", *map(str, arguments)]


def call(*arguments: object, status: int = 0) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(make_command(*arguments), capture_output=True, text=True, check=False, timeout=200)
    assert done.returncode == status, (done.stdout, done.stderr)
    return done


def list_places(folder: Path) -> tuple[object, ...]:
    """Return where archive and key lie, as every command takes them."""
    return ("--archive", folder / "archive", "--key", folder / "archive.key")


def begin_home(folder: Path) -> Path:
    """Make a home folder whose settings name our domain."""
    home = folder / "home"
    home.mkdir()
    (home / "chaffinch.toml").write_text(f'[watch]\ndomains = ["{DOMAIN}"]\n')
    return home


def add_kept(folder: Path, kept: Path, *, mailbox: str, home: Path) -> None:
    """Put a mailbox into the archive."""
    call(
        "archive",
        "add",
        kept,
        "--mailbox",
        f"{mailbox}@{DOMAIN}",
        *list_places(folder),
        "--home",
        home,
        *SAID,
    )


def list_arguments(story: Story, out: Path, *more: object) -> tuple[object, ...]:
    """Return a triage of the story's dump."""
    places = list_places(story.dump.parent)
    return (
        "leak",
        "triage",
        story.dump,
        *places,
        "--ledger",
        story.ledger,
        "--out",
        out,
        "--workers",
        2,
        *more,
    )


def read_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]
