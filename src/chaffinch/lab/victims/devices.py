"""What simulated victims sit at: browsers, screens and addresses of ordinary people."""

from __future__ import annotations

import random
from dataclasses import dataclass

#: The office's one address on the net; all addresses here are reserved ones (RFC 5737, RFC 2544, RFC 6598).
OFFICE_SOURCE = "203.0.113.7"

_CHROME = "Mozilla/5.0 ({system}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{version}.0.0.0 {mobile}Safari/537.36"
_IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.{version} Mobile/15E148 Safari/604.1"
)
_MAC = (
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.{version} "
    "Safari/605.1.15"
)
_FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:{version}.0) Gecko/20100101 Firefox/{version}.0"
Shares = tuple[tuple[str, int], ...]

_DESKTOP: Shares = (
    ("1920x1080x24", 46),
    ("1536x864x24", 22),
    ("1366x768x24", 14),
    ("2560x1440x24", 10),
    ("1440x900x24", 8),
)
_MACBOOK: Shares = (("1440x900x30", 50), ("1512x982x30", 30), ("1728x1117x30", 20))
_PHONE: Shares = (("390x844x32", 35), ("393x852x32", 30), ("375x812x32", 20), ("430x932x32", 15))
_ANDROID: Shares = (("412x915x24", 40), ("360x800x24", 35), ("384x854x24", 25))


@dataclass(frozen=True, slots=True)
class Device:
    """One person's machine at one moment."""

    user_agent: str
    language: str
    screen: str
    source: str


def choose_device(rng: random.Random) -> Device:
    """Return a machine by about the shares that French offices and pockets have."""
    draw = rng.random()
    screens: Shares
    recent = rng.choices((139, 140, 138, 136, 131), weights=(46, 30, 14, 7, 3))[0]
    if draw < 0.46:
        agent = _CHROME.format(system="Windows NT 10.0; Win64; x64", version=recent, mobile="")
        agent += f" Edg/{recent}.0.0.0" if rng.random() < 0.35 else ""
        screens, phone = _DESKTOP, False
    elif draw < 0.54:
        agent, screens, phone = _FIREFOX.format(version=recent + 2), _DESKTOP, False
    elif draw < 0.67:
        agent, screens, phone = _MAC.format(version=rng.randint(3, 6)), _MACBOOK, False
    elif draw < 0.69:
        agent, screens, phone = (
            _CHROME.format(system="X11; Linux x86_64", version=recent, mobile=""),
            _DESKTOP,
            False,
        )
    elif draw < 0.84:
        agent, screens, phone = _IPHONE.format(version=rng.randint(3, 6)), _PHONE, True
    else:
        agent = _CHROME.format(system="Linux; Android 10; K", version=recent, mobile="Mobile ")
        screens, phone = _ANDROID, True
    screen = rng.choices([name for name, _ in screens], weights=[share for _, share in screens])[0]
    language = rng.choices(
        (
            "fr-FR,fr;q=0.9,en-US;q=0.8,en;q=0.7",
            "fr-FR,fr;q=0.9",
            "fr,fr-FR;q=0.8,en-US;q=0.5,en;q=0.3",
            "en-GB,en;q=0.9",
        ),
        weights=(56, 26, 14, 4),
    )[0]
    return Device(agent, language, screen, _choose_source(rng, phone=phone))


def _choose_source(rng: random.Random, *, phone: bool) -> str:
    if rng.random() < (0.25 if phone else 0.62):
        return OFFICE_SOURCE
    if phone:  # a mobile network's shared addresses
        return f"100.{rng.randint(64, 67)}.12.{rng.randint(1, 30)}"
    return f"198.{rng.randint(18, 19)}.{rng.randint(0, 255)}.{rng.randint(1, 254)}"
