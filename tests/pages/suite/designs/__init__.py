"""The sign-in pages of fourteen organisations that do not exist."""

from __future__ import annotations

from tests.pages.suite.designs import (
    bilingual,
    campaign,
    cloud,
    intranet,
    newsroom,
    night,
    photo,
    plain,
    single_sign_on,
    tall,
    two_step,
    union,
    vpn,
    webmail,
)
from tests.pages.suite.designs.kit import Design


def list_designs() -> tuple[Design, ...]:
    """Return every design."""
    return (
        campaign.DESIGN,
        intranet.DESIGN,
        newsroom.DESIGN,
        webmail.DESIGN,
        single_sign_on.DESIGN,
        cloud.DESIGN,
        two_step.DESIGN,
        vpn.DESIGN,
        union.DESIGN,
        bilingual.DESIGN,
        photo.DESIGN,
        plain.DESIGN,
        tall.DESIGN,
        night.DESIGN,
    )


__all__ = ["Design", "list_designs"]
