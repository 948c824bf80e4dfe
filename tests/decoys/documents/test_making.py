"""Batches: six kinds in six formats, none alike, none with a trace, none that could be about anybody."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from tests.decoys.documents.made import make_docx, paragraph, read_parts
from tests.decoys.documents.test_traces import FINGERPRINTS

from chaffinch.decoys import Seed
from chaffinch.decoys.documents.blocks import parse_blocks
from chaffinch.decoys.documents.errors import ActiveTemplateError, BrokenTemplateError, FieldError
from chaffinch.decoys.documents.filling import read_template
from chaffinch.decoys.documents.invention import KINDS, LANGUAGES, load_example
from chaffinch.decoys.documents.making import FORMATS, Document, DocumentOrder, make_documents
from chaffinch.decoys.documents.properties import Provenance

PEOPLE = ["Maïwenn Le Goff", "Tanguy Kerbrat", "Inès Martin", "Paul Roux"]
SEED, AT = Seed(b"an installation of the tests"), datetime(2026, 3, 2, tzinfo=UTC)


def make(seed: Seed = SEED, **changes: object) -> tuple[Document, ...]:
    order: dict[str, object] = {"kind": "minutes", "count": 3, "batch": "b1", "people": PEOPLE}
    return make_documents(DocumentOrder(**{**order, **changes}), seed=seed, at=AT)  # type: ignore[arg-type]


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("locale", ["fr_FR", "en_GB"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_made_in_every_format_without_a_trace(kind: str, locale: str, form: str) -> None:
    for one in make(kind=kind, locale=locale, format=form, count=1, organisation="Mouvement Aurore"):
        assert not FINGERPRINTS.search(one.content)
        assert "{" not in one.text and "}" not in one.text and one.title
        if form in ("docx", "xlsx", "pptx"):
            read_template(one.content, form)  # type: ignore[arg-type]
            for name, content in read_parts(one.content).items():
                assert not FINGERPRINTS.search(name.encode() + content), name


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_seed_and_batch_give_the_same_bytes_and_another_seed_others(form: str) -> None:
    assert make(format=form) == make(format=form)
    others = make(Seed(b"another installation"), format=form), make(format=form, batch="b2")
    assert not {one.sha256 for batch in others for one in batch} & {one.sha256 for one in make(format=form)}
    assert len({one.id for one in make(format=form)}) == len({one.file for one in make(format=form)}) == 3


def test_two_installations_look_different() -> None:
    looks = {
        read_parts(make(Seed(f"installation number {n}".encode()), count=1)[0].content)["word/styles.xml"]
        for n in range(8)
    }
    assert len(looks) > 4


def test_a_trap_and_a_link_stand_inside_where_they_are_given() -> None:
    logins = [("a.kerbrat@aurore.test", "p1;x"), ("b.le-goff@aurore.test", "p2")]
    made = make(
        logins=logins,
        link="https://depot.aurore.test/d/{id}",
        link_text="le dossier",
        beacon="https://depot.aurore.test/{id}.png",
    )
    for place, one in enumerate(made):
        assert one.login == logins[place % 2][0] and logins[place % 2][1] in one.text
        relations = read_parts(one.content)["word/_rels/document.xml.rels"].decode()
        assert f"/d/{one.id}" in relations and f"/{one.id}.png" in relations
    assert (
        "@" not in make()[0].text
        and b"External" not in read_parts(make()[0].content)["word/_rels/document.xml.rels"]
    )


def test_nothing_that_could_be_a_number_of_somebody_is_written() -> None:
    numbers = re.compile(
        r"\b[A-Z]{2}\d{2}(?:\s?\d{4}){3,}|\b0\d(?:[ .]?\d{2}){4}\b|\+\d{6,}|\b(?:\d[ -]?){13,19}\b"
    )
    forbidden = re.compile(
        r"vote|élection|election|candidat|parti\b|party|Macron|IBAN|carte bancaire|téléphone|\bphone", re.I
    )
    for language in LANGUAGES:
        for kind in KINDS:
            text = load_example(kind, language, given=frozenset({"login", "link"}))
            assert not forbidden.search(text) and not numbers.search(text)
            for one in make(
                kind=kind, locale={"fr": "fr_FR", "en": "en_GB"}[language], format="xlsx", count=2
            ):
                assert not numbers.search(one.text) and not forbidden.search(one.text)


def test_dates_are_of_working_days_before_the_planting() -> None:
    for one in make(count=30):
        assert one.made_at <= AT
        core = read_parts(one.content)["docProps/core.xml"].decode()
        created = datetime.fromisoformat(re.findall("created[^>]*>([^<]+)", core)[0])
        assert created.weekday() < 5 and 8 <= created.hour < 19


def test_a_template_of_ones_own_is_filled_in_the_sandbox() -> None:
    template = make_docx(paragraph("Salle {{ro", "om}} : {prévoir|apporter} {{thing}}, {merci|à bientôt}."))
    made = make(untrusted_template=template, fields={"thing": "le café"}, count=4)
    assert all("le café" in one.text and len(one.phrases) == 2 for one in made)
    assert len({one.text for one in made}) > 1 and made == make(
        untrusted_template=template, fields={"thing": "le café"}, count=4
    )


def test_faults_in_the_sandbox_come_out_by_name() -> None:
    with pytest.raises(ActiveTemplateError) as active:
        make(untrusted_template=make_docx("", **{"word/vbaProject.bin": b"x"}))
    assert (active.value.code, active.value.part) == ("macros", "word/vbaProject.bin")
    with pytest.raises(BrokenTemplateError) as broken:
        make(untrusted_template=b"PK no")
    assert broken.value.code == "zip"
    with pytest.raises(FieldError) as unfilled:
        make(untrusted_template=make_docx(paragraph("{{colour}}")))
    assert unfilled.value.names == ("colour",)


@pytest.mark.parametrize(
    ("template", "code"),
    [
        ("BEGIN:VCALENDAR\nBEGIN:VALARM\nACTION:PROCEDURE\nEND:VCALENDAR", "action"),
        ("BEGIN:VCALENDAR\nATTACH:https://x.test/a\nEND:VCALENDAR", "external"),
        ("BEGIN:VCALENDAR\nDESCRIPTION:a\n <script>\nEND:VCALENDAR", "script"),
    ],
)
def test_a_calendar_that_starts_or_fetches_is_refused(template: str, code: str) -> None:
    with pytest.raises(ActiveTemplateError) as caught:
        make(format="ics", untrusted_template=template.encode())
    assert caught.value.code == code


def test_values_in_a_calendar_are_escaped_and_lines_folded() -> None:
    template = b"BEGIN:VCALENDAR\nPRODID:-//Tool//EN\nSUMMARY:{{thing}}\nEND:VCALENDAR\n"
    [one] = make(
        format="ics", untrusted_template=template, fields={"thing": "a, b; c\\ " + "é" * 80}, count=1
    )
    lines = one.content.split(b"\r\n")
    assert b"SUMMARY:a\\, b\\; c\\\\ " in one.content and b"Tool" not in one.content
    assert all(len(line) <= 75 for line in lines) and lines[-1] == b""
    unfolded = one.content.replace(b"\r\n ", b"").decode()
    assert "é" * 80 in unfolded


def test_a_text_that_is_no_text_is_refused() -> None:
    with pytest.raises(FieldError):
        make(format="pdf", untrusted_template=b"\xff\xfe\x00")
    with pytest.raises(BrokenTemplateError):
        parse_blocks("\n\n")
    with pytest.raises(FieldError):
        make(count=0)
    with pytest.raises(FieldError):
        make(people=["Inès Martin"])
    with pytest.raises(FieldError):
        Provenance("a", "b", created=AT, modified=datetime(2020, 1, 1, tzinfo=UTC))
