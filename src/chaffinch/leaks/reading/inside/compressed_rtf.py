"""RTF as Outlook packs it (MS-OXRTFCP)."""

from __future__ import annotations

_PRIMED = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor MS Sans Serif"
    rb"SymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0"
    + b"\r\n"
    + rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)
MOST = 32_000_000


def unpack_rtf(untrusted: bytes) -> bytes:
    """Return the RTF; what is damaged ends early."""
    if len(untrusted) < 16:
        return b""
    size, form, packed = int.from_bytes(untrusted[4:8], "little"), untrusted[8:12], untrusted[16:]
    if form == b"MELA":
        return packed[:size]
    window = bytearray(_PRIMED.ljust(4096, b"\0"))
    place = len(_PRIMED)
    out = bytearray()
    at, most = 0, min(size, MOST)
    while at < len(packed) and len(out) < most:
        control = packed[at]
        at += 1
        for bit in range(8):
            if at >= len(packed) or len(out) >= most:
                break
            if not control >> bit & 1:
                run = packed[at : at + 1]
                at += 1
                out += run
                window[place] = run[0]
                place = (place + 1) % 4096
                continue
            reference = int.from_bytes(packed[at : at + 2], "big")
            at += 2
            start, length = reference >> 4, (reference & 15) + 2
            if start == place:
                return bytes(out)
            for step in range(length):
                byte = window[(start + step) % 4096]
                out.append(byte)
                window[place] = byte
                place = (place + 1) % 4096
    return bytes(out)
