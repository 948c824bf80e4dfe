"""One step into a sign-in of two steps, with an invented address; never more, never elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs

import pytest
from tests.pages.loopback_site import LoopbackSite, Visitor

from chaffinch.pages.browser import Browser
from chaffinch.pages.bundle.folder import make_bundle
from chaffinch.pages.bundle.values import read_capture
from chaffinch.pages.capture import Capture
from chaffinch.pages.judge.compare import compare
from chaffinch.pages.profile import make_stepper

INVENTED = "lise.moreau@org.test"
WORDS = "<h1>Portail des bénévoles</h1><p>Connectez-vous pour continuer vers votre espace.</p>"
FORM = f"{WORDS}<form method=post action=/deux><input name=adresse type=email><button>Suivant</button></form>"
PASSWORD = "<h1>Bonjour</h1><form method=post action=/trois><input type=password name=p><button>Entrer</button></form>"
HOST = "copie.test"


@pytest.fixture
def posted(site: LoopbackSite) -> Iterator[list[tuple[str, dict[str, list[str]]]]]:
    """What forms sent, by path; the second page asks for the password."""
    kept: list[tuple[str, dict[str, list[str]]]] = []

    def take(visitor: Visitor) -> None:
        sent = visitor.rfile.read(int(visitor.headers.get("Content-Length", 0))).decode()
        kept.append((visitor.path, parse_qs(sent)))
        visitor.say(PASSWORD)

    site.routes["/deux"] = site.routes["/trois"] = take
    yield kept
    for path in ("/deux", "/trois"):
        del site.routes[path]


def step(browser: Browser, site: LoopbackSite, page: str) -> Capture:
    site.page("/un", page)
    return browser.capture(f"https://{HOST}/un", profile=make_stepper(INVENTED))


def test_the_password_on_the_second_page_is_seen(
    browser: Browser, site: LoopbackSite, posted: list[tuple[str, dict[str, list[str]]]]
) -> None:
    seen = step(browser, site, FORM)
    assert posted == [("/deux", {"adresse": [INVENTED]})]
    (change,) = seen.changes
    assert (change.trigger, change.url) == ("step", f"https://{HOST}/deux")
    assert change.scene.asks_password
    assert change.window_png.startswith(b"\x89PNG")
    assert seen.final_url == f"https://{HOST}/un"
    assert (seen.profile, seen.typed) == ("step", INVENTED)
    assert {one.url for one in seen.exchanges} >= {f"https://{HOST}/un", f"https://{HOST}/deux"}
    assert "Entrer" in "".join(body.decode(errors="replace") for body in seen.bodies.values())
    said = compare(seen, [])
    assert said.verdict == "sign-in"
    assert [reason.params for reason in said.reasons if reason.code == "turns-into-sign-in"] == [
        {"trigger": "step"}
    ]
    assert read_capture(make_bundle(seen)) == seen


@pytest.mark.parametrize(
    "page",
    [
        f"{WORDS}<input id=a placeholder=Identifiant><div role=button style='width:90px;height:30px;background:#ccc'"
        " onclick=\"if(a.value.includes('@'))b.innerHTML='<p>Votre mot de passe</p><input type=pass'+'word>'\">Suivant</div><p id=b></p>",
        f"{WORDS}<div id=h></div><script>const r=h.attachShadow({{mode:'closed'}});r.innerHTML='<input type=email>"
        "<button>OK</button>';r.querySelector('button').onclick=()=>{document.body.innerHTML='<h1>Mot de passe</h1>"
        "<input type=password>'}</script>",
        f"{WORDS}<div style='height:2500px'></div>{FORM}",
        f"{WORDS}<iframe srcdoc=\"{FORM}\" style='width:600px;height:400px'></iframe>",
    ],
    ids=["a button that is none", "a closed shadow tree", "below the fold", "a frame"],
)
def test_the_field_is_found_as_a_person_finds_it(
    page: str, browser: Browser, site: LoopbackSite, posted: list[tuple[str, dict[str, list[str]]]]
) -> None:
    seen = step(browser, site, page)
    assert [change.trigger for change in seen.changes] == ["step"]
    assert seen.changes[0].scene.asks_password


def test_nothing_is_typed_where_a_password_is_asked_for_at_once(
    browser: Browser, site: LoopbackSite, posted: list[tuple[str, dict[str, list[str]]]]
) -> None:
    seen = step(browser, site, f"{FORM}{PASSWORD}")
    assert (seen.changes, posted) == ((), [])
    assert "step-password" in seen.notes


def test_no_step_is_taken_on_a_site_that_it_led_to(
    browser: Browser, site: LoopbackSite, posted: list[tuple[str, dict[str, list[str]]]]
) -> None:
    site.page("/genuine", FORM)
    seen = step(browser, site, "<meta http-equiv=refresh content='0;url=https://portail.test/genuine'>")
    assert (seen.changes, posted) == ((), [])
    assert "step-elsewhere" in seen.notes


def test_a_page_without_a_field_is_told_from_one_that_does_not_answer(
    browser: Browser, site: LoopbackSite
) -> None:
    assert "step-no-field" in step(browser, site, WORDS).notes
    still = step(browser, site, f"{WORDS}<input type=email>")
    assert (still.changes, [note for note in still.notes if note.startswith("step")]) == ((), [])


def test_an_ordinary_visit_types_nothing(
    browser: Browser, site: LoopbackSite, posted: list[tuple[str, dict[str, list[str]]]]
) -> None:
    site.page("/un", FORM)
    assert browser.capture(f"https://{HOST}/un").typed == ""
    assert posted == []
