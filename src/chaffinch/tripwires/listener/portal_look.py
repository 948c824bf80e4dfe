"""How one installation's decoy portal looks: drawn from a seed, so that no two are alike and one stays as it is."""

from __future__ import annotations

import colorsys
import hashlib
import random
from dataclasses import dataclass
from typing import Final

from chaffinch.tripwires.listener.portal_words import WORDS, Place
from chaffinch.tripwires.listener.settings import Portal

_FONTS: Final = (
    "system-ui,sans-serif", "Arial,Helvetica,sans-serif", "Verdana,Geneva,sans-serif", "'Segoe UI',Roboto,sans-serif",
    "Georgia,'Times New Roman',serif", "'Trebuchet MS',Tahoma,sans-serif", "Calibri,Candara,sans-serif",
)  # fmt: skip
_LOGIN_FIELDS: Final = (
    "user",
    "username",
    "email",
    "login",
    "mail",
    "account",
    "uid",
    "id",
    "u",
    "user_email",
)
_PASSWORD_FIELDS: Final = ("password", "pass", "pwd", "passwd", "secret", "p", "user_password", "credential")
_CODE_FIELDS: Final = ("code", "otp", "token", "pin", "digits", "otp_code", "confirm")
_HIDDEN: Final = ("csrf", "_token", "state", "nonce", "form_key", "authenticity", "ctx", "_csrf", "rt", "tk")
_COOKIES: Final = ("sid", "session", "SESSID", "app_session", "JSESSION", "sess", "_ws", "portal", "ident")
_SYLLABLES: Final = (
    "ba",
    "co",
    "da",
    "fi",
    "ga",
    "lo",
    "ma",
    "ni",
    "or",
    "pa",
    "ri",
    "sa",
    "to",
    "ul",
    "va",
    "we",
)


@dataclass(frozen=True, slots=True)
class Look:
    """Everything that differs between installations."""

    language: str
    words: dict[Place, str]
    layout: int
    """Of the page: 0 to 3."""
    classes: tuple[str, ...]
    """Names of the page's parts, six."""
    login_field: str
    password_field: str
    code_field: str
    hidden_field: str
    cookie: str
    font: str
    accent: str
    ink: str
    paper: str
    card: str
    line: str
    radius: int
    """In pixels, as the two below."""
    width: int
    gap: int
    wrap_labels: bool
    """Whether a field stands inside its label."""
    paragraphs: bool
    """Whether fields stand in paragraphs, or in divisions."""
    order: int
    """Draws the order of attributes and rules."""


def draw_look(portal: Portal, *, seed: bytes) -> Look:
    """Return the look of one portal; the same for the same seed and path."""
    digest = hashlib.sha256(seed + b"\0" + portal.path.encode()).digest()
    rng = random.Random(int.from_bytes(digest, "big"))  # noqa: S311 -- a look, no secret
    words = {place: rng.choice(choices) for place, choices in WORDS[portal.language].items()}
    words["name"] = portal.name or words["name"]
    words["foot"] = words["foot"].format(
        version=f"{rng.randint(1, 9)}.{rng.randint(0, 30)}.{rng.randint(0, 12)}"
    )
    hue, dark = rng.random(), rng.random() < 0.2
    classes: set[str] = set()
    while len(classes) < 6:
        classes.add(
            "".join(rng.choices(_SYLLABLES, k=rng.randint(2, 3))) + rng.choice(("", "-x", "1", "_b", "Box"))
        )
    return Look(
        language=portal.language,
        words=words,
        layout=rng.randrange(4),
        classes=tuple(sorted(classes, key=lambda _: rng.random())),
        login_field=rng.choice(_LOGIN_FIELDS),
        password_field=rng.choice(_PASSWORD_FIELDS),
        code_field=rng.choice(_CODE_FIELDS),
        hidden_field=rng.choice(_HIDDEN),
        cookie=rng.choice(_COOKIES),
        font=rng.choice(_FONTS),
        # Dark enough for white letters on it, light enough for dark ones: 4.5 to 1 and more (WCAG 2.2, 1.4.3).
        accent=_mix(hue, 0.72 if dark else 0.27, rng.uniform(0.35, 0.7)),
        ink="#f1f1f3" if dark else _mix(hue, 0.14, 0.2),
        paper=_mix(hue, 0.1 if dark else rng.uniform(0.93, 0.98), 0.25),
        card=_mix(hue, 0.15 if dark else 1.0, 0.2),
        line=_mix(hue, 0.45 if dark else 0.55, 0.15),
        radius=rng.choice((0, 2, 3, 4, 6, 8, 12, 16)),
        width=rng.randrange(300, 460, 5),
        gap=rng.randint(9, 22),
        wrap_labels=rng.random() < 0.5,
        paragraphs=rng.random() < 0.5,
        order=rng.getrandbits(32),
    )


def _mix(hue: float, lightness: float, saturation: float) -> str:
    red, green, blue = colorsys.hls_to_rgb(hue, lightness, saturation)
    return f"#{round(red * 255):02x}{round(green * 255):02x}{round(blue * 255):02x}"
