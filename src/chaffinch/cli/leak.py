"""`chaffinch leak`: what in a dump is true."""

from __future__ import annotations

import click

from chaffinch.cli.leak_triage import triage


@click.group()
def leak() -> None:
    """Say what in a dump is true, item by item, with evidence.

    Example: chaffinch leak triage dump.zip --archive archive --out findings
    """


leak.add_command(triage)
