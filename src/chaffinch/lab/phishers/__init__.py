"""Ten phishing pages of different build, after what kits do; each keeps its catch on the phisher's desk."""

from __future__ import annotations

from collections.abc import Callable

from chaffinch.lab.phisher_desk import PhisherDesk
from chaffinch.lab.phishers.forms import PlainKit, ScriptedKit, TwoStepKit
from chaffinch.lab.phishers.gates import AgentKit, HoneypotKit, PatternKit, ThrottledKit, TokenKit, make_token
from chaffinch.lab.phishers.kit import Kit
from chaffinch.lab.phishers.relays import CodeKit, RelayKit
from chaffinch.lab.sites.site import Site

PLAIN_HOST = "portail-aurore-acces.test"
TWO_STEP_HOST = "compte-mouvement-aurore.test"
SCRIPTED_HOST = "mouvement-aurore-connexion.test"
INVITATION_HOST = "invitation-mouvement-aurore.test"
PATTERN_HOST = "verification-mouvement-aurore.test"
THROTTLED_HOST = "messagerie-mouvement-aurore.test"
AGENT_HOST = "mobile-mouvement-aurore.test"
HONEYPOT_HOST = "mouvement-aurore-rh.test"
CODE_KIT_HOST = "securite-mouvement-aurore.test"
RELAY_HOST = "sso-mouvement-aurore.test"

KIT_HOSTS = (
    PLAIN_HOST,
    TWO_STEP_HOST,
    SCRIPTED_HOST,
    INVITATION_HOST,
    PATTERN_HOST,
    THROTTLED_HOST,
    AGENT_HOST,
    HONEYPOT_HOST,
    CODE_KIT_HOST,
    RELAY_HOST,
)


def write_lure_url(host: str, address: str) -> str:
    """Return where a lure to that person leads; only the page that asks for a token gets one."""
    return f"https://{host}/?c={make_token(address)}" if host == INVITATION_HOST else f"https://{host}/"


def build_phishers(*, desk: PhisherDesk, portal: Site, clock: Callable[[], float]) -> tuple[Kit, ...]:
    """Return the ten pages; `portal` is the genuine one, which the relay tries, `clock` tells Unix seconds."""
    return (
        PlainKit(PLAIN_HOST, desk, clock=clock),
        TwoStepKit(TWO_STEP_HOST, desk, clock=clock),
        ScriptedKit(SCRIPTED_HOST, desk, clock=clock),
        TokenKit(INVITATION_HOST, desk, clock=clock),
        PatternKit(PATTERN_HOST, desk, clock=clock),
        ThrottledKit(THROTTLED_HOST, desk, clock=clock),
        AgentKit(AGENT_HOST, desk, clock=clock),
        HoneypotKit(HONEYPOT_HOST, desk, clock=clock),
        CodeKit(CODE_KIT_HOST, desk, clock=clock),
        RelayKit(RELAY_HOST, desk, clock=clock, portal=portal),
    )
