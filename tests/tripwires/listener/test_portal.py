"""A decoy portal: unlike any other installation's, never in, and no password anywhere."""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaffinch.tripwires.formats.table import choose_format
from chaffinch.tripwires.listener.floods import Counted, Key
from chaffinch.tripwires.listener.portal import DecoyPortal, draw_wait, write_count
from chaffinch.tripwires.listener.portal_look import draw_look
from chaffinch.tripwires.listener.portal_words import WORDS
from chaffinch.tripwires.listener.request import Request
from chaffinch.tripwires.listener.settings import Portal
from chaffinch.tripwires.match import Bait, Hit
from chaffinch.tripwires.passwords import recognise
from chaffinch.tripwires.scan import LogScanner, Tally
from chaffinch.tripwires.signin import SignIn, Spot

NOW = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)
NONCE = "5a" * 32
ASKED = Request("GET", "/espace", (("user-agent", b"Mozilla/5.0 (X11)"),), "198.51.100.7", "TLSv1.3")


def make(number: int = 1, **values: str) -> DecoyPortal:
    return DecoyPortal(Portal(**{"path": "/espace", **values}), seed=b"%d" % number, nonce=NONCE)  # type: ignore[arg-type]


def show(number: int, **values: str) -> str:
    return make(number, **values).show(ASKED, rng=random.Random(number)).body.decode()


def fill(portal: DecoyPortal, login: str, password: str) -> bytes:
    return urlencode({portal.look.login_field: login, portal.look.password_field: password}).encode()


def read(line: bytes) -> SignIn | None:
    form = choose_format("portal")
    return form.read_line(
        line.rstrip(b"\n"), spot=Spot("p", 1, 0, ""), place_time=datetime.astimezone, now=NOW
    )


@pytest.mark.parametrize("language", ["en", "fr"])
def test_no_two_installations_share_a_fingerprint(language: str) -> None:
    pages = [show(number, language=language) for number in range(40)]
    # What any page of the web has is taken out: its type, its language, its measure.
    bare = [re.sub(r"(?s)^.*?<title>", "", page) for page in pages]
    lines = Counter(
        line for page in bare for line in set(page.splitlines()) if re.search(r"[#{]|class|name=", line)
    )
    assert max(lines.values()) <= 4, lines.most_common(3)
    windows = Counter(
        window for page in bare for window in {page[at : at + 40] for at in range(len(page) - 39)}
    )
    assert max(windows.values()) <= 24, windows.most_common(3)
    assert len({tuple(re.findall(r'class="([^"]+)"', page)) for page in pages}) == 40
    assert len({tuple(re.findall(r"name=\"(\w+)\"", page)) for page in pages}) > 30
    assert not any(re.search("chaffinch|decoy|honey|script", page, re.IGNORECASE) for page in pages)


def test_a_portal_stays_as_it_is() -> None:
    assert draw_look(Portal("/a"), seed=b"1") == draw_look(Portal("/a"), seed=b"1")
    assert draw_look(Portal("/a"), seed=b"1") != draw_look(Portal("/b"), seed=b"1")
    assert ">Bureau 7<" in show(1, name="Bureau 7", language="fr")


@given(st.integers(0, 10**9))
def test_letters_stand_out_enough_from_what_is_behind_them(number: int) -> None:
    look = draw_look(Portal("/a"), seed=b"%d" % number)
    for front, behind in ((look.ink, look.paper), (look.ink, look.card), (look.card, look.accent)):
        assert contrast(front, behind) >= 4.5, (front, behind)
    assert contrast(look.line, look.card) >= 2.5


def contrast(one: str, other: str) -> float:
    """As WCAG 2.2 defines it."""

    def weigh(colour: str) -> float:
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((weigh(one), weigh(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("outcome", ["refused", "code"])
def test_a_try_leads_nowhere_and_its_password_is_nowhere(outcome: str) -> None:
    portal = make(3, outcome=outcome)
    tried, line = portal.read_try(ASKED, fill(portal, "lea@x.test", "Brume-7 été"), now=NOW)
    answer = portal.refuse(ASKED, tried, rng=random.Random(1))
    for text in (line.decode(), answer.body.decode(), str(answer.fields)):
        assert "Brume" not in text
    words = portal.look.words
    assert words["refused" if outcome == "refused" else "code"] in answer.body.decode().replace("&#x27;", "'")
    if outcome == "code":
        code, nothing = portal.read_try(ASKED, f"{portal.look.code_field}=123456".encode(), now=NOW)
        assert code.is_code and nothing == b""
        assert words["code_refused"] in portal.refuse(ASKED, code, rng=random.Random(1)).body.decode()


def test_the_desk_knows_its_own_password_again_and_no_other() -> None:
    portal = make()
    _, line = portal.read_try(ASKED, fill(portal, " lea@x.test ", "Brume-7"), now=NOW)
    sign_in = read(line)
    assert sign_in is not None and sign_in.mark is not None
    assert (sign_in.at, sign_in.login, sign_in.source) == (NOW, "lea@x.test", "198.51.100.7")
    assert (sign_in.protocol, sign_in.success, sign_in.agent) == ("portal", False, "Mozilla/5.0 (X11)")
    assert recognise(sign_in.mark, login=sign_in.login, password="Brume-7", nonces=(NONCE,))
    assert not recognise(sign_in.mark, login=sign_in.login, password="Brume-8", nonces=(NONCE,))
    assert not recognise(sign_in.mark, login=sign_in.login, password="Brume-7", nonces=("00" * 32,))


@given(st.text(min_size=1, max_size=400), st.text(max_size=60))
def test_whatever_is_typed_makes_one_line_that_is_read_again(login: str, password: str) -> None:
    portal = make(5)
    body = urlencode(
        {portal.look.login_field: login, portal.look.password_field: password}, errors="replace"
    ).encode()
    tried, line = portal.read_try(ASKED, body, now=NOW)
    page = portal.refuse(ASKED, tried, rng=random.Random(1)).body.decode()
    if not login.strip():
        assert line == b""
        return
    assert line.count(b"\n") == 1 and line.isascii() and not re.search(rb"[\x00-\x09\x0b-\x1f\x7f]", line)
    form = choose_format("portal")
    sign_in = read(line)
    assert sign_in is not None and sign_in.login == tried.login
    found = form.find_login(line.rstrip(b"\n"))
    assert found is not None and found.decode() == tried.login
    assert page.count("<form") == page.count("</form>") == 1


def test_what_is_typed_is_shown_as_text_only() -> None:
    portal = make(2)
    tried, _ = portal.read_try(ASKED, fill(portal, '"><script>alert(1)</script>', "x"), now=NOW)
    assert b"<script" not in portal.refuse(ASKED, tried, rng=random.Random(1)).body


@pytest.mark.parametrize(
    "body",
    [b"", b"\xff\xfe\0", b"a=" * 5_000, b"&" * 8_000, b'{"login": "x"}', b"%zz=%", b"=", b"x=y&" * 400],
)  # fmt: skip
def test_what_is_no_form_is_refused_as_an_empty_one(body: bytes) -> None:
    portal = make()
    tried, line = portal.read_try(ASKED, body, now=NOW)
    assert line == b"" and not tried.has_password
    assert portal.look.words["empty"] in portal.refuse(ASKED, tried, rng=random.Random(1)).body.decode()


def test_tries_that_were_only_counted_are_no_attempt() -> None:
    line = write_count(Counted(Key("/espace", "192.0.2.1"), 70, NOW, NOW))
    form = choose_format("portal")
    assert form.find_login(line.rstrip(b"\n")) is None and read(line) is None
    assert json.loads(line)["count"] == 70


def test_every_wording_stands_in_both_languages() -> None:
    assert WORDS["en"].keys() == WORDS["fr"].keys()
    assert all(len(choices) >= 3 for words in WORDS.values() for choices in words.values())


def test_a_wait_is_that_of_a_person() -> None:
    rng = random.Random(4)
    assert all(0.4 < draw_wait(rng) < 2 for _ in range(1_000))


def test_no_name_that_a_visitor_gives_himself_hides_what_he_types() -> None:
    """A line that is too long to be read would hide a decoy's use."""
    asked = Request(
        "POST",
        "/login",
        (("user-agent", "🐦".encode() * 900), ("accept-language", "🐦".encode() * 900)),
        "1.2.3.4",
    )
    portal = DecoyPortal(Portal("/login"), seed=b"1", nonce=NONCE)
    _, line = portal.read_try(asked, fill(portal, "lea@x.test", "Brume-7"), now=NOW)
    scanner = LogScanner(
        "portal.log", find=lambda _login: (Bait("d1", "phantom", lambda *_: True),), place_time=datetime.astimezone,
        clock=lambda: NOW, tally=Tally(), form=choose_format("portal"),
    )  # fmt: skip
    [hit] = scanner.scan(line)
    assert isinstance(hit, Hit) and hit.severity == "password"
