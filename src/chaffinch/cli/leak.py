"""`chaffinch leak`: what in a dump is true."""

from __future__ import annotations

import click

from chaffinch.cli.leak_pack import pack
from chaffinch.cli.leak_verify import key, verifiers, verify


@click.group()
def leak() -> None:
    """Say what in a dump is true, item by item, with evidence.

    Example: chaffinch leak verify fact-pack.zip
    """


for verb in (pack, verify, verifiers, key):
    leak.add_command(verb)
