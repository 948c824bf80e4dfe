"""Codes of the other rooms, said in words."""

from __future__ import annotations

import inspect
import re
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaffinch.names.match import KINDS
from chaffinch.pages import capture, verdict
from chaffinch.reports import sentences

#: As the contracts' own docstrings list them; some say what they mean by a parameter of their own.
REASON_CODES = re.findall(
    r"(?<![\w/.-])[a-z][a-z-]+(?=[,.])",
    inspect.getsource(verdict.Reason).split('code: str\n    """')[1].split('"""')[0],
)
VARIANTS = {code: [one for one in sentences.REASONS if one.startswith(f"{code}:")] for code in REASON_CODES}
CAPTURE_CODES = re.findall(
    r"[a-z]+(?:-[a-z]+)*",
    inspect.getsource(capture.Capture).split("failed: ")[1].split("; empty")[0],
)
both = pytest.mark.parametrize("locale", ["en", "fr"])


@both
def test_every_code_of_the_contracts_has_its_own_words(locale: str) -> None:
    assert {"looks-like", "two-step", "posts-elsewhere"} <= set(REASON_CODES)
    assert {"timeout", "too-many-redirects", "egress"} <= set(CAPTURE_CODES)
    plain = [code for code in REASON_CODES if not VARIANTS[code]]
    reasons = {sentences.say_reason(code, {}, locale) for code in plain}
    captures = {sentences.say_capture_reason(code, {}, locale) for code in [*CAPTURE_CODES, "not-opened"]}
    kinds = {sentences.say_kind(kind, locale) for kind in KINDS}
    assert len(reasons) == len(plain)
    assert len(captures) == len(CAPTURE_CODES) + 1
    assert len(kinds) == len(KINDS)
    other = sentences.say_reason("unheard-of", {}, locale).partition("(")[0]
    assert not any(said.startswith(other) for said in reasons)
    for code in REASON_CODES:
        for variant in VARIANTS[code]:
            said = sentences.say_reason(code, {"kind": variant.partition(":")[2]}, locale)
            assert not said.startswith(other), variant


@both
def test_every_verdict_has_a_label_and_a_meaning(locale: str) -> None:
    said = [sentences.say_verdict(name, locale) for name in ("", *get_args(verdict.VerdictClass))]
    assert len({words.label for words in said}) == len(said)
    assert all(words.meaning.endswith(".") for words in said)


def test_states_and_tiers_are_said_in_french() -> None:
    assert sentences.say_state("captured", "fr") == "attend une décision"
    assert sentences.say_tier("reported", "fr") == "transmise par un collègue"
    assert sentences.say_verdict("copy", "fr-FR").label == "copie de notre page de connexion"


def test_what_is_known_is_said_and_what_is_not_is_left_out() -> None:
    looks = "It looks like the genuine page"
    assert sentences.say_reason("looks-like", {"percent": 97}) == f"{looks}: 97% of the picture matches."
    assert sentences.say_reason("looks-like", {"percent": None}) == f"{looks}."
    assert sentences.say_reason("loads-from-us", {"hosts": ["a.test", "b.test"]}).endswith(
        "(a.test, b.test)."
    )


def test_the_desk_s_number_of_a_reference_is_not_told() -> None:
    assert "7" not in sentences.say_reason("looks-like", {"percent": 98, "reference": "7"})


def test_why_a_page_could_not_be_opened_is_said() -> None:
    assert sentences.say_reason("failed", {"reason": "not-found"}).startswith("The name leads to no server")
    assert (
        sentences.say_reason("failed", {"reason": "", "status": 404})
        == "It could not be opened (status 404)."
    )
    assert (
        sentences.say_reason("failed", {"reason": "timeout", "status": 0})
        == "The page did not finish in time."
    )


@both
def test_an_unknown_code_is_a_sentence_all_the_same(locale: str) -> None:
    assert "of-tomorrow" in sentences.say_reason("of-tomorrow", {}, locale)
    assert "of-tomorrow" in sentences.say_capture_reason("of-tomorrow", {}, locale)
    assert sentences.say_kind("of-tomorrow", locale) == "of-tomorrow"
    assert sentences.say_verdict("of-tomorrow", locale) == sentences.say_verdict("undecided", locale)


def test_a_title_that_runs_from_right_to_left_stays_between_isolates() -> None:
    said = sentences.say_reason("same-title", {"title": "כניסה\u202e"})
    assert said == "Its title has the words of ours (“\u2068כניסה\ufffd\u2069”)."


@given(
    st.text(),
    st.dictionaries(
        st.sampled_from(["percent", "host", "hosts", "title"]), st.text() | st.none() | st.integers()
    ),
)
def test_no_parameters_make_it_fail(code: str, params: dict[str, object]) -> None:
    for known in (code, "looks-like", "same-title", "loads-from-us"):
        said = sentences.say_reason(known, params, "fr")
        assert said
        assert "\n" not in said
