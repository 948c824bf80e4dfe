"""Lists by which a provider makes accounts: plain columns, Google's bulk upload, Microsoft Entra's bulk creation.

Google: "Add or update multiple users from a CSV file" (admin console). Microsoft: "Bulk create users in Microsoft Entra ID",
whose template has a line with its version above the headings. `read_accounts` reads each of them back.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Literal, get_args

from chaffinch.decoys.lists import Account

Form = Literal["csv", "google", "entra"]
FORMS: tuple[str, ...] = get_args(Form)
_HEADINGS: dict[Form, tuple[str, ...]] = {
    "csv": ("address", "password", "name"),
    "google": (
        "First Name [Required]", "Last Name [Required]", "Email Address [Required]", "Password [Required]",
        "Password Hash Function [UPLOAD ONLY]", "Org Unit Path [Required]",
    ),
    "entra": (
        "Name [displayName] Required", "User name [userPrincipalName] Required",
        "Initial password [passwordProfile] Required", "Block sign in (Yes/No) [accountEnabled] Required",
        "First name [givenName]", "Last name [surname]",
    ),
}  # fmt: skip
_ENTRA_VERSION = "version:v1.0"


def write_accounts(accounts: Iterable[Account], form: Form, *, unit: str = "/", blocked: bool = False) -> str:
    """Return the list as a text with CRLF (RFC 4180).

    Args:
        accounts: to be registered.
        form: whose list.
        unit: Google's organisational unit.
        blocked: whether sign-in is blocked, as it must be in a live tenant; only Microsoft's list can say so.
    """
    text = io.StringIO()
    if form == "entra":
        text.write(f"{_ENTRA_VERSION}\r\n")
    rows = csv.writer(text)
    rows.writerow(_HEADINGS[form])
    for one in accounts:
        first, _, last = one.name.partition(" ")
        if form == "google":
            rows.writerow((first, last or first, one.address, one.password, "", unit))
        elif form == "entra":
            rows.writerow((one.name, one.address, one.password, "Yes" if blocked else "No", first, last))
        else:
            rows.writerow((one.address, one.password, one.name))
    return text.getvalue()
