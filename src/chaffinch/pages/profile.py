"""As whom a page is looked at.

Pages that show one visitor what they hide from another are told apart by looking as several (CrawlPhish, IEEE S&P
2021: 23 to 34 % of phishing pages do so).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any, Literal
from urllib.parse import urlsplit, urlunsplit

from chaffinch.pages.hints import Brand, make_hints

System = Literal["windows", "android"]
WINDOW = (1280, 800)
HTML_TYPES = ("text/html", "application/xhtml+xml")
_SYSTEMS: dict[System, tuple[str, str]] = {
    "windows": ("Windows NT 10.0; Win64; x64", "Win32"),
    "android": ("Linux; Android 10; K", "Linux armv8l"),
}
"""What Chrome writes of a system in its User-Agent (reduced, as since Chrome 110), and as navigator.platform."""
_PHONE = "SM-A536B"
_PHONES = {360: "SM-G991B", 393: "2201117TY", 412: _PHONE}
"""Models that are wide-spread, by the width of their window in CSS pixels: Galaxy S21, Redmi Note 11, Galaxy A53."""
_TOKEN = re.compile(r"(?=[^/]*[0-9])(?=[^/]*[A-Za-z])[A-Za-z0-9_=.~-]{12,}|[0-9a-fA-F]{8,}|[0-9-]{8,}")
"""A piece of a path that no person would have chosen."""


@dataclass(frozen=True, slots=True)
class Profile:
    """The visitor that the browser plays."""

    name: str = "desktop"
    locale: str = "fr-FR"
    timezone: str = "Europe/Paris"
    width: int = WINDOW[0]
    height: int = WINDOW[1]
    screen_height: int = 0
    """Of the screen on which the window stands, as scripts read it; 0: as high as the window."""
    system: System = "windows"
    referrer: str = ""
    """Address of the page that the visitor seems to come from."""
    token: bool = True
    """Whether the lure's own part of the address is kept."""
    typed: str = ""
    """An invented address that is typed where the page asks for a name first; empty: nothing is."""
    brand: Brand = "chrome"
    """Edge is a Chromium, too, and on Windows here; no other browser could be played without a claim that does not fit."""

    @property
    def mobile(self) -> bool:
        """Whether it is a phone, which is touched."""
        return self.system == "android"

    @property
    def platform(self) -> str:
        """What scripts read as navigator.platform."""
        return _SYSTEMS[self.system][1]

    @property
    def languages(self) -> str:
        """The languages it asks for, as a browser of that country is delivered: the country's, then its language."""
        return f"{self.locale},{self.locale.partition('-')[0]}"

    def make_user_agent(self, version: str) -> str:
        """Return the User-Agent of an ordinary browser of this major version on this system."""
        mobile = " Mobile" if self.mobile else ""
        chrome = f"Chrome/{version}.0.0.0{mobile} Safari/537.36"
        edge = f" Edg/{version}.0.0.0" if self.brand == "edge" else ""
        return (
            f"Mozilla/5.0 ({_SYSTEMS[self.system][0]}) AppleWebKit/537.36 (KHTML, like Gecko) {chrome}{edge}"
        )

    def make_hints(self, version: str) -> dict[str, Any]:
        """Return the client hints that such a browser sends, as Chromium's debugging protocol takes them."""
        return make_hints(self.brand, version, phone=_PHONES.get(self.width, _PHONE) if self.mobile else "")

    def make_address(self, url: str) -> str:
        """Return the address as this visitor would open it."""
        return url if self.token else strip_token(url)


DESKTOP = Profile()
PHONE = Profile("phone", width=412, height=915, system="android")
ENGLISH = Profile("english", locale="en-GB", timezone="Europe/London")
REFERRED = Profile("referred", referrer="https://www.google.com/")
BARE = Profile("bare", token=False)
PROFILES = {profile.name: profile for profile in (DESKTOP, PHONE, ENGLISH, REFERRED, BARE)}


def make_stepper(address: str) -> Profile:
    """Return the desktop's visitor who goes one step: only where a person asks, with an address that person invented."""
    return replace(DESKTOP, name="step", typed=address)


def strip_token(url: str) -> str:
    """Return the address without what may name the one person whom the lure was sent to.

    That is the query, the fragment, and pieces of the path that look drawn by lot.
    """
    parts = urlsplit(url)
    pieces = [piece for piece in parts.path.split("/")[1:] if not _TOKEN.fullmatch(piece)]
    return urlunsplit((parts.scheme, parts.netloc, "/" + "/".join(pieces), "", ""))
