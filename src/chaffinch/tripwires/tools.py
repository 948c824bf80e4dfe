"""Which tool an attempt was made with, and what opened a beacon, as far as it says so itself: codes of two tables.

What a client calls itself it may choose freely: a code is a hint, its absence none. The marks are those that the tools'
own documentation or source gives as their default; those of mail scanners and previews are as their makers publish them, or
as access logs are known to show them, and were not checked against the services.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final, Literal

#: Found anywhere in what the client calls itself, in small letters; the first that is found counts.
_MARKS: Final = (
    ("headlesschrome", "headless-chrome"),
    ("phantomjs", "phantomjs"),
    ("python-requests/", "python-requests"),
    ("python-httpx/", "python-httpx"),
    ("aiohttp/", "python-aiohttp"),
    ("python-urllib/", "python-urllib"),
    ("go-http-client/", "go"),
    ("axios/", "axios"),
    ("node-fetch", "node-fetch"),
    ("okhttp/", "okhttp"),
    ("apache-httpclient/", "java"),
    ("libwww-perl/", "perl"),
    ("guzzlehttp/", "php-guzzle"),
    ("powershell/", "powershell"),
    ("curl/", "curl"),
    ("wget/", "wget"),
    ("nmap scripting engine", "nmap"),
    ("hydra", "hydra"),
)
TOOLS: Final = tuple(code for _mark, code in _MARKS)

OpenerKind = Literal["office", "mail", "browser", "preview", "scanner", "tool", "unknown"]
"""An office programme; a mail programme; a browser; a service that draws a link's preview; one that looks for harm, in
mails or all over the net; a tool of `name_tool`; whatever does not say."""
#: Kinds that open an address without anybody having opened the document.
BY_ITSELF: Final = frozenset({"preview", "scanner"})
_OPENERS: Final[tuple[tuple[str, str, OpenerKind], ...]] = (
    ("googleimageproxy", "gmail", "preview"),
    ("yahoomailproxy", "yahoo-mail", "preview"),
    ("slackbot", "slack", "preview"),
    ("slack-imgproxy", "slack", "preview"),
    ("facebookexternalhit", "facebook", "preview"),
    ("whatsapp/", "whatsapp", "preview"),
    ("telegrambot", "telegram", "preview"),
    ("discordbot", "discord", "preview"),
    ("twitterbot", "twitter", "preview"),
    ("linkedinbot", "linkedin", "preview"),
    ("skypeuripreview", "skype", "preview"),
    ("mattermost-bot", "mattermost", "preview"),
    ("synapse (bot", "matrix", "preview"),
    ("nextcloud server crawler", "nextcloud", "preview"),
    ("bingpreview/", "bing", "preview"),
    ("proofpoint", "proofpoint", "scanner"),
    ("mimecast", "mimecast", "scanner"),
    ("barracuda", "barracuda", "scanner"),
    ("trend micro", "trend-micro", "scanner"),
    ("symantec", "symantec", "scanner"),
    ("virustotal", "virustotal", "scanner"),
    ("urlscan", "urlscan", "scanner"),
    ("google-safety", "google", "scanner"),
    ("googlebot", "google", "scanner"),
    ("bingbot", "bing", "scanner"),
    ("censysinspect", "censys", "scanner"),
    ("expanse", "expanse", "scanner"),
    ("internetmeasurement", "internet-measurement", "scanner"),
    ("shodan", "shodan", "scanner"),
    ("zgrab", "zgrab", "scanner"),
    ("masscan", "masscan", "scanner"),
    ("nuclei", "nuclei", "scanner"),
    ("nikto", "nikto", "scanner"),
    ("gobuster", "gobuster", "scanner"),
    ("feroxbuster", "feroxbuster", "scanner"),
    ("fuzz faster u fool", "ffuf", "scanner"),
    ("sqlmap", "sqlmap", "scanner"),
    ("microsoft outlook", "outlook", "mail"),
    ("thunderbird/", "thunderbird", "mail"),
    ("applemail", "apple-mail", "mail"),
    ("microsoft office word", "word", "office"),
    ("microsoft word", "word", "office"),
    ("microsoft office excel", "excel", "office"),
    ("microsoft excel", "excel", "office"),
    ("microsoft office powerpoint", "powerpoint", "office"),
    ("microsoft powerpoint", "powerpoint", "office"),
    ("libreoffice", "libreoffice", "office"),
    ("collabora", "collabora", "office"),
    ("onlyoffice", "onlyoffice", "office"),
    ("ms-office", "microsoft-office", "office"),
    ("msoffice", "microsoft-office", "office"),
    ("microsoft office", "microsoft-office", "office"),
    ("microsoft-webdav-miniredir", "microsoft-office", "office"),
)
#: Fields that only Microsoft's office programmes send.
_OFFICE_FIELDS: Final = frozenset(
    {
        "x-office-major-version", "x-office-version", "x-featureversion", "x-msgetweburl", "x-idcrl_accepted",
        "x-ms-cookieuri-requested", "x-forms_based_auth_accepted",
    }
)  # fmt: skip
_AHEAD_FIELDS: Final = frozenset({"purpose", "x-purpose", "sec-purpose"})


@dataclass(frozen=True, slots=True)
class Opener:
    """What opened an address, as far as it says."""

    kind: OpenerKind
    code: str
    """Of the programme or service; empty where only its kind is known."""

    @property
    def by_itself(self) -> bool:
        """Whether no person need have opened anything."""
        return self.kind in BY_ITSELF


def list_marks(codes: Iterable[str]) -> tuple[bytes, ...]:
    """Return the marks of tools, in small letters, for a quick look at a line."""
    wanted = frozenset(codes)
    return tuple(mark.encode() for mark, code in _MARKS if code in wanted)


def name_tool(untrusted_agent: str) -> str:
    """Return a tool's code; empty for a browser, a mail programme, and whatever does not say."""
    agent = untrusted_agent.lower()
    return next((code for mark, code in _MARKS if mark in agent), "")


def name_opener(untrusted_agent: str, *, marks: Collection[str] = ()) -> Opener:
    """Return what opened an address.

    Args:
        untrusted_agent: what it calls itself.
        marks: names of further fields that it sent, in small letters.
    """
    agent = untrusted_agent.lower()
    for mark, code, kind in _OPENERS:
        if mark in agent:
            return Opener(kind, code)
    if _OFFICE_FIELDS.intersection(marks):
        return Opener("office", "microsoft-office")
    if tool := name_tool(agent):
        return Opener("tool", tool)
    if _AHEAD_FIELDS.intersection(marks):
        return Opener("preview", "prefetch")
    return Opener("browser", "") if agent.startswith("mozilla/5.0 (") else Opener("unknown", "")
