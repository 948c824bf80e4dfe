"""Chromium's flags, each with what it is for; docs/reference/pages.md shows the same table."""

from __future__ import annotations

from collections.abc import Sequence

HARDENING = (
    ("--disable-gpu", "no graphics driver within reach of a page"),
    ("--disable-quic", "nothing that an HTTP proxy cannot carry"),
    ("--disable-pings", "no beacons by hyperlink auditing"),
    ("--media-router=0", "no search for devices on the local network"),
    (
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
        "names are resolved by the egress proxy only",
    ),
    ("--force-webrtc-ip-handling-policy=disable_non_proxied_udp", "WebRTC shows and reaches no address"),
    ("--webrtc-ip-handling-policy=disable_non_proxied_udp", "the same, by its older name"),
    ("--disable-blink-features=AutomationControlled", "navigator.webdriver does not give the visit away"),
    ("--no-pdf-header-footer", "nothing of ours on a page"),
    ("--disable-domain-reliability", "no reports to anybody"),
    ("--disable-client-side-phishing-detection", "no look-ups at anybody's service"),
    (
        "--autofill-server-url=https://autofill.invalid/",
        "no question to anybody about a form that is filled in",
    ),
    ("--renderer-process-limit=8", "a page with thousands of frames stays within bounds"),
)
UNWANTED_DEFAULTS = (
    ("--disable-popup-blocking", "Chromium's own blocker keeps pop-up storms away"),
    ("--disable-ipc-flooding-protection", "a page that floods the browser process is slowed down"),
    ("--enable-unsafe-swiftshader", "no WebGL on the processor"),
    ("--unsafely-disable-devtools-self-xss-warnings", "not needed"),
)


def list_flags(*, spki_sha256: Sequence[str] = ()) -> list[str]:
    """Return the flags; the hashes are of the practice range's throw-away authority, and only of that."""
    flags = [flag for flag, _ in HARDENING]
    if spki_sha256:
        flags.append(f"--ignore-certificate-errors-spki-list={','.join(spki_sha256)}")
    return flags
