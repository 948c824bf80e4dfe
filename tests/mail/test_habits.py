"""Which program wrote it, by what it leaves behind; and threads."""

from __future__ import annotations

import pytest
from tests.mail.letters import compose, compose_parts

from chaffinch.mail.habits import describe_habits, name_form, write_shape
from chaffinch.mail.message import parse_message
from chaffinch.mail.thread import check_thread, strip_subject


@pytest.mark.parametrize(
    ("what", "value", "program"),
    [
        ("message_id", "<000c01c24a2a$5cf3cd70$6501a8c0@pc>", "outlook"),
        ("message_id", "<001901d2a1b2$c3d4e5f0$4b7e91d0$@aurore.test>", "outlook"),
        (
            "message_id",
            "<PR3P192MB0558A1B2C3D4E5F6A7B8C9D0@PR3P192MB0558.EURP192.PROD.OUTLOOK.COM>",
            "outlook-exchange",
        ),
        ("message_id", "<CAFksUUeRp=6VFpYM-UAXbKOmK_yEn2ma5LpLUH5j05WGFaJVFQ@mail.gmail.com>", "gmail"),
        ("message_id", "<5693cb4f.a85fc20a.99e77.ffff8ac8@mx.google.com>", "gmail-relay"),
        ("message_id", "<3F2504E0-4F89-41D3-9A0C-0305E82C3301@aurore.test>", "apple"),
        ("message_id", "<3f2504e0-4f89-41d3-9a0c-0305e82c3301@aurore.test>", "thunderbird"),
        ("message_id", "<3D64F325.1080102@aurore.test>", "mozilla"),
        ("message_id", "<20020822124653.GA1234@aurore.test>", "mutt"),
        ("message_id", "<1029940400.1234.5.camel@pc>", "evolution"),
        ("message_id", "<1d41d8cd98f00b204e9800998ecf8427@aurore.test>", "hex"),
        ("message_id", "<162557.1234.5678901@aurore.test>", ""),
        ("message_id", "<200208221246.g7MCk4d12345@aurore.test>", "sendmail"),
        ("message_id", "<20020822124653.1A2B3C4D5E@mail.aurore.test>", "postfix"),
        ("message_id", "<E17hqGP-0002Dz-00@aurore.test>", "exim"),
        ("boundary", "----=_NextPart_000_0009_01C24A32.BEB0A8D0", "outlook"),
        ("boundary", "_000_PR3P192MB0558A1B2C3_", "exchange"),
        ("boundary", "000000000000a1b2c305f0e1d2c3", "gmail"),
        ("boundary", "Apple-Mail=_3F2504E0-4F89-41D3-9A0C-0305E82C3301", "apple"),
        ("boundary", "------------0305E82C3301AbCdEfGhIjKl", "thunderbird"),
        ("boundary", "===============1234567890123456789==", "python"),
        ("boundary", "----=_Part_123_456.789", "javamail"),
        ("client", "Microsoft Outlook 16.0", "outlook"),
        ("client", "Mozilla Thunderbird", "thunderbird"),
        ("client", "Apple Mail (2.3608.120.23.2.7)", "apple"),
        ("client", "Something else", ""),
    ],
)
def test_forms_are_named(what: str, value: str, program: str) -> None:
    assert name_form(what, value) == program


def test_what_a_program_does_is_described() -> None:
    raw = compose_parts(
        ("Content-Type: text/plain; charset=utf-8; format=flowed\r\nContent-Transfer-Encoding: 8bit", "Oui."),
        ("Content-Type: text/html; charset=utf-8", "<p>Oui.</p>"),
        kind="alternative",
        Message_ID="<3f2504e0-4f89-41d3-9a0c-0305e82c3301@mouvement-aurore.test>",
        User_Agent="Mozilla Thunderbird",
        Received="from pc by mx.aurore.test; Tue, 2 Mar 2027 09:30:05 +0100",
    )
    habits = describe_habits(parse_message(raw))
    assert habits["program"] == "thunderbird"
    assert habits["message-id-host"] == "own"
    assert habits["structure"] == "alternative(text/plain;utf-8;8bit;flowed text/html;utf-8)"
    assert habits["order"].startswith("f t s d i ")
    assert habits["line-ends"] == "crlf"
    assert habits["hops"] == "1"


def test_programs_that_contradict_each_other_are_both_named() -> None:
    raw = compose(
        Message_ID="<CAFksUUeRp=6VFpYM-UAXbKOmK_yEn2ma5LpLUH5j05WGFaJVFQ@mail.gmail.com>",
        X_Mailer="Microsoft Outlook 16.0",
    )
    assert describe_habits(parse_message(raw))["program"] == "gmail/outlook"


def test_an_outline_hides_what_is_by_chance() -> None:
    assert write_shape("AbC12.x-y") == "AaA9.a-a"


@pytest.mark.parametrize(
    ("values", "codes"),
    [
        ({"subject": "Budget"}, ()),
        ({"subject": "RE: Budget"}, ("answer", "untied")),
        ({"subject": "TR : Budget"}, ("forward",)),
        ({"subject": "Re: b", "in_reply_to": "<a>", "references": ["<x>", "<a>"]}, ("answer", "tied")),
        (
            {"subject": "Re: b", "in_reply_to": "<a>", "references": ["<a>", "<x>"]},
            ("answer", "parent-missing", "tied"),
        ),
        (
            {"subject": "Re: b", "in_reply_to": "<a>", "references": ["<x>"]},
            ("answer", "parent-elsewhere", "tied"),
        ),
        ({"subject": "b", "in_reply_to": "<m>", "message_id": "<m>"}, ("own-parent", "tied", "unprefixed")),
    ],
)
def test_threads_are_held_against_themselves(values: dict[str, object], codes: tuple[str, ...]) -> None:
    whole: dict[str, object] = {"message_id": "", "in_reply_to": "", "references": [], **values}
    assert check_thread(**whole) == codes  # type: ignore[arg-type]


def test_subjects_are_compared_without_their_marks() -> None:
    assert strip_subject("RE: [liste] TR : Re[2]: Budget : suite") == "Budget : suite"
    assert strip_subject("Re:") == "Re:"
