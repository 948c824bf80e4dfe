"""The demo organisation: a campaign that does not exist, with invented people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

NAME = "Mouvement Aurore"
DOMAINS = ("mouvement-aurore.test", "aurore2027.test")
PORTAL_HOST = "portail.mouvement-aurore.test"
PORTAL_URL = f"https://{PORTAL_HOST}/"
CONTACT = "securite@mouvement-aurore.test"


@dataclass(frozen=True, slots=True)
class Person:
    """An invented member of the demo's team."""

    name: str
    address: str
    role: str
    """security-lead, second-approver or auditor."""


PEOPLE = (
    Person("Inès Kerbrat", "ines.kerbrat@mouvement-aurore.test", "security-lead"),
    Person("Tomás Ferreira", "tomas.ferreira@mouvement-aurore.test", "second-approver"),
    Person("Maud Delacroix", "maud.delacroix@mouvement-aurore.test", "auditor"),
)


def lab_organisation() -> dict[str, Any]:
    """Return the demo organisation as the tables `organisation` and `watch` of chaffinch.toml."""
    return {
        "organisation": {
            "name": NAME,
            "language": "fr",
            "time_zone": "Europe/Paris",
            "contact": CONTACT,
        },
        "watch": {
            "domains": list(DOMAINS),
            "services": ["microsoft365", "nextcloud"],
            "sign_in_pages": [PORTAL_URL],
        },
    }
