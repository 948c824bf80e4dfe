"""The digest as a mail, read back as a mail programme reads it."""

from __future__ import annotations

import re
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from html.parser import HTMLParser

import pytest
from tests.reports.conftest import PARIS, make_case, make_content

from chaffinch.names.match import Trick
from chaffinch.reports.digest import DigestContent
from chaffinch.reports.digest_mail import CARDS, RenderedDigest, build_message, render_digest

both = pytest.mark.parametrize("locale", ["en", "fr"])
#: What no mail may name, as stems of either language (GUARDRAILS, "The intruder may be reading our mail").
UNSPEAKABLE = re.compile(
    r"\b(feed|fed\b|decoy|trap|hits?\b|ledger|bait|lure|phantom|persona|canary|honey|tripwire|alarm|"
    r"counter|leurr|appât|pièg|piég|riposte|contre-|faux compte|faux ident|registre|fantôme|nourri|gav|intoxi)",
    re.IGNORECASE,
)


class Reader(HTMLParser):
    """Collect what a reader sees, and what a mail programme would act on."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.said: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        if not self.tags or self.tags[-1] != "style":
            self.said.append(data)


def read_html(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    return reader


def send(rendered: RenderedDigest) -> EmailMessage:
    message = build_message(
        rendered,
        sender="Mouvement Aurore <bureau@aurore.test>",
        recipients=["ines@aurore.test", "lea@aurore.test"],
        domain_for_ids="aurore.test",
        now=datetime(2026, 11, 16, 7, 0, tzinfo=PARIS),
    )
    received = message_from_bytes(bytes(message), policy=default)
    assert isinstance(received, EmailMessage)
    return received


@both
def test_the_message_parses_back_with_text_html_and_every_picture(week: DigestContent, locale: str) -> None:
    rendered = render_digest(week, locale=locale)
    received = send(rendered)
    assert received["Subject"] == rendered.subject
    assert received["Date"].datetime.isoformat() == "2026-11-16T07:00:00+01:00"
    assert [part.get_content_type() for part in received.walk()] == [
        "multipart/alternative",
        "text/plain",
        "multipart/related",
        "text/html",
        *["image/jpeg"] * 3,
    ]
    html = received.get_body(("html",))
    assert html is not None
    named = set(re.findall(r"cid:([^\"]+)", html.get_content()))
    kept = {
        part["Content-ID"].strip("<>"): part.get_content() for part in received.walk() if part["Content-ID"]
    }
    assert named == set(kept)
    assert kept == {picture.cid: picture.content for picture in rendered.pictures}
    assert not any(defect for part in received.walk() for defect in part.defects)


@both
def test_the_text_part_is_complete_without_the_pictures(week: DigestContent, locale: str) -> None:
    text = send(render_digest(week, locale=locale)).get_body(("plain",))
    assert text is not None
    said = text.get_content()
    for case in week.cases:
        assert case.display.replace(".", "[.]") in said
    for needed in ("https://portail.mouvement-aurore.test", "Inès, 01 99 00 12 34", "U+0435", "12"):
        assert needed in said
    assert "<" not in said
    assert max(len(line) for line in said.splitlines()) <= 80


@both
def test_no_look_alike_is_a_link_or_can_become_one(week: DigestContent, locale: str) -> None:
    rendered = render_digest(week, locale=locale)
    read = read_html(rendered.html)
    assert not {"a", "form", "link", "script", "iframe"} & set(read.tags)
    assert {value for name, value in read.attributes if name in ("href", "src")} == {
        f"cid:{picture.cid}" for picture in rendered.pictures
    }
    for said in (
        rendered.text,
        "".join(read.said),
        *(value or "" for name, value in read.attributes if name == "alt"),
    ):
        assert "aurore[.]test" in said
        for case in week.cases:
            assert case.host not in said
        assert "collecte.test" not in said


@both
def test_the_marked_characters_stand_in_the_html(week: DigestContent, locale: str) -> None:
    html = render_digest(week, locale=locale).html
    assert re.search(r"<b class=\"mark\"[^>]*>rn</b>ouvement", html)
    assert re.search(r"<b class=\"mark\"[^>]*>е</b>ment", html)


@both
def test_nothing_that_helps_who_reads_along_is_named(week: DigestContent, locale: str) -> None:
    rendered = render_digest(week, locale=locale)
    for said in (rendered.subject, rendered.text, " ".join(read_html(rendered.html).said)):
        assert UNSPEAKABLE.search(said) is None


@both
def test_the_subject_names_no_address(week: DigestContent, locale: str) -> None:
    assert "aurore.test" not in render_digest(week, locale=locale).subject


def test_styles_are_inlined_and_the_rules_for_phone_and_dark_are_kept(week: DigestContent) -> None:
    html = render_digest(week, locale="en").html
    assert "prefers-color-scheme: dark" in html
    assert "max-width: 620px" in html
    assert re.search(r"<h1 style=\"[^\"]*font-size: 28px", html)


def test_hostile_text_stays_text() -> None:
    attack = '<img src=x onerror=alert(1)>"\r\nBcc: all@evil.test\u202e{{ 7*7 }}'
    case = make_case(
        display="<script>.test",
        host="script.test",
        tricks=(Trick("insertion", "", "<script>", 0, 8),),
        verdict_reasons=(("same-title", {"title": attack}), (attack, {"x": attack})),
        verdict=attack,
        state=attack,
    )
    content = make_content(case, organisation=attack, contact=attack, genuine_sign_in=(attack,))
    rendered = render_digest(content, locale="fr")
    read = read_html(rendered.html)
    assert "script" not in read.tags
    assert read.tags.count("img") == 1
    assert not any(name.startswith("on") for name, _ in read.attributes)
    assert "{{ 7*7 }}" in "".join(read.said)
    received = send(rendered)
    assert received["Bcc"] is None
    assert "\u202e" not in rendered.text + rendered.html + rendered.subject


def test_a_flood_of_cases_stays_a_mail_that_is_not_cut_off() -> None:
    rendered = render_digest(make_content(*[make_case(n) for n in range(1, 300)]), locale="fr")
    assert len(rendered.pictures) == CARDS
    assert len(rendered.html.encode()) < 102_000
    assert "257" in rendered.text


def test_the_same_digest_sent_again_has_the_same_message_id(week: DigestContent) -> None:
    first, again = (send(render_digest(week, locale="en"))["Message-ID"] for _ in range(2))
    assert first == again
    assert first.endswith("@aurore.test>")
    assert send(render_digest(week, locale="fr"))["Message-ID"] != first
