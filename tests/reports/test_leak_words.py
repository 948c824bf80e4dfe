"""Every code that triage knows has words, in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import chaffinch.leaks
from chaffinch.leaks.finding import VERDICTS
from chaffinch.leaks.prints import ItemKind
from chaffinch.reports.catalogue import load_translations
from chaffinch.reports.leak_evidence import ANOMALIES, EVIDENCE, MARKS
from chaffinch.reports.leak_words import (
    FAULTS,
    WOULD_CHANGE,
    say_anomaly,
    say_confidence,
    say_evidence,
    say_item_fault,
    say_item_kind,
    say_leak_verdict,
    say_operation,
    say_place,
    say_would_change,
)


@pytest.mark.parametrize("verdict", VERDICTS)
def test_every_verdict_has_words_of_its_own(verdict: str) -> None:
    english, french = say_leak_verdict(verdict), say_leak_verdict(verdict, language="fr")
    assert english.meaning != french.meaning
    assert verdict == "unverifiable" or english != say_leak_verdict("unverifiable")


@pytest.mark.parametrize("kind", ItemKind.__args__)  # type: ignore[attr-defined]
def test_every_kind_has_words(kind: str) -> None:
    assert say_item_kind(kind, language="fr") != kind or kind in {"message", "document"}


def test_an_unknown_code_is_shown_as_it_is_and_cannot_turn_the_line() -> None:
    assert say_confidence("a\u202eb") == "a\ufffdb"
    assert "(new-code)" in say_evidence("new-code", {})
    assert "(new-code)" in say_item_fault("new-code")
    assert say_would_change("new-code") == "new-code"


def test_an_attachment_is_named() -> None:
    assert say_place("attachment:list.xlsx") == "attachment list.xlsx"
    assert say_place("subject", language="fr") == "objet"
    assert say_operation("delete", language="fr") == "omis"


DKIM = {
    "domain": "aurore.test",
    "header": "valid",
    "body": "match",
    "key_bits": 2048,
    "algorithm": "rsa-sha256",
}


@pytest.mark.parametrize(
    ("params", "said"),
    [
        ({}, "holds for head and body"),
        ({"body": "mismatch"}, "Exports do that, too"),
        ({"body": "mismatch", "our_body": "match"}, "our own copy"),
        ({"body": "cut"}, "beginning of the body"),
        ({"key_published": True}, "proves nothing"),
        ({"key_bits": 512}, "512 bits"),
        ({"key_bits": 256, "algorithm": "ed25519-sha256"}, "holds for head and body"),
        ({"header": "no-key"}, "no copy of the key"),
        ({"header": "invalid"}, "does not hold"),
        ({"header": "malformed"}, "cannot be checked"),
    ],
)
def test_a_signature_is_told_by_what_it_proves(params: dict[str, object], said: str) -> None:
    assert said in say_evidence("dkim", DKIM | params)


@pytest.mark.parametrize(
    ("code", "params", "weight", "said"),
    [
        ("archive-match", {"relation": "exact", "mailbox": "jeanne", "first_seen": "2027-03-01T10:00:00+00:00"}, 6.0,
         "It is, byte for byte, what our archive holds in jeanne since 1 March 2027."),
        ("archive-match", {"relation": "exact"}, 6.0, "It is, byte for byte, what our archive holds."),
        ("thread", {"parents": ["<a@b>"]}, 1.0, "It answers a message that our archive holds."),
        ("thread", {"parents": ["<a@b>"]}, -0.5, "It answers a message that our archive does not hold."),
        ("witness", {"share": 0.999, "independent": True}, 3.0, "A message in another mailbox quotes 99% of its words."),
        ("witness", {"share": 0.5, "independent": False}, 1.0,
         "A message in the same mailbox quotes 50% of its words; an intruder may have put both there."),
        ("origin", {"doubts": ["uid-order"], "mailbox": "jeanne"}, -3.0,
         "Its number in jeanne does not fit its date: it was put there later than it says."),
        ("unread", {"fault": "encrypted"}, 0.0, "It is encrypted, and no password that was given opens it."),
        ("unread", {"fault": "encrypted-no-7zip"}, 0.0,
         "It is encrypted (7z), and what tries passwords on such archives is not installed: install Debian’s package 7zip"
         " (apt install 7zip), and have the dump read anew."),
        ("export", {"codes": ["pst", "trace-lost"]}, 1.0,
         "An export or a copy left its marks: Outlook’s store (PST), the trace of its way lost."),
        ("metadata", {"theirs": {"last_modified_by": "R\u202eX", "modified": "2027-04-01T10:00:00Z"}}, 0.2,
         "The file says that it was last saved by “R\ufffdX” on 1 April 2027. Anybody can write that."),
    ],
)  # fmt: skip
def test_a_reason_is_said_in_full(code: str, params: dict[str, object], weight: float, said: str) -> None:
    assert say_evidence(code, params, weight=weight) == said


def test_what_stands_out_is_said_with_its_number() -> None:
    params = {"from": "2027-03-27T10:00:00+00:00", "application": "Microsoft Excel", "language": "ru-RU"}
    assert say_anomaly("saved-together", 1112, params) == (
        "1,112 files were saved within four minutes, from 27 March 2027 on, by Microsoft Excel in the language ru-RU."
    )
    assert "fichiers" in say_anomaly("saved-together", 112, params, language="fr")
    assert say_anomaly("altered-alike", 12, {"where": ["to", "date"]}).endswith("recipients, date.")


def test_every_table_is_said_in_french() -> None:
    words = load_translations("fr")
    for table in (EVIDENCE, ANOMALIES):
        for messages in table.values():
            assert all(words.gettext(message) != message for message in messages)
    assert all(words.gettext(one) for one in [*MARKS.values(), *WOULD_CHANGE.values()])


def read_rooms(*names: str) -> str:
    folder = Path(chaffinch.leaks.__file__).parent
    return "\n".join(
        path.read_text("utf-8") for name in names for path in sorted((folder / name).rglob("*.py"))
    )


def test_every_code_of_evidence_that_judging_gives_has_words() -> None:
    given = set(re.findall(r"Evidence\(\s*\"([a-z-]+)\"", read_rooms("judging")))
    known = {code.split(":")[0] for code in EVIDENCE} | {"unread"}
    assert len(given) > 10
    assert given <= known


def test_every_code_of_what_would_change_a_verdict_has_words() -> None:
    tuples = re.findall(r"would_change=\(([^)]*)\)", read_rooms("judging"))
    given = {code for one in tuples for code in re.findall(r"\"([a-z-]+)\"", one)}
    assert given
    assert given <= set(WOULD_CHANGE)


def test_every_anomaly_has_words() -> None:
    given = set(
        re.findall(r"`([a-z]+-[a-z-]+)`", read_rooms("judging").split("class Anomaly")[1].split("count:")[0])
    )
    assert given == set(ANOMALIES)


def test_every_fault_of_an_item_has_words() -> None:
    named = set(re.findall(r"fault=\"([a-z-]+)\"", read_rooms("reading", "triage")))
    assert named
    assert named <= set(FAULTS)
