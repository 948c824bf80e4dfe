"""What a capture holds of a page that means no harm to the browser."""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime

import pytest
from tests.pages.designs import draw_sign_in
from tests.pages.loopback_site import LoopbackSite

from chaffinch.ground.egress import EgressUnansweredError
from chaffinch.pages.browser import Browser, PageAddressError
from chaffinch.pages.capture import Capture, Form, Limits
from chaffinch.pages.judge.pictures import decode_picture

LIMITS = Limits(seconds=12)
NOW = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)


def look(browser: Browser, path: str, *, host: str = "https://portail.test") -> Capture:
    return browser.capture(host + path, limits=LIMITS, now=NOW)


def find_passwords(capture: Capture) -> list[tuple[str, Form]]:
    return [
        (entry.found_by, form) for form in capture.forms for entry in form.fields if entry.kind == "password"
    ]


def test_a_sign_in_page_is_captured_whole(browser: Browser, site: LoopbackSite) -> None:
    site.page("/whole", draw_sign_in(action="https://collecte.example/p.php"))
    taken = look(browser, "/whole")
    assert (taken.outcome, taken.reason, taken.status) == ("captured", "", 200)
    assert taken.title == "Connexion · Portail Mouvement Aurore"
    assert "Heureux de vous revoir" in taken.visible_text
    assert "<form" in taken.dom
    window = decode_picture(taken.window_png)
    assert window is not None
    assert window.shape == (800, 1280)
    assert decode_picture(taken.page_png) is not None
    assert taken.started_at == NOW
    assert ("Content-Type", "text/html; charset=utf-8") in taken.headers
    assert [entry.kind for entry in taken.forms[0].fields] == ["email", "password"]
    assert [entry.label for entry in taken.forms[0].fields] == ["Adresse électronique", "Mot de passe"]
    assert taken.forms[0].action == "https://collecte.example/p.php"


def test_the_certificate_is_the_servers_own(browser: Browser, site: LoopbackSite) -> None:
    site.page("/certificate", draw_sign_in())
    certificate = look(browser, "/certificate").certificate
    assert certificate is not None
    assert "copie.test" in certificate.names
    assert certificate.issuer == "CN=Loopback test authority"
    assert len(certificate.sha256) == 64
    assert certificate.problem == ""


def test_every_step_of_the_way_has_its_reason(browser: Browser, site: LoopbackSite) -> None:
    site.redirect("/start", to="/meta")
    site.page("/meta", "<meta http-equiv=refresh content='1; url=/script'><p>Un instant")
    site.page("/script", "<script>setTimeout(() => location.replace('https://copie.test/end'), 600)</script>")
    site.page("/end", draw_sign_in())
    taken = look(browser, "/start")
    assert [(hop.reason, hop.status) for hop in taken.chain] == [
        ("request", 302),
        ("http", 200),
        ("meta", 200),
        ("script", 200),
    ]
    assert taken.final_url == "https://copie.test/end"
    assert {hop.address for hop in taken.chain} == {"127.0.0.1"}


@pytest.mark.parametrize(
    ("found_by", "body"),
    [
        (
            "closed-shadow",
            "<script>h.attachShadow({mode: 'closed'}).innerHTML = '<input type=password>'</script>",
        ),
        ("page", "<script>h.attachShadow({mode: 'open'}).innerHTML = '<input type=password>'</script>"),
        ("masked-text", "<input type=text style='-webkit-text-security: disc'>"),
        ("frame", "<iframe src=/inner></iframe>"),
        ("frame", "<iframe src=https://copie.test/inner></iframe>"),
        ("page", "<script>setTimeout(() => h.innerHTML = '<input type=password>', 500)</script>"),
    ],
    ids=["closed shadow", "open shadow", "masked text", "frame", "frame of another host", "built late"],
)
def test_a_password_field_is_found_wherever_it_hides(
    found_by: str, body: str, browser: Browser, site: LoopbackSite
) -> None:
    site.page("/inner", "<form method=post action=/take><input type=password></form>")
    site.page("/hides", f"<h1>Connexion à votre espace</h1><div id=h></div>{body}")
    assert [found for found, _ in find_passwords(look(browser, "/hides"))] == [found_by]


def test_the_form_in_a_frame_says_where_it_posts(browser: Browser, site: LoopbackSite) -> None:
    site.page("/inner", "<form method=post action=/take><input type=password></form>")
    site.page("/outer", "<h1>Connexion à votre espace</h1><iframe src=https://copie.test/inner></iframe>")
    taken = look(browser, "/outer")
    assert find_passwords(taken)[0][1].action == "https://copie.test/take"
    assert taken.resources == ("copie.test", "portail.test")


def test_the_visitor_looks_like_a_person(browser: Browser, site: LoopbackSite) -> None:
    site.routes["/who"] = lambda visitor: visitor.say(
        f"<p id=a>{visitor.headers['User-Agent']}<p>{visitor.headers['Accept-Language']}"
        "<script>document.write(`<p>webdriver ${navigator.webdriver} ${navigator.language}"
        " ${Intl.DateTimeFormat().resolvedOptions().timeZone}`)</script>"
    )
    text = look(browser, "/who").visible_text
    assert "Headless" not in text
    assert "webdriver false fr-FR Europe/Paris" in text


def test_no_permission_is_granted(browser: Browser, site: LoopbackSite) -> None:
    site.page(
        "/asks",
        """<p id=o>…</p><script>Promise.all(['geolocation', 'camera', 'microphone', 'notifications',
        'clipboard-read'].map(name => navigator.permissions.query({name}))).then(
        found => o.textContent = JSON.stringify(found.map(one => one.state)))</script>""",
    )
    states = json.loads(look(browser, "/asks").visible_text)
    assert "granted" not in states


def test_an_empty_page_is_blank(browser: Browser, site: LoopbackSite) -> None:
    site.page("/empty", "<title>x</title><div></div>")
    taken = look(browser, "/empty")
    assert (taken.outcome, taken.reason) == ("partial", "blank")


def test_a_missing_page_keeps_its_status(browser: Browser) -> None:
    assert look(browser, "/nowhere").status == 404


def test_a_range_name_that_nobody_serves_is_not_found(browser: Browser) -> None:
    taken = look(browser, "/", host="https://unknown.test")
    assert (taken.outcome, taken.reason) == ("failed", "not-found")


def test_no_live_page_is_opened_before_somebody_said_how(browser: Browser) -> None:
    with pytest.raises(EgressUnansweredError) as refusal:
        browser.capture("https://www.example.net/")
    assert refusal.value.exit_code == 3


@pytest.mark.parametrize(
    "url", ["", "portail.test", "ftp://portail.test/", "file:///etc/passwd", "javascript:1", "http://[::1"]
)
def test_what_is_no_web_address_is_refused(url: str, browser: Browser) -> None:
    with pytest.raises(PageAddressError):
        browser.capture(url)


def test_captures_from_many_threads_do_not_mix(browser: Browser, site: LoopbackSite) -> None:
    for number in range(6):
        site.page(f"/thread{number}", f"<title>Page {number}</title><h1>Connexion</h1><input type=password>")
    titles: dict[int, str] = {}

    def take(number: int) -> None:
        titles[number] = look(browser, f"/thread{number}").title

    threads = [threading.Thread(target=take, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert titles == {number: f"Page {number}" for number in range(6)}
