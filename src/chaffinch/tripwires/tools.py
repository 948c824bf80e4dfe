"""Which tool an attempt was made with, as far as it says so itself: a code for each of a small table.

What a client calls itself it may choose freely: a code is a hint, its absence none. The marks are those that the tools'
own documentation or source gives as their default.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

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


def list_marks(codes: Iterable[str]) -> tuple[bytes, ...]:
    """Return the marks of tools, in small letters, for a quick look at a line."""
    wanted = frozenset(codes)
    return tuple(mark.encode() for mark, code in _MARKS if code in wanted)


def name_tool(untrusted_agent: str) -> str:
    """Return a tool's code; empty for a browser, a mail programme, and whatever does not say."""
    agent = untrusted_agent.lower()
    return next((code for mark, code in _MARKS if mark in agent), "")
