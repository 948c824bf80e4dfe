"""Names asked of a DNS server that the test itself runs on 127.0.0.1; nothing goes anywhere else."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator
from itertools import islice, pairwise
from pathlib import Path

import dns.edns
import dns.message
import dns.rcode
import dns.rrset
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.names.loopback_dns import Reply, Zone, cut_short, serve_zone

from chaffinch.errors import UsageError
from chaffinch.ground.addresses import parse_address
from chaffinch.names.dns import Answer, Resolver, ResolverError, list_servers
from chaffinch.names.resolved import FoundAddress, Resolved
from chaffinch.names.resolving import resolve_names

#: As fast as the machine goes.
FAST = 100_000.0
PUBLIC = "A 93.184.215.14"


@pytest.fixture
def zone() -> Zone:
    """A zone in which only .fr and .com themselves exist."""
    return Zone(records={"fr": ["NS a.fr."], "com": ["NS a.com."]})


@pytest.fixture
def resolver(zone: Zone) -> Iterator[Resolver]:
    """A resolver that asks that zone's server, and nobody else."""
    with serve_zone(zone) as address:
        yield make_resolver(address)


@pytest.fixture
def hasty(zone: Zone) -> Iterator[Resolver]:
    """The same, for questions that are never answered."""
    with serve_zone(zone) as address:
        yield make_resolver(address, seconds=0.2)


def make_resolver(*addresses: str, seconds: float = 10) -> Resolver:
    made = Resolver(*addresses, seconds=seconds)
    assert {host for host, _ in made.servers} == {"127.0.0.1"}
    return made


def resolve(resolver: Resolver, *names: str) -> list[Resolved]:
    return list(resolve_names(names, resolver, rate=FAST, source=random.Random(1)))


def ask(resolver: Resolver, name: str, attempt: int = 0) -> Answer:
    return asyncio.run(resolver.ask(name, "A", attempt=attempt))


def test_a_name_that_does_not_exist_is_asked_once_and_looks_free(zone: Zone, resolver: Resolver) -> None:
    assert resolve(resolver, "en-rnarche.fr") == [Resolved("en-rnarche.fr", "free-looking")]
    assert zone.asked == [("en-rnarche.fr", "NS")]


def test_a_registered_name_says_what_it_is_ready_for(zone: Zone, resolver: Resolver) -> None:
    zone.records["en-rnarche.fr"] = [
        "NS ns1.host.test.",
        PUBLIC,
        "AAAA 2606:4700::1111",
        "MX 10 mx.host.test.",
    ]
    [resolved] = resolve(resolver, "en-rnarche.fr")
    assert (resolved.state, resolved.ready) == ("registered", ("web", "mail"))
    assert resolved.addresses == (FoundAddress("93.184.215.14", ""), FoundAddress("2606:4700::1111", ""))
    assert (resolved.nameservers, resolved.mail_servers) == (("ns1.host.test",), ("mx.host.test",))


def test_a_name_with_servers_only_is_registered_and_ready_for_nothing(zone: Zone, resolver: Resolver) -> None:
    zone.records["parked.fr"] = ["NS ns1.host.test."]
    [resolved] = resolve(resolver, "parked.fr")
    assert (resolved.state, resolved.ready, resolved.missing) == ("registered", (), ())


def test_a_name_that_refuses_mail_is_not_ready_for_it(zone: Zone, resolver: Resolver) -> None:
    zone.records["quiet.fr"] = ["NS ns1.host.test.", "MX 0 ."]
    [resolved] = resolve(resolver, "quiet.fr")
    assert (resolved.ready, resolved.mail_servers) == ((), ())


def test_a_private_address_is_marked_and_no_page(zone: Zone, resolver: Resolver) -> None:
    zone.records["inside.fr"] = ["NS n.test.", "A 127.0.0.1", "A 10.1.2.3", "AAAA ::ffff:192.168.1.1"]
    [resolved] = resolve(resolver, "inside.fr")
    assert resolved.ready == ()
    assert [address.kind for address in resolved.addresses] == ["private", "loopback", "private"]


@pytest.mark.parametrize("rcode", ["SERVFAIL", "REFUSED", "FORMERR"])
def test_a_failing_resolver_makes_a_name_unknown_after_two_questions(
    zone: Zone, resolver: Resolver, rcode: str
) -> None:
    zone.rcodes["lame.fr"] = rcode
    assert resolve(resolver, "lame.fr") == [Resolved("lame.fr", "unknown", why=rcode.lower())]
    assert zone.asked == [("lame.fr", "NS")] * 2


@pytest.mark.parametrize("exists", [True, False])
def test_a_name_that_the_resolver_blocks_is_unknown_and_never_free(
    zone: Zone, resolver: Resolver, exists: bool
) -> None:
    if exists:
        zone.records["blocked.fr"] = ["A 0.0.0.0"]

    def block(query: dns.message.Message, way: str) -> Reply:
        response = zone.answer_plainly(query)
        response.use_edns(0, options=[dns.edns.EDEOption(dns.edns.EDECode.BLOCKED)])
        return response.to_wire()

    zone.spoilt["blocked.fr"] = block
    assert resolve(resolver, "blocked.fr") == [Resolved("blocked.fr", "unknown", why="filtered")]


def test_silence_makes_a_name_unknown_and_never_free(zone: Zone, hasty: Resolver) -> None:
    zone.spoilt["slow.fr"] = lambda query, way: None
    assert resolve(hasty, "slow.fr") == [Resolved("slow.fr", "unknown", why="timeout")]


def test_the_next_resolver_is_asked_where_one_fails(zone: Zone) -> None:
    failing = Zone(rcodes={"found.fr": "SERVFAIL"})
    zone.records["found.fr"] = ["NS n.test."]
    with serve_zone(failing) as first, serve_zone(zone) as second:
        [resolved] = resolve(make_resolver(first, second), "found.fr")
    assert (resolved.state, resolved.missing) == ("registered", ())


def test_one_kind_of_record_that_fails_is_told_and_the_name_stays_registered(
    zone: Zone, resolver: Resolver
) -> None:
    zone.records["half.fr"] = ["NS n.test."]

    def fail_for_mail(query: dns.message.Message, way: str) -> Reply:
        response = zone.answer_plainly(query)
        if "MX" in query.question[0].to_text():
            response.set_rcode(dns.rcode.SERVFAIL)
        return response.to_wire()

    zone.spoilt["half.fr"] = fail_for_mail
    [resolved] = resolve(resolver, "half.fr")
    assert (resolved.state, resolved.missing) == ("registered", ("MX",))


def test_a_cut_answer_is_asked_again_by_tcp(zone: Zone, resolver: Resolver) -> None:
    zone.records["long.fr"] = [PUBLIC]
    zone.spoilt["long.fr"] = cut_short(zone)
    assert ask(resolver, "long.fr") == Answer("records", ("93.184.215.14",))
    assert zone.by_tcp == ["long.fr"]


def test_a_huge_answer_is_kept_to_eight(zone: Zone, resolver: Resolver) -> None:
    zone.records["huge.fr"] = [f"A 93.184.{n // 250}.{n % 250}" for n in range(2000)]
    zone.spoilt["huge.fr"] = cut_short(zone)
    answer = ask(resolver, "huge.fr")
    assert (answer.code, len(answer.values)) == ("records", 8)


@pytest.mark.parametrize("what", ["id", "question"])
def test_an_answer_to_another_question_is_not_believed(zone: Zone, resolver: Resolver, what: str) -> None:
    zone.records["true.fr"] = [PUBLIC]

    def lie(query: dns.message.Message, way: str) -> Reply:
        false = dns.message.from_wire(query.to_wire())
        if what == "id":
            false.id ^= 1
        else:
            false.question = dns.message.make_query("other.fr", "A").question
        said = dns.message.make_response(false)
        said.answer.append(dns.rrset.from_text("true.fr.", 60, "IN", "A", "93.184.216.99"))
        return [said.to_wire(), zone.answer_plainly(query).to_wire()]

    zone.spoilt["true.fr"] = lie
    assert ask(resolver, "true.fr") == Answer("records", ("93.184.215.14",))


@pytest.mark.parametrize("noise", [b"", b"\0", b"\xff" * 400, bytes(12)])
def test_noise_is_a_failure_and_no_exception(zone: Zone, hasty: Resolver, noise: bytes) -> None:
    zone.spoilt["noise.fr"] = lambda query, way: noise
    assert ask(hasty, "noise.fr").code == "failed"


@settings(max_examples=40, deadline=None)
@given(places=st.dictionaries(st.integers(2, 120), st.integers(0, 255), max_size=6), cut=st.integers(0, 60))
def test_an_answer_bent_at_any_place_raises_nothing(places: dict[int, int], cut: int) -> None:
    zone = Zone(records={"bent.fr": ["CNAME far.fr."], "far.fr": [PUBLIC, "A 93.184.215.15", "NS n.test."]})

    def bend(query: dns.message.Message, way: str) -> Reply:
        wire = bytearray(zone.answer_plainly(query).to_wire())
        for place, value in places.items():
            wire[place % len(wire)] = value
        return bytes(wire[: len(wire) - cut])

    zone.spoilt["bent.fr"] = bend
    with serve_zone(zone) as address:
        answer = ask(make_resolver(address, seconds=0.05), "bent.fr")
    assert answer.code in ("records", "empty", "absent", "failed")
    assert all(parse_address(value) for value in answer.values)


def test_aliases_in_a_circle_are_unknown(zone: Zone, resolver: Resolver) -> None:
    zone.records |= {"one.fr": ["CNAME two.fr."], "two.fr": ["CNAME one.fr."]}
    assert [resolved.state for resolved in resolve(resolver, "one.fr")] == ["unknown"]


def test_an_alias_to_nowhere_exists(zone: Zone, resolver: Resolver) -> None:
    zone.records["dangling.fr"] = ["CNAME gone.example-host.test."]
    [resolved] = resolve(resolver, "dangling.fr")
    assert (resolved.state, resolved.ready) == ("registered", ())


def test_an_alias_leads_to_its_addresses_and_has_no_servers_of_its_own(
    zone: Zone, resolver: Resolver
) -> None:
    zone.records |= {"alias.fr": ["CNAME host.test."], "host.test": ["NS n.host.test.", PUBLIC]}
    [resolved] = resolve(resolver, "alias.fr")
    assert (resolved.state, resolved.ready, resolved.nameservers) == ("registered", ("web",), ())


def test_hosts_that_cannot_be_ones_are_dropped(zone: Zone, resolver: Resolver) -> None:
    zone.records["odd.fr"] = ["NS n.test.", r"MX 5 \<b\>\010x.test.", "MX 6 mx.test."]
    [resolved] = resolve(resolver, "odd.fr")
    assert resolved.mail_servers == ("mx.test",)


def test_a_suffix_where_everything_exists_is_noticed_once(zone: Zone, resolver: Resolver) -> None:
    zone.wildcards["fr"] = ["A 93.184.216.1"]
    zone.records["taken.fr"] = ["NS n.test.", "A 93.184.216.1"]
    found = resolve(resolver, "one.fr", "two.fr", "taken.fr")
    assert [resolved.state for resolved in found] == ["wildcard", "wildcard", "registered"]
    nonsense = {name for name, _ in zone.asked} - {"one.fr", "two.fr", "taken.fr"}
    assert [len(name) for name in nonsense] == [len("fr") + 21]


def test_no_nonsense_is_asked_where_nothing_exists(zone: Zone, resolver: Resolver) -> None:
    resolve(resolver, *(f"free-{n}.fr" for n in range(20)))
    assert len(zone.asked) == 20


def test_a_name_below_a_foreign_domain_is_held_until_its_holder_makes_it(
    zone: Zone, resolver: Resolver
) -> None:
    zone.records["marche.fr"] = ["NS n.test."]
    assert resolve(resolver, "en.marche.fr") == [Resolved("en.marche.fr", "held")]
    zone.records["en.marche.fr"] = [PUBLIC]
    [resolved] = resolve(resolver, "en.marche.fr")
    assert (resolved.state, resolved.ready) == ("registered", ("web",))


def test_a_name_below_a_domain_that_nobody_has_looks_free(zone: Zone, resolver: Resolver) -> None:
    found = resolve(resolver, "en.marche.fr", "la.marche.fr")
    assert [resolved.state for resolved in found] == ["free-looking"] * 2
    assert zone.asked == [("marche.fr", "NS")]


def test_a_wildcard_below_a_foreign_domain_is_told_from_a_name_made_there(
    zone: Zone, resolver: Resolver
) -> None:
    zone.records |= {"marche.fr": ["NS n.test."], "en.marche.fr": ["A 93.184.216.7"]}
    zone.wildcards["marche.fr"] = ["A 93.184.216.1"]
    found = resolve(resolver, "en.marche.fr", "la.marche.fr")
    assert [(resolved.state, resolved.ready) for resolved in found] == [
        ("registered", ("web",)),
        ("wildcard", ("web",)),
    ]


def test_answers_come_in_the_order_of_the_names(zone: Zone, hasty: Resolver) -> None:
    names = [f"name-{n}.fr" for n in range(40)]
    zone.spoilt["name-3.fr"] = lambda query, way: None
    assert [resolved.host for resolved in resolve(hasty, *names)] == names


def test_a_caller_who_wants_no_more_gets_what_was_in_hand(zone: Zone, resolver: Resolver) -> None:
    stopped: list[bool] = []
    names = (f"name-{n}.fr" for n in range(1000))
    answers = resolve_names(names, resolver, rate=FAST, stop=lambda: bool(stopped))
    assert len(list(islice(answers, 5))) == 5
    stopped.append(True)
    assert len(list(answers)) <= 8
    assert len(zone.asked) <= 5 + 8


def test_no_more_names_are_in_hand_than_eight(zone: Zone, resolver: Resolver) -> None:
    taken: list[str] = []
    names = (taken.append(name) or name for name in map("name-{}.fr".format, range(1000)))  # type: ignore[func-returns-value]
    answers = resolve_names(names, resolver, rate=FAST)
    next(answers)
    answers.close()  # type: ignore[attr-defined]
    assert len(taken) == 8


def test_a_resolver_that_never_answers_is_given_up(zone: Zone) -> None:
    with serve_zone(Zone(spoilt={f"name-{n}.fr": lambda query, way: None for n in range(50)})) as address:
        resolver = make_resolver(address, seconds=0.02)
        answers = resolve_names([f"name-{n}.fr" for n in range(50)], resolver, rate=FAST)
        with pytest.raises(ResolverError, match="does not answer"):
            list(answers)


def test_a_resolver_that_refuses_everything_is_given_up(zone: Zone, resolver: Resolver) -> None:
    names = [f"name-{n}.fr" for n in range(50)]
    zone.rcodes |= dict.fromkeys(names, "REFUSED")
    with pytest.raises(ResolverError, match="does not answer"):
        list(resolve_names(names, resolver, rate=FAST))


def test_questions_keep_the_rate_at_uneven_distances(zone: Zone, resolver: Resolver) -> None:
    moment, pauses = [0.0], list[float]()

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)
        await asyncio.sleep(0)

    names = [f"name-{n}.fr" for n in range(200)]
    list(
        resolve_names(names, resolver, rate=10, clock=lambda: moment[0], sleep=sleep, source=random.Random(7))
    )
    # The clock stands still: the n-th question waits for n distances.
    distances = [later - earlier for earlier, later in pairwise(pauses)]
    assert len(pauses) == 199
    assert pauses[-1] / 199 == pytest.approx(0.1, rel=0.1)
    assert all(0.05 <= distance <= 0.15 for distance in distances)
    assert len({round(distance, 6) for distance in distances}) > 100


def test_the_systems_resolvers_are_asked_where_none_is_named(tmp_path: Path) -> None:
    (tmp_path / "resolv.conf").write_text("search corp.test\nnameserver 127.0.0.1\nnameserver ::1\n")
    assert Resolver(configuration=str(tmp_path / "resolv.conf")).servers == (("127.0.0.1", 53), ("::1", 53))


@pytest.mark.parametrize("content", ["", "# nothing\n", "nameserver\n"])
def test_a_system_without_a_resolver_says_so(tmp_path: Path, content: str) -> None:
    (tmp_path / "resolv.conf").write_text(content)
    for path in (tmp_path / "resolv.conf", tmp_path / "missing"):
        with pytest.raises(ResolverError, match="names no DNS resolver"):
            Resolver(configuration=str(path))


def test_a_name_that_is_none_is_unknown(resolver: Resolver) -> None:
    [resolved] = resolve(resolver, "a" * 64 + ".fr")
    assert (resolved.state, resolved.why) == ("unknown", "not-a-name")


@pytest.mark.parametrize(
    ("text", "server"),
    [
        ("127.0.0.1", ("127.0.0.1", 53)),
        ("127.0.0.1:5353", ("127.0.0.1", 5353)),
        ("::1", ("::1", 53)),
        ("[::1]:5353", ("::1", 5353)),
    ],
)
def test_a_resolver_is_named_by_its_address(text: str, server: tuple[str, int]) -> None:
    resolver = Resolver(text)
    assert resolver.servers == (server,)
    assert Resolver(*list_servers(resolver)).servers == (server,)


@pytest.mark.parametrize(
    "text", ["", "localhost", "127.0.0.1:", "127.0.0.1:0", "127.0.0.1:70000", "[::1]:x", "1.2.3"]
)
def test_anything_else_is_a_wrong_use(text: str) -> None:
    with pytest.raises(UsageError):
        Resolver(text)
