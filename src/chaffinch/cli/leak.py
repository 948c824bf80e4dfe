"""`chaffinch leak`: what in a dump is true, and how to show it."""

from __future__ import annotations

import click

from chaffinch.cli.leak_import import import_
from chaffinch.cli.leak_pack import pack
from chaffinch.cli.leak_triage import triage
from chaffinch.cli.leak_verify import key, verifiers, verify


@click.group()
def leak() -> None:
    """Say what in a dump is true, item by item, with evidence; and hand the press what anyone can check.

    Example: chaffinch leak triage dump.zip --archive archive --out findings
    """


for verb in (triage, import_, pack, verify, verifiers, key):
    leak.add_command(verb)
