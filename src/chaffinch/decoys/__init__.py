"""Whom we invent: personas, addresses and passwords of people who do not exist."""

from __future__ import annotations

from chaffinch.decoys.chance import Seed
from chaffinch.decoys.decoy import Colleague, Decoy, Secret
from chaffinch.decoys.learning import Example, Learned, learn_pattern, read_example
from chaffinch.decoys.making import DecoyOrder, make_decoys
from chaffinch.decoys.mix import Mix, choose_mix
from chaffinch.decoys.passwords.rules import PasswordRules, read_rules
from chaffinch.decoys.pattern import AddressPattern, write_address
from chaffinch.decoys.refusal import RefusedNames
from chaffinch.decoys.spreading import spread_order
from chaffinch.decoys.tables import read_locales

__all__ = [
    "AddressPattern",
    "Colleague",
    "Decoy",
    "DecoyOrder",
    "Example",
    "Learned",
    "Mix",
    "PasswordRules",
    "RefusedNames",
    "Secret",
    "Seed",
    "choose_mix",
    "learn_pattern",
    "make_decoys",
    "read_example",
    "read_locales",
    "read_rules",
    "spread_order",
    "write_address",
]
