"""A desk in the middle of a week: a dozen cases in every state, told through the services."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from PIL import Image, ImageDraw

from chaffinch.desk.models import Case, Heartbeat, Reading, Source, SourceFault, SourceGap, User
from chaffinch.desk.observations import observe_match, observe_tip
from chaffinch.desk.services.audit import COMMAND_LINE, WORKER, Actor
from chaffinch.desk.services.captures import record_capture
from chaffinch.desk.services.cases import add_note, change_state, note_exposure, settle_exposure
from chaffinch.desk.services.references import keep_reference
from chaffinch.desk.services.sightings import record_chunk, record_tip
from chaffinch.desk.services.watch import load_watchlist
from chaffinch.desk.states import State
from chaffinch.names.feeds.feed import Chunk
from chaffinch.names.matcher import Matcher
from chaffinch.names.watchlist import Watchlist
from chaffinch.pages.capture import Box, Certificate, Field, Form, Hop, Outcome
from chaffinch.pages.capture import Capture as Look
from chaffinch.pages.verdict import Reason, Verdict, VerdictClass

Picture = Callable[[str], bytes]

GENUINE = "portail.mouvement-aurore.test"
COPIES = (
    "portail.mouvement.aurore.test",
    "portail-mouvement-aurore.test",
    "rnouvement-aurore.test",
    "portail.mouvement-aurore.test.acces-compte.test",
)


@dataclass(frozen=True, slots=True)
class Told:
    """One address of the story."""

    host: str
    verdict: VerdictClass | None
    state: State | None = None
    reason: str = ""
    failed: str = ""


STORY = (
    Told("portail.mouvement.aurore.test", "copy"),
    Told(
        "portail-mouvement-aurore.test",
        "copy",
        "confirmed",
        "Same form, posts to itself. Seen in Monday's lure.",
    ),
    Told("rnouvement-aurore.test", "copy", "reported", "Abuse form of the hosting company, ticket 4711."),
    Told("onedrive-mouvement-aurore.test", "sign-in"),
    Told("portail.mouvement-aurore.test.acces-compte.test", "copy"),
    Told(
        "mouvement-aurore-poesie.test",
        "harmless",
        "dismissed",
        "A poetry club; the name is theirs since 2011.",
    ),
    Told("mouvement-aurore.example", "parked"),
    Told("mouvement-aur0re.test", "undecided", failed="timeout"),
    Told("xn--muvement-aurore-8rm.test", "for-sale"),
    Told("connexion-mouvement-aurore.test", "gone", "gone", ""),
    Told("sharepoint-mouvement-aurore.test", None),
    Told("mouvement-aurore-login.test", None),
)


@cache
def draw_picture(host: str) -> bytes:
    """Draw a window of our browser: a plain sign-in form in a colour of the host's own."""
    picture = Image.new("RGB", (1280, 800), "#f3f1ee")
    pen = ImageDraw.Draw(picture)
    hue = "#" + hashlib.sha256(host.encode()).hexdigest()[:6]
    pen.rectangle((0, 0, 1280, 90), fill=hue)
    pen.rounded_rectangle((430, 180, 850, 640), 18, fill="white", outline="#c8c4bc", width=2)
    for top in (300, 400):
        pen.rectangle((480, top, 800, top + 50), outline="#8a857c", width=2)
    pen.rectangle((480, 520, 800, 575), fill=hue)
    pen.text((480, 220), host, fill="black")
    stream = io.BytesIO()
    picture.save(stream, "PNG")
    return stream.getvalue()


def tell_story(
    *, now: datetime, picture: Picture = draw_picture, password: str = "hirondelle de rivage 27"
) -> None:
    """Fill an empty desk whose watchlist is the demo organisation's."""
    ines = _add_person("ines", "Inès", "Kerbrat", password)
    tomas = _add_person("tomas", "Tomás", "Ferreira", password)
    start = now - timedelta(days=4)
    reference = keep_reference(make_look(GENUINE, picture=picture, at=start), actor=WORKER, now=start)
    _read_list(start)
    cases = {case.host: case for case in Case.objects.all()}
    for step, told in enumerate(STORY):
        at = start + timedelta(hours=2 + 5 * step)
        case = cases[told.host]
        if told.verdict:
            look = make_look(
                told.host,
                picture=picture,
                at=at,
                failed=told.failed or ("connection" if told.verdict == "gone" else ""),
            )
            record_capture(case.pk, look, judge_page(told.verdict, reference=str(reference.pk)), now=at)
        if told.state:
            _decide(case, told, actor=ines if step % 2 else tomas, at=at + timedelta(hours=1))
    _paste(
        "https://resultats-du-premier-tour.test/participation?id=8", actor=tomas, now=now - timedelta(hours=3)
    )
    _paste("https://portail.mouvement.aurore.test/connexion?lot=7", actor=ines, now=now - timedelta(hours=2))
    _help_people(cases[COPIES[0]], ines, now=now)
    Heartbeat.objects.create(
        worker="worker-1", process_id=4242, started_at=start, last_seen=now, version="0.1.0"
    )


def _add_person(name: str, first: str, last: str, password: str) -> Actor:
    user = User.objects.filter(username=name).first()
    if user is None:
        user = User.objects.create_user(name, password=password, first_name=first, last_name=last)
    return Actor(user.username, user.pk)


@cache
def _make_matcher(watchlist: Watchlist) -> Matcher:
    return Matcher(watchlist)


def _paste(link: str, *, actor: Actor, now: datetime) -> None:
    observation = observe_tip(link, matcher=_make_matcher(load_watchlist()))
    source, _made = Source.objects.get_or_create(kind=Source.Kind.PASTE, name="")
    record_tip(observation, source=source, now=now, actor=actor)


def _read_list(at: datetime) -> None:
    matcher = _make_matcher(load_watchlist())
    source = Source.objects.create(kind=Source.Kind.LIST, name="newly-registered.txt")
    observations = []
    for number, told in enumerate(STORY, start=1):
        found = matcher.match(told.host, line=number * 811)
        if not found:
            raise AssertionError(f"the matcher does not know {told.host}")
        observations.append(observe_match(found[0]))
    chunk = Chunk(names=(), checkpoint={}, entries=12_480, position=12_480)
    record_chunk(observations, source=source, chunk=chunk, now=at, actor=COMMAND_LINE, skipped=3)


def tell_sources(*, now: datetime) -> None:
    """Add sources that are read all the time: one in good order, one that catches up, one that stands still."""
    day = timedelta(days=1)
    calm = Source.objects.create(
        kind=Source.Kind.CERTIFICATES, name="https://ct.aurore.test/2027h1/", line=48_211_930, waiting=0,
        newest_at=now - timedelta(minutes=2), last_read_at=now - timedelta(seconds=40),
        last_tried_at=now - timedelta(seconds=40), followed=True,
    )  # fmt: skip
    late = Source.objects.create(
        kind=Source.Kind.CERTIFICATES, name="https://tuiles.aurore.test/2027h1/", line=9_130_112, waiting=1_284_000,
        newest_at=now - timedelta(hours=9), last_read_at=now - timedelta(minutes=1),
        last_tried_at=now - timedelta(minutes=1), followed=True,
    )  # fmt: skip
    Source.objects.create(
        kind=Source.Kind.VARIANTS, name="", line=1_200, waiting=0, last_read_at=now - timedelta(hours=5),
        last_tried_at=now - timedelta(hours=5), followed=True,
    )  # fmt: skip
    Source.objects.create(
        kind=Source.Kind.ZONE, name="/srv/zones/fr.zone.gz", line=4_150_007, waiting=0, last_read_at=now - day,
        last_tried_at=now - timedelta(minutes=20), fault="damaged",
    )  # fmt: skip
    for hour in range(24):
        at = now - timedelta(hours=hour, minutes=7)
        Reading.objects.create(source=calm, at=at, lines=30_000 + 9_000 * (hour * 7 % 5), hits=hour % 3 == 0)
        Reading.objects.create(source=late, at=at, lines=90_000 if hour < 6 else 4_000, skipped=hour % 4)
    SourceGap.objects.create(
        source=late, start=7_000_000, end=7_004_096, code="skipped-ahead", found_at=now - timedelta(hours=7)
    )
    for minutes, where in ((12, "7312004"), (55, "7290113")):
        SourceFault.objects.create(
            source=late, at=now - timedelta(minutes=minutes), code="broken-entry", where=where
        )


def _decide(case: Case, told: Told, *, actor: Actor, at: datetime) -> None:
    assert told.state is not None
    if told.state in {"reported", "gone"}:
        change_state(case.pk, "confirmed", actor=actor, reason="The form is ours.", now=at)
        at += timedelta(minutes=20)
    change_state(case.pk, told.state, actor=actor, reason=told.reason, now=at)


def _help_people(case: Case, actor: Actor, *, now: datetime) -> None:
    add_note(
        case.pk,
        actor=actor,
        text="Came by SMS too, signed “support informatique”.",
        now=now - timedelta(minutes=70),
    )
    first = note_exposure(
        case.pk, person="Maud Delacroix", what="typed", actor=actor, now=now - timedelta(hours=1)
    )
    settle_exposure(first.pk, actor=actor, now=now - timedelta(minutes=30))
    note_exposure(
        case.pk, person="Jean-Paul Rivière", what="opened", actor=actor, now=now - timedelta(minutes=20)
    )


def make_look(host: str, *, picture: Picture, at: datetime, failed: str = "") -> Look:
    """Return what the browser would hand over for a sign-in page on that host."""
    outcome: Outcome = "failed" if failed else "captured"
    drawn = b"" if failed else picture(host)
    url = f"https://{host}/"
    return Look(
        requested_url=url,
        final_url="" if failed else f"{url}connexion",
        outcome=outcome,
        reason=failed,
        reason_params={"seconds": 25} if failed == "timeout" else {},
        started_at=at,
        seconds=2.4,
        profile="desktop",
        status=0 if failed else 200,
        title="" if failed else "Connexion — Portail du Mouvement Aurore",
        window_png=drawn,
        page_png=drawn,
        dom=""
        if failed
        else f"<!doctype html><title>{host}</title><form action=/connexion><input type=password></form>",
        visible_text="" if failed else "Connexion Adresse électronique Mot de passe",
        headers=() if failed else (("server", "nginx/1.24.0"), ("content-type", "text/html; charset=utf-8")),
        chain=()
        if failed
        else (
            Hop(f"http://{host}/", 301, "request", "203.0.113.20"),
            Hop(url, 302, "http", "203.0.113.20"),
            Hop(f"{url}connexion", 200, "script", "203.0.113.20"),
        ),
        certificate=None if failed else _make_certificate(host, at=at),
        forms=()
        if failed
        else (
            Form(
                action=f"{url}connexion",
                method="post",
                fields=(
                    Field("email", "email", "Adresse électronique", "page"),
                    Field("password", "password", "Mot de passe", "page"),
                ),
            ),
        ),
        resources=() if failed else (host, GENUINE),
    )


def _make_certificate(host: str, *, at: datetime) -> Certificate:
    return Certificate(
        subject=host,
        issuer="R11, Let's Encrypt",
        names=(host, f"www.{host}"),
        not_before=at - timedelta(days=2),
        not_after=at + timedelta(days=88),
        sha256="ab" * 32,
        problem="",
    )


def judge_page(verdict: VerdictClass, *, reference: str) -> Verdict:
    """Return a verdict with reasons that fit it."""
    if verdict == "copy":
        return Verdict(
            verdict="copy",
            score=0.97,
            reasons=(
                Reason("looks-like", {"percent": 98, "reference": reference}, 0.62),
                Reason("same-form", {}, 0.3),
                Reason("loads-from-us", {"host": GENUINE}, 0.25),
                Reason("asks-password", {}, 0.2),
            ),
            reference=reference,
            matched_here=Box(715, 160, 440, 500),
            matched_there=Box(715, 160, 440, 500),
        )
    reasons: dict[str, tuple[Reason, ...]] = {
        "sign-in": (Reason("asks-password", {}, 0.4), Reason("two-step", {}, 0.15)),
        "harmless": (Reason("no-form", {}, -0.6),),
        "parked": (Reason("parked-words", {}, -0.5), Reason("no-form", {}, -0.3)),
        "for-sale": (Reason("for-sale-words", {}, -0.6),),
    }
    return Verdict(
        verdict=verdict, score=0.0, reasons=reasons.get(verdict, (Reason("failed", {}, 0.0),)), reference=""
    )
