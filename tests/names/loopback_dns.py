"""A DNS server of the test's own on 127.0.0.1, by datagram and TCP, with whatever can go wrong with an answer."""

from __future__ import annotations

import socketserver
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import dns.rrset

#: What is said of one question: the whole answer on the wire, several of them, or nothing.
Reply = bytes | list[bytes] | None
Spoil = Callable[[dns.message.Message, str], Reply]
"""The query, and `udp` or `tcp`."""


@dataclass
class Zone:
    """Names and their records ("A 192.0.2.1"); every other name does not exist."""

    records: dict[str, list[str]] = field(default_factory=dict)
    rcodes: dict[str, str] = field(default_factory=dict)
    spoilt: dict[str, Spoil] = field(default_factory=dict)
    """By name, instead of an answer."""
    wildcards: dict[str, list[str]] = field(default_factory=dict)
    """By parent: what every name below it has."""
    asked: list[tuple[str, str]] = field(default_factory=list)
    """Name and kind of every question that came."""
    by_tcp: list[str] = field(default_factory=list)

    def answer(self, query: dns.message.Message, way: str) -> Reply:
        """Answer one question."""
        name = query.question[0].name.to_text(omit_final_dot=True)
        self.asked.append((name, dns.rdatatype.to_text(query.question[0].rdtype)))
        if way == "tcp":
            self.by_tcp.append(name)
        if name in self.spoilt:
            return self.spoilt[name](query, way)
        return self.answer_plainly(query).to_wire(max_size=65535)

    def answer_plainly(self, query: dns.message.Message) -> dns.message.Message:
        """Answer as an honest resolver does, aliases followed."""
        response = dns.message.make_response(query, recursion_available=True)
        name = query.question[0].name.to_text(omit_final_dot=True)
        if name in self.rcodes:
            response.set_rcode(dns.rcode.from_text(self.rcodes[name]))
            return response
        for _ in range(20):
            records = self._find(name)
            if records is None:
                response.set_rcode(dns.rcode.NXDOMAIN)
                return response
            alias = next((record for record in records if record.startswith("CNAME ")), None)
            wanted = alias.split()[0] if alias else dns.rdatatype.to_text(query.question[0].rdtype)
            values = [record.split(" ", 1)[1] for record in records if record.split()[0] == wanted]
            if values:
                response.answer.append(dns.rrset.from_text_list(f"{name}.", 60, "IN", wanted, values))
            if not alias:
                break
            name = values[0].removesuffix(".")
        return response

    def _find(self, name: str) -> list[str] | None:
        if name in self.records:
            return self.records[name]
        return self.wildcards.get(name.partition(".")[2])


@contextmanager
def serve_zone(zone: Zone) -> Iterator[str]:
    """Serve a zone; yields its address as `Resolver` reads it."""

    class Datagram(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            content, channel = self.request
            reply = zone.answer(dns.message.from_wire(content), "udp")
            for one in reply if isinstance(reply, list) else [reply]:
                if one is not None:
                    channel.sendto(one, self.client_address)

    class Stream(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            length = self.rfile.read(2)
            if len(length) == 2:
                query = dns.message.from_wire(self.rfile.read(struct.unpack(">H", length)[0]))
                reply = zone.answer(query, "tcp")
                if isinstance(reply, bytes):
                    self.wfile.write(struct.pack(">H", len(reply)) + reply)

    datagrams, streams = _open_both(Datagram, Stream)
    with datagrams, streams:
        threads = [
            threading.Thread(target=server.serve_forever, args=(0.02,)) for server in (datagrams, streams)
        ]
        for thread in threads:
            thread.start()
        try:
            yield f"127.0.0.1:{datagrams.server_address[1]}"
        finally:
            for server in (datagrams, streams):
                server.shutdown()
            for thread in threads:
                thread.join()


def _open_both(
    datagram: type[socketserver.BaseRequestHandler], stream: type[socketserver.BaseRequestHandler]
) -> tuple[socketserver.ThreadingUDPServer, socketserver.ThreadingTCPServer]:
    """Listen on one port that is free for both."""
    for _ in range(50):
        datagrams = socketserver.ThreadingUDPServer(("127.0.0.1", 0), datagram)
        try:
            return datagrams, socketserver.ThreadingTCPServer(datagrams.server_address[:2], stream)
        except OSError:
            datagrams.server_close()
    raise AssertionError("no port is free for datagrams and for TCP")


def cut_short(zone: Zone) -> Spoil:
    """Give a cut answer by datagram, the whole one by TCP."""

    def spoil(query: dns.message.Message, way: str) -> Reply:
        whole = zone.answer_plainly(query)
        if way == "tcp":
            return whole.to_wire(max_size=65535)
        cut = dns.message.make_response(query)
        cut.flags |= dns.flags.TC
        return cut.to_wire()

    return spoil
