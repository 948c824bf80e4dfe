"""Whether what was signed belongs to whom the message names, and what servers said."""

from __future__ import annotations

import pytest
from tests.mail.letters import compose
from tests.mail.signing import make_archive, make_key, sign, write_record

from chaffinch.mail.alignment import find_owner, is_aligned, read_claims
from chaffinch.mail.dkim import check_signatures
from chaffinch.mail.headers import split_head

KEYS = make_archive(write_record(make_key(1024)))


@pytest.mark.parametrize(
    ("sender", "aligned"),
    [
        ("camille@mouvement-aurore.test", True),
        ("c@presse.mouvement-aurore.test", True),
        ("c@aurore.test", False),
        ("", False),
    ],
)
def test_a_signature_counts_for_its_own_organisation(sender: str, aligned: bool) -> None:
    raw = sign(compose())
    head = split_head(raw)
    assert is_aligned(sender, check_signatures(raw, head, keys=KEYS)) is aligned


def test_a_broken_signature_counts_for_nobody() -> None:
    raw = sign(compose()).replace(b"Bonjour", b"Bonsoir")
    head = split_head(raw)
    assert not is_aligned("camille@mouvement-aurore.test", check_signatures(raw, head, keys=KEYS))


def test_owners_are_registered_domains() -> None:
    assert find_owner("mail.Aurore.co.uk.") == "aurore.co.uk"
    assert find_owner("co.uk") == "co.uk"


def test_what_servers_said_is_repeated_with_their_name() -> None:
    head = split_head(
        compose(
            Authentication_Results="mx.aurore.test (x;y); spf=pass smtp.mailfrom=a; dkim=fail (bad) header.i=@b"
        )
    )
    assert [(claim.server, claim.method, claim.result) for claim in read_claims(head)] == [
        ("mx.aurore.test", "spf", "pass"),
        ("mx.aurore.test", "dkim", "fail"),
    ]
