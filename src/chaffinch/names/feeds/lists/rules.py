"""Lists made for blockers: hosts files, ad-block filters, dnsmasq and unbound configurations."""

from __future__ import annotations

import re
from collections.abc import Iterable

from chaffinch.names.feeds.lists.addresses import is_address, is_host, is_number
from chaffinch.names.feeds.lists.piece import Parsed, Piece, State, TextFormat, Wish, begin_without

_OF_THIS_MACHINE = frozenset(
    b"localhost localhost.localdomain localhost4 localhost6 local broadcasthost ip6-localhost ip6-loopback ip6-localnet "
    b"ip6-mcastprefix ip6-allnodes ip6-allrouters ip6-allhosts 0.0.0.0 127.0.0.1 ::1".split()
)
_COSMETIC = re.compile(rb"#[@?$%]*#|#@?[$%?]+#")
_BLOCKED = re.compile(rb"\|\|([^\s^$*|,/:]+)(:\d+)?(/[^\s^$*|]*)?(\^|\||\$|$)")
_SETTING = re.compile(rb"([a-z][a-z0-9-]*)\s*(?:=\s*(.*))?", re.IGNORECASE)
_CLAUSE = re.compile(rb"([a-z][a-z0-9-]*):\s*(.*)", re.IGNORECASE)
_NAMED_SETTINGS = frozenset((b"address", b"server", b"local"))
_OPEN_ZONES = frozenset((b"transparent", b"typetransparent", b"always_transparent", b"nodefault"))


def parse_hosts(piece: Piece, state: State) -> tuple[Parsed, State]:
    """Take each name of a hosts file; a line that is a name alone counts too; this machine's own names are left out."""
    parsed = Parsed()
    for number, line in enumerate(piece.split(), piece.line):
        words = line.partition(b"#")[0].split()
        if not words:
            continue
        names = words[1:] if is_number(words[0]) else words
        if not is_number(words[0]) and not (len(words) == 1 and is_address(words[0])):
            parsed.add_fault("bad-rule", number)
            continue
        if not names:
            parsed.left_out["no-name"] += 1
        for name in names:
            if name.lower() in _OF_THIS_MACHINE:
                parsed.left_out["this-machine"] += 1
            else:
                parsed.add(name, number)
    return parsed, state


def parse_adblock(piece: Piece, state: State) -> tuple[Parsed, State]:
    """Take the host (and path) of each `||host^` rule and lines that are a host or URL; exceptions, cosmetic rules and
    patterns without a host are left out."""
    parsed = Parsed()
    for number, line in enumerate(piece.split(), piece.line):
        rule = line.strip()
        if not rule or rule.startswith((b"!", b"[")) or rule == b"#" or rule.startswith(b"# "):
            continue
        if rule.startswith(b"@@"):
            parsed.left_out["exception"] += 1
        elif _COSMETIC.search(rule):
            parsed.left_out["cosmetic"] += 1
        elif rule.startswith(b"||"):
            found = _BLOCKED.match(rule)
            if found is None or not is_host(found[1]):
                parsed.left_out["pattern"] += 1
            else:
                parsed.add(found[1] + (found[3] or b""), number)
        elif is_address(name := rule.strip(b"|").partition(b"^")[0].partition(b"$")[0]):
            parsed.add(name, number)
        else:
            parsed.left_out["pattern"] += 1
    return parsed, state


def parse_dnsmasq(piece: Piece, state: State) -> tuple[Parsed, State]:
    """Take the names of address=/…/, server=/…/ and local=/…/; other settings are left out, and so are names that are
    sent to the usual servers (`server=/name/#`)."""
    parsed = Parsed()
    for number, line in enumerate(piece.split(), piece.line):
        setting = line.partition(b" #")[0].strip()
        if not setting or setting.startswith(b"#"):
            continue
        found = _SETTING.fullmatch(setting)
        key, value = (found[1].lower(), (found[2] or b"").strip()) if found else (b"", b"")
        if key in _NAMED_SETTINGS and value.startswith(b"/"):
            *names, target = value[1:].split(b"/")
            if target == b"#" and key != b"address":
                parsed.left_out["exception"] += 1
            else:
                _add_names(parsed, names, number)
        elif is_address(setting):
            parsed.add(setting, number)
        elif found:
            parsed.left_out["setting"] += 1
        else:
            parsed.add_fault("bad-rule", number)
    return parsed, state


def parse_unbound(piece: Piece, state: State) -> tuple[Parsed, State]:
    """Take the names of local-zone and local-data lines; zones that stay open and other settings are left out."""
    parsed = Parsed()
    last = str(state["given"]).encode()
    for number, line in enumerate(piece.split(), piece.line):
        setting = line.partition(b"#")[0].strip()
        if not setting:
            continue
        found = _CLAUSE.fullmatch(setting)
        key = found[1].lower() if found else b""
        words = found[2].replace(b'"', b" ").replace(b"'", b" ").split() if found else []
        if key in (b"local-zone", b"local-data") and words:
            if key == b"local-zone" and words[-1].lower() in _OPEN_ZONES:
                parsed.left_out["exception"] += 1
            elif words[0].rstrip(b".") != last:  # a zone and its addresses stand in a row
                last = words[0].rstrip(b".")
                _add_names(parsed, [last], number)
        elif is_address(setting):
            parsed.add(setting, number)
        elif found:
            parsed.left_out["setting"] += 1
        else:
            parsed.add_fault("bad-rule", number)
    return parsed, {"given": last.decode()}


def _add_names(parsed: Parsed, names: Iterable[bytes], number: int) -> None:
    for name in names:
        if stripped := name.strip().removeprefix(b"*").strip(b"."):
            if stripped == b"#":
                parsed.left_out["pattern"] += 1
            else:
                parsed.add(stripped, number)


def _begin_unbound(head: bytes, wish: Wish) -> State:
    return {"given": ""}


HOSTS = TextFormat("hosts", begin_without, parse_hosts)
ADBLOCK = TextFormat("adblock", begin_without, parse_adblock)
DNSMASQ = TextFormat("dnsmasq", begin_without, parse_dnsmasq)
UNBOUND = TextFormat("unbound", _begin_unbound, parse_unbound)
