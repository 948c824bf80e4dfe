"""How decoys are found by their address without the address being kept."""

from __future__ import annotations

from chaffinch.desk.home import find_home
from chaffinch.ground.secrets import keyed_hash

_FOUND_BY = "decoy address"


def hash_address(address: str) -> str:
    """Return the keyed hash by which a decoy's address is looked up."""
    return keyed_hash(address.strip().lower(), key=find_home().read_key("store"), purpose=_FOUND_BY)
