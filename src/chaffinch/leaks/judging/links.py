"""Links as they are compared: what gateways and exports wrap around an address is taken off."""

from __future__ import annotations

import base64
import binascii
import re
from urllib.parse import parse_qsl, unquote, urlsplit

LINK = r"(?:https?|ftp)://[^\s<>\"'\]\[|{}\\^`]{1,4000}|www\.[^\s<>\"'\]\[|{}\\^`]{3,2000}"
"""What is taken for a link in a text."""
_GATEWAYS = (
    "safelinks.protection.outlook.com",
    "urldefense.proofpoint.com",
    "urldefense.com",
    "urldefense.us",
    "mimecast.com",
    "mimecastprotect.com",
    "clicktime.symantec.com",
    "linkprotect.cudasvc.com",
    "protection.sophos.com",
    "secure-web.cisco.com",
    "fireeye.com",
    "trendmicro.com",
    "barracudanetworks.com",
    "emailprotection.link",
    "hornetsecurity.com",
    "vadesecure.com",
    "mailinblack.com",
    "checkpoint.com",
    "avanan.click",
    "trustifi.com",
)
#: Names under which pages that only lead on hand the address over.
_CARRIERS = (
    "url",
    "q",
    "u",
    "target",
    "to",
    "link",
    "dest",
    "destination",
    "redirect",
    "goto",
    "r",
    "d",
    "a",
)
_END = ".,;:!?)*_~»”’\"'"
_V3 = re.compile(r"/v3/__(.+?)__;")
_MOST_WRAPS = 4


def reduce_link(untrusted_link: str) -> str:
    """Return a link as `//host/path`: without scheme, `www.`, what wraps it, tracking and what punctuation follows it."""
    link = untrusted_link.rstrip(_END)
    for _ in range(_MOST_WRAPS):
        inner = _unwrap(link)
        if not inner:
            break
        link = inner.rstrip(_END)
    _, mark, rest = link.partition("://")
    rest = rest if mark else link
    host, slash, path = rest.partition("/")
    path = path.split("#")[0]
    if "utm_" in path or "clid=" in path:
        path = re.sub(r"(?:(?<=[?&])(?:utm_\w+|fbclid|gclid|mc_cid|mc_eid)=[^&]*&?)", "", path).rstrip("?&")
    return f"//{host.casefold().removeprefix('www.')}{slash}{path}".rstrip("/")


def is_rewritten(ours: str, theirs: str) -> bool:
    """Say whether a link, both reduced, is ours as a gateway rewrites it: it carries ours, or leads to a known gateway."""
    host = theirs[2:].split("/", maxsplit=1)[0]
    if any(host == gateway or host.endswith("." + gateway) for gateway in _GATEWAYS):
        return True
    wanted = ours[2:].casefold()
    carried = theirs
    for _ in range(3):
        if wanted in carried[2 + len(host) :].casefold():
            return True
        carried = unquote(carried)
    return any(wanted in found.casefold() for found in _read_base64(theirs))


def _read_base64(link: str) -> list[str]:
    found = []
    for piece in re.findall(r"[A-Za-z0-9+_-]{16,2000}", link):
        try:
            raw = base64.urlsafe_b64decode(
                piece.replace("+", "-").replace("/", "_") + "=" * (-len(piece) % 4)
            )
        except (binascii.Error, ValueError):
            continue
        found.append(raw.decode("utf-8", "ignore"))
    return found


def _unwrap(link: str) -> str:
    """Return the address that a link of a gateway, or one that only leads on, carries in the open; else an empty text."""
    if "urldefense" in link:
        if match := _V3.search(link):
            inner = re.sub(r"^(https?):/(?=[^/])", r"\1://", match[1])
            return inner if "://" in inner else ""
        if "/v2/" in link and (match := re.search(r"[?&]u=([^&]+)", link)):
            return unquote(match[1].replace("-", "%").replace("_", "/"))
    if "://" not in unquote(link.partition("://")[2]) and "%3a" not in link.lower():
        return ""
    try:
        query = urlsplit(link).query
        carried = dict(parse_qsl(query, max_num_fields=40))
    except ValueError:
        return ""
    for name in _CARRIERS:
        if carried.get(name, "").startswith(("http://", "https://")):
            return carried[name]
    return ""
