"""What a fact pack says, what it never says, and that it is the same each time."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pypdfium2
import pytest
from tests.reports.factpack.house import (
    NOW,
    OTHER_KEY,
    PRESS_KEY,
    TWO,
    make_altered,
    make_decoy,
    make_facts,
    make_proof,
)

from chaffinch.leaks.finding import VERDICTS
from chaffinch.reports.factpack.errors import PackRefusedError
from chaffinch.reports.factpack.facts import Figures, PackFacts, Piece, Row, Standout
from chaffinch.reports.factpack.guard import check_facts
from chaffinch.reports.factpack.method import Method, Rate, read_method
from chaffinch.reports.factpack.pack import build_pack, make_pack, sign_pack
from chaffinch.reports.factpack.sealing import seal_page

Files = dict[str, bytes]
METHOD = Method(
    "taint", "1", "2027-01-01", "python benchmarks/taint.py", (Rate("genuine-called-altered", 20_000, 1),)
)


@pytest.fixture(scope="module")
def facts() -> PackFacts:
    return make_facts()


@pytest.fixture(scope="module")
def pack(facts: PackFacts) -> Files:
    return build_pack(facts, method=METHOD)


def refuse(facts: PackFacts) -> str:
    with pytest.raises(PackRefusedError) as refused:
        check_facts(facts)
    assert refused.value.exit_code == 3
    return refused.value.code


def test_the_same_facts_give_the_same_bytes(facts: PackFacts, pack: Files) -> None:
    assert build_pack(facts, method=METHOD) == pack
    assert make_pack(facts, key=PRESS_KEY) == make_pack(facts, key=PRESS_KEY)


def test_genuine_comes_first_in_both_languages(pack: Files) -> None:
    page = pack["facts.html"].decode()
    for language, words in (
        ("en", "64,412 of 71,848 items are genuine"),
        ("fr", "71\u202f848 sont authentiques"),
    ):
        main = page.partition(f'<main lang="{language}">')[2].partition("</main>")[0]
        lead = re.search(r'<p class="lead">(.*?)</p>', main)
        assert lead is not None
        assert words in lead[1]
        assert main.index("64") < main.index("162")
        rows = re.findall(r'<th scope="row">(.*?)</th>', main)
        assert len(rows) >= 9


def test_the_page_needs_no_network_and_no_script(pack: Files) -> None:
    page = pack["facts.html"].decode()
    assert page == seal_page(page)
    assert "default-src 'none'" in page
    for never in ("http://", "https://", "<script", "<img", "<link", "style=", "onerror", "url("):
        assert never not in page
    assert len(page.encode()) < 100_000


def test_no_genuine_item_is_named_anywhere(facts: PackFacts, pack: Files) -> None:
    record = json.loads(pack["facts.json"])
    assert [one["verdict"] for one in record["examples"]] == ["altered", "invented", "decoy"]
    assert record["verdicts"]["genuine"] == {"items": 64_412, "sure": {"certain": 61_002, "strong": 3_410}}
    for verdict in sorted(set(VERDICTS) - {"altered", "invented", "decoy"}):
        named = make_altered(verdict=verdict)
        assert refuse(replace(facts, examples=(named,))) == "shown"


def test_nothing_goes_out_that_two_people_have_not_released(facts: PackFacts) -> None:
    for released_by in ((), ("ines",), ("ines", "ines")):
        assert refuse(replace(facts, examples=(make_altered(released_by=released_by),))) == "readers"
        proof = replace(make_proof(), released_by=released_by)
        assert refuse(replace(facts, examples=(), proofs=(proof,))) == "readers"


def test_a_decoy_in_use_is_never_shown(facts: PackFacts) -> None:
    proof = replace(make_proof(), in_use=("trap-alive",))
    assert refuse(replace(facts, proofs=(proof,))) == "in-use"


def test_a_decoy_is_shown_with_its_proof_only(facts: PackFacts) -> None:
    assert refuse(replace(facts, proofs=())) == "proof"
    assert refuse(replace(facts, ledger=None)) == "proof"
    other = replace(make_proof("document-2"), entry="document-1")
    assert refuse(replace(facts, proofs=(other,))) == "proof"
    assert facts.ledger is not None
    assert refuse(replace(facts, ledger=replace(facts.ledger, most=5))) == "proof"
    broken = replace(facts.proofs[0], disclosure=facts.proofs[0].disclosure.replace(b"2027", b"2026"))
    assert refuse(replace(facts, proofs=(broken,))) == "proof"


def test_personal_details_that_were_left_stop_it(facts: PackFacts) -> None:
    for left in ("paul@garnier.test", "06 12 34 56 78", "FR76 3000 6000 0112 3456 7890 189"):
        row = Row("text", (), (Piece(f"Écrire à {left} demain."),))
        assert refuse(replace(facts, examples=(make_altered(rows=(row,)),))) == "personal"


def test_nobody_who_released_or_is_covered_up_is_named(pack: Files) -> None:
    said = b"".join(
        content for name, content in pack.items() if not name.endswith((".py", "verify.html", ".pdf"))
    )
    for name in (*TWO, "Garnier", "Camille Roy", "Claire", "paul.garnier", "06 12 34 56 78"):
        assert re.search(rf"\b{name}\b".encode(), said) is None, name


def test_decoys_are_totals_and_the_number_of_commitments_is_stated(pack: Files) -> None:
    page = pack["facts.html"].decode()
    assert "87 items of the dump are decoys" in page
    assert "can never hold more than 20,000 items" in page
    assert "Decoys that are still in use are counted and not shown." in page


def test_changed_words_are_marked_by_more_than_colour(pack: Files) -> None:
    page = pack["facts.html"].decode()
    assert "<del>▸5 000◂</del>" in page
    assert "<ins>▸50 000◂</ins>" in page
    assert "a redacted mail cannot pass DKIM" in page


def test_the_method_s_errors_are_said_with_what_they_leave_open(facts: PackFacts, pack: Files) -> None:
    assert "A genuine item is called altered" in pack["facts.html"].decode()
    assert json.loads(pack["facts.json"])["method"]["rates"][0]["wrong"] == 1
    unmeasured = build_pack(facts, method=replace(METHOD, rates=()))
    assert "have not been measured" in unmeasured["facts.html"].decode()


def test_what_stands_out_is_shown_with_the_warning_and_names_nobody(facts: PackFacts, pack: Files) -> None:
    page = pack["facts.html"].decode()
    assert "112 files were saved within four minutes" in page
    assert "could also have put them there to mislead" in page
    assert json.loads(pack["facts.json"])["anomalies"][0]["count"] == 112
    for name in ("Petrov", "saved_by"):
        assert name not in page + pack["facts.json"].decode()
    named = replace(facts, anomalies=(Standout("saved-by-one", 9, {"saved_by": "R. Petrov"}),))
    assert "Petrov" not in build_pack(named)["facts.html"].decode()


def test_none_wrong_of_many_is_not_never() -> None:
    none = Rate("x", 1_000, 0)
    assert none.share == 0
    assert 0.002 < none.most < 0.003
    assert Rate("x", 10, 10).most == pytest.approx(1, abs=1e-9)
    assert Rate("x", 100, 5).most > 0.05


def test_the_packaged_figures_can_be_read_and_are_all_said() -> None:
    read_method()
    with pytest.raises(ValueError, match="x: 3 of 2"):
        read_method('benchmark="b"\nversion="1"\ncommand="c"\n[[rate]]\ncode="x"\ntried=2\nwrong=3')


def test_small_and_large_shares_are_never_nothing_or_all(facts: PackFacts) -> None:
    figures = Figures(sure={"genuine": {"certain": 99_999}, "altered": {"weak": 1}}, kinds={})
    page = build_pack(replace(facts, figures=figures, examples=(), proofs=()))["facts.html"].decode()
    assert "99,999 of 100,000 items are genuine: ours, word for word (&gt; 99.9%)" in page
    assert "&lt; 0.1%" in page


def test_what_waits_for_a_second_reader_is_not_counted_and_said(facts: PackFacts) -> None:
    page = build_pack(replace(facts, figures=replace(facts.figures, waiting=31)))["facts.html"].decode()
    assert "31 more items still wait for a second reader and are not in these figures." in page
    assert "64,412 of 71,848 items" in page


def test_that_pictures_were_read_by_a_program_is_part_of_the_method(facts: PackFacts, pack: Files) -> None:
    assert b"OCR" not in pack["facts.html"]
    page = build_pack(replace(facts, ocr="Tesseract 5.3.0"))["facts.html"].decode()
    assert "OCR: Tesseract 5.3.0" in page
    assert "no verdict rests on what it read" in page


def test_a_dump_of_nothing_is_said_too(facts: PackFacts) -> None:
    empty = replace(facts, figures=Figures({}, {}), examples=(), proofs=(), ledger=None)
    page = build_pack(empty)["facts.html"].decode()
    assert "0 of 0 items are genuine" in page
    assert "No example has been released so far." in page


def test_what_came_from_outside_is_never_markup(facts: PackFacts) -> None:
    attack = '<img src=x onerror=alert(1)> #panic("x") {{ 7*7 }}'
    example = make_altered(item=attack, rows=(Row(attack, (Piece(attack),), (Piece(attack, changed=True),)),))
    hostile = replace(
        facts, examples=(example,), organisation=attack, contact=attack, statement={"en": attack}
    )
    pack = build_pack(hostile)
    assert "<img" not in pack["facts.html"].decode()
    assert pack["facts.en.pdf"].startswith(b"%PDF")


@pytest.mark.parametrize(("language", "words"), [("en", "items are genuine"), ("fr", "sont authentiques")])
def test_the_paper_says_the_same(pack: Files, language: str, words: str) -> None:
    paper = pypdfium2.PdfDocument(pack[f"facts.{language}.pdf"])
    said = " ".join(" ".join(page.get_textpage().get_text_bounded() for page in paper).split())
    paper.close()
    assert words in said
    assert "▸50 000◂" in said


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_paper_can_be_archived_and_read_aloud(pack: Files, language: str) -> None:
    assert b"pdfaid:part" in pack[f"facts.{language}.pdf"]
    assert b"pdfuaid:part" in pack[f"facts.{language}.pdf"]


def test_a_draft_says_so_in_every_file_that_people_read(facts: PackFacts) -> None:
    draft = sign_pack(build_pack(replace(facts, state="draft")), replace(facts, state="draft"), key=None)
    assert draft["facts.html"].count(b"draft-mark") >= 2
    for claimed in (b"Two people of ours released", b"only after two people have read it"):
        assert claimed not in draft["facts.html"]
        assert claimed in build_pack(facts)["facts.html"]
    assert json.loads(draft["facts.json"])["state"] == "draft"
    assert json.loads(draft["manifest.json"])["state"] == "draft"
    assert draft["README.txt"].startswith(b"DRAFT")
    assert draft["LISEZMOI.txt"].startswith(b"BROUILLON")
    assert draft["facts.en.pdf"] != build_pack(facts)["facts.en.pdf"]


def test_a_draft_is_never_signed_and_a_release_always(facts: PackFacts) -> None:
    with pytest.raises(PackRefusedError):
        make_pack(replace(facts, state="draft"), key=OTHER_KEY)
    with pytest.raises(PackRefusedError):
        make_pack(facts, key=None)


def test_a_draft_of_unread_examples_can_be_made(facts: PackFacts) -> None:
    unread = replace(facts, state="draft", examples=(make_altered(released_by=()),), proofs=(), made_at=NOW)
    assert check_facts(unread) is unread
    assert refuse(replace(unread, examples=(make_decoy(),))) == "proof"
