"""What each kind of page is called, and that a stranger is not called a copy."""

from __future__ import annotations

import math
from dataclasses import asdict, replace
from typing import Any

import pytest
from tests.pages.designs import COPIES, STRANGERS
from tests.pages.loopback_site import LoopbackSite

from chaffinch.pages.browser import Browser
from chaffinch.pages.bundle.values import capture_from_picture, make_reference
from chaffinch.pages.capture import Box, Capture, Change, Field, Form, Hop, Limits, Scene
from chaffinch.pages.judge.compare import compare
from chaffinch.pages.judge.evidence import COPY_THRESHOLD, _say_logo
from chaffinch.pages.judge.weights import WEIGHTS
from chaffinch.pages.verdict import Reference

PASSWORD = Form("https://a.test/go", "post", (Field("p", "password", "", "page"),))
NAME_ONLY = Form("https://a.test/go", "post", (Field("e", "email", "Adresse", "page"),))
WORDS = "Un texte assez long pour que personne ne prenne cette page pour une page vide. " * 3
REFERENCE = Reference(
    "portail", "https://portail.org.example/", b"", WORDS, "Portail Aurore", ("email", "password")
)


def make_capture(**changes: Any) -> Capture:
    """Return a capture of a page with words and no form."""
    plain = replace(
        capture_from_picture(b""), outcome="captured", requested_url="https://a.test/", final_url="https://a.test/",
        status=200, visible_text="Les horaires de la bibliothèque du village.", title="Bibliothèque", dom="<html>",
    )  # fmt: skip
    return replace(plain, **changes)


@pytest.mark.parametrize(
    ("verdict", "code", "changes"),
    [
        ("harmless", "no-form", {}),
        ("sign-in", "asks-password", {"forms": (PASSWORD,)}),
        ("sign-in", "two-step", {"forms": (NAME_ONLY,), "title": "Connexion"}),
        ("harmless", "", {"forms": (NAME_ONLY,), "visible_text": WORDS * 20}),
        (
            "parked",
            "parked-words",
            {"visible_text": "This domain is parked free, courtesy of its registrar."},
        ),
        ("for-sale", "for-sale-words", {"visible_text": "aurore.example : ce nom de domaine est à vendre."}),
        (
            "undecided",
            "challenge",
            {"visible_text": "Just a moment… Checking your browser before you go on."},
        ),
        ("undecided", "blank", {"visible_text": ""}),
        ("undecided", "failed", {"outcome": "failed", "reason": "timeout"}),
        ("undecided", "failed", {"outcome": "partial", "reason": "timeout"}),
        ("undecided", "failed", {"outcome": "failed", "reason": "egress"}),
        ("gone", "failed", {"outcome": "failed", "reason": "not-found"}),
        (
            "gone",
            "failed",
            {"outcome": "failed", "reason": "connection", "reason_params": {"cause": "refused"}},
        ),
        (
            "undecided",
            "failed",
            {"outcome": "failed", "reason": "connection", "reason_params": {"cause": "timeout"}},
        ),
        ("gone", "failed", {"status": 404}),
        ("gone", "failed", {"status": 410}),
        ("sign-in", "asks-password", {"status": 404, "forms": (PASSWORD,)}),
        ("undecided", "redirects-to-us", {"final_url": "https://portail.org.example/x"}),
    ],
)
def test_each_kind_of_page_has_its_class(verdict: str, code: str, changes: dict[str, Any]) -> None:
    said = compare(make_capture(**changes), [REFERENCE])
    assert said.verdict == verdict
    assert code in {reason.code for reason in said.reasons} | {""}


def test_our_own_page_is_harmless() -> None:
    ours = make_capture(requested_url=REFERENCE.url, final_url=REFERENCE.url, forms=(PASSWORD,))
    assert compare(ours, [REFERENCE]).verdict == "harmless"


def test_nothing_to_compare_with_scores_nothing() -> None:
    said = compare(make_capture(forms=(PASSWORD,)), [])
    assert (said.verdict, said.score, said.reference) == ("sign-in", 0.0, "")


def test_what_a_page_loads_from_us_and_where_it_posts_are_reasons() -> None:
    form = Form("https://collecte.example/p.php", "post", PASSWORD.fields)
    page = make_capture(forms=(form,), resources=("a.test", "static.org.example"))
    reasons = {reason.code: reason.params for reason in compare(page, [REFERENCE]).reasons}
    assert reasons["posts-elsewhere"] == {"host": "collecte.example"}
    assert reasons["loads-from-us"]["host"] == "static.org.example"


def test_a_neighbour_under_the_same_public_suffix_is_not_us() -> None:
    ours = replace(REFERENCE, url="https://equipe.github.io/")
    page = make_capture(forms=(PASSWORD,), resources=("autre.github.io",))
    assert "loads-from-us" not in {reason.code for reason in compare(page, [ours]).reasons}


def test_the_score_is_the_mean_of_two_answers_that_the_reasons_explain() -> None:
    page = make_capture(forms=(PASSWORD,), visible_text=WORDS, title="Portail Aurore")
    said = compare(page, [REFERENCE])
    assert said.verdict == "copy"
    assert said.score == pytest.approx((said.likeness * said.identity) ** 0.5, abs=0.001)
    for question, answer in (("likeness", said.likeness), ("identity", said.identity)):
        weights = [one.weight for one in said.reasons if WEIGHTS.get(one.code, ("",))[0] == question]
        assert answer == pytest.approx(1 - math.prod(1 - weight for weight in weights), abs=0.002)
    assert list(said.reasons) == sorted(said.reasons, key=lambda reason: -abs(reason.weight))


def test_likeness_without_identity_is_no_copy_and_neither_is_the_reverse() -> None:
    alike = make_capture(forms=(PASSWORD,), visible_text=WORDS, title="Portail Boréal")
    named = make_capture(forms=(PASSWORD,), title="Le journal : Aurore en congrès")
    assert compare(alike, [REFERENCE]).verdict == "sign-in"
    assert compare(named, [REFERENCE]).verdict == "sign-in"


def test_what_is_no_copy_is_answered_beside_the_page_that_it_is_closest_to() -> None:
    stranger = replace(
        REFERENCE, name="other", title="Autre maison", visible_text="Rien de commun ici", fields=()
    )
    named = make_capture(title="Le journal : Aurore en congrès", visible_text="Portail")
    for references in ([stranger, REFERENCE], [REFERENCE, stranger]):
        said = compare(named, references)
        assert (said.verdict, said.likeness) == ("harmless", 0.0)
        assert said.identity > 0


def test_a_copy_of_a_service_has_its_own_class() -> None:
    page = make_capture(forms=(PASSWORD,), visible_text=WORDS, title="Portail Aurore")
    assert compare(page, [replace(REFERENCE, service="nextcloud")]).verdict == "service-copy"


def test_a_code_that_comes_late_is_a_grant() -> None:
    later = Scene("Accès", "Ouvrez microsoft.com/devicelogin et saisissez le code F7KX-2PQM")
    change = Change("timer", ("text",), "https://a.test/", later, b"picture")
    assert compare(make_capture(changes=(change,)), []).verdict == "grant"


def test_a_page_that_turns_into_a_copy_when_looked_away_from_is_one() -> None:
    later = Scene("Portail Aurore", WORDS, (PASSWORD,))
    change = Change("blur", ("form", "text"), "https://a.test/", later, b"picture")
    said = compare(make_capture(changes=(change,)), [REFERENCE])
    assert said.verdict == "copy"
    assert (said.matched_here, said.pairs) == (None, ())
    assert {"trigger": "blur"} in [reason.params for reason in said.reasons if reason.code == "changes-after"]


def test_a_logo_of_a_later_picture_is_not_drawn_on_the_first(
    browser: Browser, site: LoopbackSite, reference: Reference
) -> None:
    ours = replace(reference, url="https://portail.mouvement-aurore.test/")
    seen = take(browser, site, COPIES["banner"])
    change = Change("blur", ("form", "text"), "https://a.test/", seen.scene, seen.window_png)
    reasons = {
        reason.code: reason.params for reason in compare(make_capture(changes=(change,)), [ours]).reasons
    }
    assert reasons["same-logo"].keys() == {"percent"}


@pytest.fixture(scope="module")
def reference(browser: Browser, site: LoopbackSite) -> Reference:
    """The genuine page, captured like any other."""
    return make_reference(take(browser, site, COPIES["exact"]), name="portail")


def take(browser: Browser, site: LoopbackSite, page: str) -> Capture:
    site.page("/design", page)
    return browser.capture("https://copie.test/design", limits=Limits(seconds=12))


@pytest.mark.parametrize("name", list(COPIES))
def test_a_changed_copy_is_a_copy(
    name: str, browser: Browser, site: LoopbackSite, reference: Reference
) -> None:
    ours = replace(reference, url="https://portail.mouvement-aurore.test/")
    said = compare(take(browser, site, COPIES[name]), [ours])
    assert (said.verdict, said.reference) == ("copy", "portail")


@pytest.mark.parametrize("name", list(STRANGERS))
def test_a_stranger_of_the_same_template_is_no_copy(
    name: str, browser: Browser, site: LoopbackSite, reference: Reference
) -> None:
    ours = replace(reference, url="https://portail.mouvement-aurore.test/")
    said = compare(take(browser, site, STRANGERS[name]), [ours])
    assert said.verdict == ("harmless" if name == "news" else "sign-in")
    assert said.score < COPY_THRESHOLD - 0.08


def test_the_matching_part_is_framed_on_both_pictures(
    browser: Browser, site: LoopbackSite, reference: Reference
) -> None:
    ours = replace(reference, url="https://portail.mouvement-aurore.test/")
    said = compare(take(browser, site, COPIES["banner"]), [ours])
    assert said.matched_here is not None
    assert said.matched_there is not None
    assert 40 <= said.matched_here.y - said.matched_there.y <= 90
    logo = next(reason.params for reason in said.reasons if reason.code == "same-logo")
    assert ours.logo is not None
    assert logo["there"] == asdict(ours.logo)
    assert 30 <= logo["here"]["y"] - logo["there"]["y"] <= 100
    assert abs(logo["here"]["x"] - logo["there"]["x"]) <= 20


def test_the_way_to_a_copy_does_not_change_what_it_is(reference: Reference) -> None:
    hops = (Hop("https://a.test/", 302, "request", ""), Hop("https://b.test/", 200, "http", ""))
    page = make_capture(chain=hops, final_url="https://b.test/", visible_text=reference.visible_text)
    page = replace(page, title=reference.title, forms=(PASSWORD,), window_png=reference.window_png)
    ours = replace(reference, url="https://portail.mouvement-aurore.test/")
    assert compare(page, [ours]).verdict == "copy"


def test_a_faint_logo_is_not_called_one() -> None:
    assert _say_logo(0.12, Box(1, 2, 3, 4), there=Box(1, 2, 3, 4)) == {"how": "faint"}
    assert _say_logo(0.8, None, there=Box(1, 2, 3, 4)) == {"how": "faint"}
    clear = _say_logo(0.8, Box(1, 2, 3, 4), there=Box(5, 6, 7, 8))
    assert clear == {"here": asdict(Box(1, 2, 3, 4)), "there": asdict(Box(5, 6, 7, 8))}
