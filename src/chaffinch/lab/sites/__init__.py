"""The range's web sites: the genuine portal, its copies, other traps, and harmless bystanders."""

from __future__ import annotations

from collections.abc import Mapping

from chaffinch.lab.accounts import SessionBook
from chaffinch.lab.phisher_desk import PhisherDesk
from chaffinch.lab.sites.copies import PortalCopy, RedirectedCopy
from chaffinch.lab.sites.plain import PlainSite
from chaffinch.lab.sites.portal import Portal
from chaffinch.lab.sites.share import FileShare
from chaffinch.lab.sites.site import Site

EXACT_HOST = "portail.mouvement.aurore.test"
RESTYLED_HOST = "portail-mouvement-aurore.test"
REDIRECTED_HOST = "rnouvement-aurore.test"
CODE_HOST = "portail.mouvement-aurore.test.acces-compte.test"
SHARE_HOST = "onedrive-mouvement-aurore.test"
POETRY_HOST = "mouvement-aurore-poesie.test"
TRAVEL_HOST = "aurore-boreale.test"
PARKED_HOST = "mouvement-aurore.example"
CHALLENGE_HOST = "acces-mouvement-aurore.test"

PHISHER_HOSTS = (EXACT_HOST, RESTYLED_HOST, REDIRECTED_HOST, CODE_HOST, SHARE_HOST)
BYSTANDER_HOSTS = (POETRY_HOST, TRAVEL_HOST)


def build_sites(*, desk: PhisherDesk, sessions: SessionBook) -> Mapping[str, Site]:
    """Return every site of the range by its host; the genuine portal is the first."""
    sites: tuple[Site, ...] = (
        Portal(sessions),
        PortalCopy(EXACT_HOST, desk),
        PortalCopy(RESTYLED_HOST, desk, folder="restyled"),
        RedirectedCopy(REDIRECTED_HOST, desk),
        PortalCopy(CODE_HOST, desk, asks_code=True),
        FileShare(SHARE_HOST, desk),
        PlainSite(POETRY_HOST, folder="poetry", pages={"/": "index", "/rencontres": "meetings"}),
        PlainSite(TRAVEL_HOST, folder="travel", pages={"/": "index", "/carnet-de-nuit": "night"}),
        PlainSite(PARKED_HOST, folder="parked", pages={"/": "index"}),
        PlainSite(CHALLENGE_HOST, folder="challenge", pages={"/": "index"}),
    )
    return {site.host: site for site in sites}
