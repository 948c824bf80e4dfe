"""The genuine portal works for the range's invented people."""

from __future__ import annotations

import pytest
from tests.lab.visitor import visit

from chaffinch.lab.accounts import ACCOUNTS, Account
from chaffinch.lab.organisation import DOMAINS, PORTAL_HOST, PORTAL_URL
from chaffinch.lab.range import Range


def sign_in(practice_range: Range, account: Account) -> str:
    found = visit(
        practice_range,
        f"{PORTAL_URL}connexion",
        form={"email": account.address, "password": account.password},
    )
    assert found.status == 302
    assert found.location == "/accueil"
    return found.headers["Set-Cookie"].partition(";")[0]


@pytest.mark.parametrize("account", ACCOUNTS, ids=lambda account: account.name)
def test_an_account_of_the_range_signs_in_and_is_welcomed(practice_range: Range, account: Account) -> None:
    cookie = sign_in(practice_range, account)
    welcome = visit(practice_range, f"{PORTAL_URL}accueil", headers={"Cookie": cookie})
    assert account.name in welcome.text
    assert account.address.rpartition("@")[2] in DOMAINS


def test_signing_out_ends_the_session(practice_range: Range) -> None:
    cookie = sign_in(practice_range, ACCOUNTS[0])
    visit(practice_range, f"{PORTAL_URL}deconnexion", headers={"Cookie": cookie})
    assert visit(practice_range, f"{PORTAL_URL}accueil", headers={"Cookie": cookie}).location == "/"


def test_a_wrong_password_is_refused_and_its_address_is_escaped(practice_range: Range) -> None:
    found = visit(practice_range, f"{PORTAL_URL}connexion", form={"email": '"><b>x', "password": "wrong"})
    assert found.status == 401
    assert 'role="alert"' in found.text
    assert '"><b>x' not in found.text


def test_plain_http_is_sent_to_https(practice_range: Range) -> None:
    assert visit(practice_range, f"http://{PORTAL_HOST}/").location == PORTAL_URL


def test_an_unknown_session_sees_nothing(practice_range: Range) -> None:
    found = visit(practice_range, f"{PORTAL_URL}accueil", headers={"Cookie": "aurore_session=guess; broken"})
    assert found.location == "/"
