"""From a line or link to what the desk stores: pure, given a matcher."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from chaffinch.errors import UsageError
from chaffinch.names.hosts import Host, read_host, split_suffix
from chaffinch.names.match import Match
from chaffinch.names.matcher import Matcher
from chaffinch.reports.catalogue import gettext_noop as N_

_TEXT = 2_000


class UnreadableTipError(UsageError):
    """What was sent in holds nothing that can be opened."""


@dataclass(frozen=True, slots=True)
class Observation:
    """One host or URL seen once."""

    host: str
    display: str
    registered_domain: str
    url: str
    """What to open."""
    text: str
    """As it was found."""
    tier: str
    """alert, review or reported."""
    match: Match | None
    """None where a colleague sent in what the matcher does not know."""
    line: int = 0


def observe_match(match: Match) -> Observation:
    """Return what is stored of a line that the matcher knows."""
    return Observation(
        host=match.host,
        display=match.display,
        registered_domain=match.registered_domain or match.host,
        url=choose_url(match.input, host=match.host),
        text=match.input,
        tier=match.tier,
        match=match,
        line=match.line,
    )


def observe_tip(untrusted_text: str, *, matcher: Matcher) -> Observation:
    """Return what is stored of a link that a colleague sent in; it counts even when it imitates nothing of ours.

    Raises:
        UnreadableTipError: there is no address in it, or the address is our own or a partner's.
    """
    text = untrusted_text.strip()[:_TEXT]
    host = read_host(text.encode("utf-8", "replace"))
    if not isinstance(host, Host):
        raise UnreadableTipError(
            N_("That is not an address."),
            why=N_("No host name can be read in it."),
            todo=N_("Paste the link itself, for example https://mail-example.org/login"),
        )
    if is_below(host.ascii, (*matcher.watchlist.domains, *matcher.watchlist.allowed)):
        raise UnreadableTipError(
            N_("%(host)s is one of our own or a partner’s."),
            why=N_("It stands on the watchlist as an address that never raises an alarm."),
            todo=N_("If something is wrong with that page itself, tell whoever runs it."),
            host=host.ascii,
        )
    matches = matcher.match(text)
    best = max(matches, key=lambda match: match.score, default=None)
    return Observation(
        host=host.ascii,
        display=host.display,
        registered_domain=split_suffix(host.ascii)[0] or host.ascii,
        url=choose_url(text, host=host.ascii),
        text=text,
        tier="alert" if best and best.tier == "alert" else "reported",
        match=best,
    )


def is_below(host: str, domains: tuple[str, ...]) -> bool:
    """Return whether the host is one of the domains or below one."""
    return any(host == domain or host.endswith("." + domain) for domain in domains)


def choose_url(text: str, *, host: str) -> str:
    """Return what to open: the link where one was seen (its path and token matter), else the host by HTTPS."""
    link = text.strip().replace("[.]", ".")
    if link.lower().startswith(("hxxp://", "hxxps://")):
        link = "http" + link[4:]
    try:
        parts = urlsplit(link)
        if parts.scheme.lower() in {"http", "https"} and parts.hostname:
            return link
    except ValueError:
        pass  # a link that Python cannot split; its host was read all the same
    return f"https://[{host}]/" if ":" in host else f"https://{host}/"


def is_bare(url: str) -> bool:
    """Return whether a URL is only a host, without path, query or fragment."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.path in {"", "/"} and not parts.query and not parts.fragment
