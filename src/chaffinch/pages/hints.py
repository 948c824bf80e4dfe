"""What a Chrome or an Edge tells of itself beside the User-Agent: client hints, without which neither has come since 2021.

As Chromium makes them (components/embedder_support/user_agent_utils.cc) and https://wicg.github.io/ua-client-hints says.
"""

from __future__ import annotations

from itertools import permutations
from typing import Any, Literal

Brand = Literal["chrome", "edge"]
NAMES: dict[Brand, str] = {"chrome": "Google Chrome", "edge": "Microsoft Edge"}
_FILLERS = " (:-./);=?_"
_FILLER_VERSIONS = ("8", "99", "24")


def list_brands(brand: Brand, version: str) -> list[tuple[str, str]]:
    """Return the brands with their versions, in the order of that major version; one is made up and changes with it."""
    seed = int(version)
    filler = f"Not{_FILLERS[seed % len(_FILLERS)]}A{_FILLERS[(seed + 1) % len(_FILLERS)]}Brand"
    known = ((filler, _FILLER_VERSIONS[seed % 3]), ("Chromium", version), (NAMES[brand], version))
    places = tuple(permutations(range(3)))[seed % 6]
    ordered = [known[0]] * 3
    for place, one in zip(places, known, strict=True):
        ordered[place] = one
    return ordered


def make_hints(brand: Brand, version: str, *, phone: str) -> dict[str, Any]:
    """Return what Chromium is to tell, as Emulation.UserAgentMetadata of its debugging protocol has it.

    Args:
        brand: which browser it is.
        version: its major version; the rest is told as zeroes, as the User-Agent does.
        phone: its model; empty for a Windows computer.
    """
    mobile = bool(phone)
    brands = list_brands(brand, version)
    return {
        "brands": [{"brand": name, "version": number} for name, number in brands],
        "fullVersionList": [{"brand": name, "version": f"{number}.0.0.0"} for name, number in brands],
        "platform": "Android" if mobile else "Windows",
        "platformVersion": "14.0.0" if mobile else "10.0.0",
        "architecture": "" if mobile else "x86",
        "bitness": "" if mobile else "64",
        "model": phone,
        "mobile": mobile,
        "wow64": False,
    }
