"""What looks like a host or a URL: enough to tell columns and formats by, no more; the matcher reads what is in them."""

from __future__ import annotations

import re

_URL = re.compile(rb"(?:[a-z][a-z0-9+.-]*|hxxps?):/?/[^\s]+", re.IGNORECASE)
_LABEL = rb"[^\s.,;:/@|^$<>\"'()=\[\]]"
_TOP = rb"(?:[^\W\d]|[\x80-\xff])(?:[\w-]|[\x80-\xff]){1,180}"
#: Labels and dots, also as analysts write them (`[.]`): each byte can be read in one way only, so that nothing takes long.
_HOST = re.compile(
    rb"(?:\*\.|\.)?(?:" + _LABEL + rb"{1,190}(?:\.|\[\.\]))+" + _TOP + rb"\.?(?::\d{1,5})?(?:[/?]\S*)?"
)
_IPV4 = re.compile(rb"\d{1,3}(?:\.\d{1,3}){3}")
_MOST_NUMBER = 64
_IPV6 = re.compile(rb"[0-9a-f:]*:[0-9a-f:.]*(?:%\w+)?", re.IGNORECASE)


def is_host(text: bytes) -> bool:
    """Return whether it looks like a host name, bare or with a port or a path."""
    return _HOST.fullmatch(text) is not None


def is_address(text: bytes) -> bool:
    """Return whether it looks like a host name or a URL."""
    return _HOST.fullmatch(text) is not None or _URL.fullmatch(text) is not None


def is_number(text: bytes) -> bool:
    """Return whether it looks like an IP address."""
    return len(text) <= _MOST_NUMBER and (
        _IPV4.fullmatch(text) is not None or _IPV6.fullmatch(text) is not None
    )
