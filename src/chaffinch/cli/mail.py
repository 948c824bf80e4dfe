"""`chaffinch mail`: what a message claims, and what of that is proved."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from chaffinch.errors import ChaffinchError


@click.group()
def mail() -> None:
    """Look at messages: who they say they are from, what is proved of that, where they lead.

    Example: chaffinch mail inspect --keys keys.jsonl lure.eml
    """


@mail.command()
@click.option(
    "--keys",
    "keys_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A local archive of DKIM keys (JSON Lines, docs/reference/mail.md); nothing is looked up in DNS.",
)
@click.argument("sources", nargs=-1, required=True, metavar="FILE...")
def inspect(sources: tuple[str, ...], *, keys_file: Path | None) -> None:
    """Say what each message claims, a JSON line for each: from, auth, links, warnings.

    Messages are read in a sandbox; "-" is standard input; .gz, .xz and .zst are read as they are. Exit code 1 means that
    some could not be read and are named on standard error.

    Example: chaffinch mail inspect --keys keys.jsonl lure.eml
    """
    from chaffinch.ground.isolate import IsolationLimits, run_isolated
    from chaffinch.ground.streams import open_source, unpack_blocks
    from chaffinch.mail.keys import KeyArchive

    limits = IsolationLimits()
    lines = list(KeyArchive.read(keys_file).write_lines()) if keys_file else []
    enclosed = json.dumps(lines).encode() + b"\n"
    failed = 0
    for source in sources:
        try:
            content = bytearray()
            with open_source(source) as file:
                for block in unpack_blocks(file, source, None):
                    content += block
                    if len(content) > limits.input_bytes:
                        break  # the sandbox says that it is too large
            found = run_isolated(
                "chaffinch.mail.inspection:inspect_enclosed", enclosed + bytes(content), limits=limits
            )
        except ChaffinchError as error:
            failed += 1
            click.echo(f"{source}: {error.diagnostics()}", err=True)
            continue
        click.echo(json.dumps({"input": source, **found}, ensure_ascii=False))
    sys.exit(1 if failed else 0)
