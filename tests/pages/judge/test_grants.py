"""Accounts taken without a password."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaffinch.pages.capture import Field, Form, Scene
from chaffinch.pages.judge.grants import find_consent, find_grant, read_qr_codes

FORM = (Form("", "post", (Field("c", "text", "Code", "page"),)),)
AUTHORISE = "https://login.microsoftonline.com/common/oauth2/v2.0/authorize?client_id=1&scope="


def draw_qr(text: str) -> bytes:
    """Return a picture of a window with a QR code in it."""
    code = cv2.QRCodeEncoder.create().encode(text)
    window = np.full((800, 1280), 255, np.uint8)
    large = cv2.resize(code, None, fx=6, fy=6, interpolation=cv2.INTER_NEAREST)
    window[100 : 100 + large.shape[0], 400 : 400 + large.shape[1]] = large
    return bytes(cv2.imencode(".png", window)[1].tobytes())


def find(
    text: str, *, links: tuple[str, ...] = (), forms: tuple[Form, ...] = (), png: bytes = b"", url: str = ""
) -> str:
    reason = find_grant(Scene("", text, forms, links=links), window_png=png, url=url or "https://a.test/")
    return str(reason.params["kind"]) if reason else ""


@pytest.mark.parametrize(
    ("kind", "text", "links", "forms"),
    [
        ("device-code", "Ouvrez microsoft.com/devicelogin et saisissez le code F7KX-2PQM", (), ()),
        ("device-code", "Enter X4T9 7LQW at google.com/device", (), ()),
        ("", "Ouvrez microsoft.com/devicelogin et saisissez le code de votre téléviseur", (), ()),
        ("", "Code promo F7KX-2PQM : saisissez-le à la caisse", (), ()),
        ("consent", "Confirmez", (f"{AUTHORISE}offline_access%20Mail.Read",), ()),
        ("", "Se connecter avec Microsoft", (f"{AUTHORISE}openid%20profile%20email",), ()),
        ("linked-device", "Alerte", ("sgnl://linkdevice?uuid=1&pub_key=2",), ()),
        ("linked-device", "Telegram vient d’envoyer un code : saisissez-le", (), FORM),
        ("", "Suivez-nous sur Telegram et WhatsApp", (), FORM),
        ("paste-back", "Copiez l’adresse qui commence par http://localhost/?code= et collez-la ici", (), FORM),
        ("app-password", "Create an app password and write it here", (), FORM),
        ("", "Un article sur la bibliothèque", (), ()),
    ],
)  # fmt: skip
def test_what_is_taken_is_named(
    kind: str, text: str, links: tuple[str, ...], forms: tuple[Form, ...]
) -> None:
    assert find(text, links=links, forms=forms) == kind


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ("sgnl://linkdevice?uuid=a&pub_key=b", "linked-device"),
        ("2@abcdef,ghijkl,mnopqr", "linked-device"),
        ("https://microsoft.com/devicelogin", "device-code"),
        ("https://musee.example/salle-3", ""),
        ("WIFI:S:Cafe;T:WPA;P:secret;;", ""),
    ],
)
def test_qr_codes_are_read(content: str, kind: str) -> None:
    picture = draw_qr(content)
    assert read_qr_codes(picture) == (content,)
    assert find("Scannez", png=picture) == kind


def test_a_page_that_is_the_consent_itself_is_a_grant() -> None:
    assert find("Autoriser ?", url=f"{AUTHORISE}Files.ReadWrite.All") == "consent"


@given(st.lists(st.text(max_size=60), max_size=5))
def test_no_address_makes_it_fall(urls: list[str]) -> None:
    assert find_consent([f"https://login.microsoftonline.com{url}" for url in urls] + urls) is not None
    assert read_qr_codes("".join(urls).encode()) == ()
