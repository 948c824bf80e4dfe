"""Harmless pages with codes, QR codes and sign-in buttons."""

from __future__ import annotations

from tests.pages.guises.page import GuisedPage, dress
from tests.pages.guises.pictures import draw_qr, draw_qr_picture

VCARD = "BEGIN:VCARD\nVERSION:3.0\nFN:Claire Aubin\nEMAIL:claire@gazette-du-port.example\nEND:VCARD"
HELP = (
    "<p>Some devices have no keyboard: a television, a printer, a terminal. They show a short code, and you approve them on your "
    "phone or computer. The standard that describes this is RFC 8628, the device authorization grant.</p>"
    "<p>The device asks the service for two codes. It keeps the long one and shows you the short one. You open the address it "
    "names, for instance microsoft.com/devicelogin or google.com/device, sign in as usual, and type the short code.</p>"
    "<p>Only ever type a code that your own device shows you, at a moment when you asked for it. If a web page, a letter or a "
    "caller hands you a code, somebody else's device is waiting for your approval. Close the page and tell your administrator.</p>"
    "<p>Administrators may switch this flow off where no device needs it, and may list the sign-ins made with it.</p>"
)


def _list_pictures() -> tuple[GuisedPage, ...]:
    """Return pages with a QR code of something harmless."""
    return (
        GuisedPage(
            name="qr-museum",
            why="A QR code of an https address of a museum.",
            html=dress(
                "Musée",
                f"<header>Musée du Port</header><main><h1>Salle 7</h1><p>Scannez pour écouter.</p>{draw_qr('https://musee-du-port.example/7')}</main>",
                look="press",
            ),
        ),
        GuisedPage(
            name="qr-menu",
            why="A restaurant's menu behind a QR code.",
            html=dress(
                "Menu",
                f"<main><h1>Trattoria Voce</h1><p>Il menù del giorno</p><img width=220 alt=QR src='{draw_qr_picture('https://trattoria-voce.example/menu')}'></main>",
                lang="it",
            ),
        ),
        GuisedPage(
            name="qr-wifi",
            why="A QR code that joins a guest Wi-Fi.",
            html=dress(
                "Wi-Fi",
                f"<main><h1>Wi-Fi des invités</h1>{draw_qr('WIFI:T:WPA;S:Lumen-Invites;P:lanterne-douze;;')}<p>Réseau : Lumen-Invites</p></main>",
                look="office",
            ),
        ),
        GuisedPage(
            name="qr-vcard",
            why="A QR code of a visiting card.",
            html=dress(
                "Claire Aubin",
                f"<main><h1>Claire Aubin</h1><p>Reporter</p>{draw_qr(VCARD)}</main>",
                lang="en",
                look="dark",
            ),
        ),
        GuisedPage(
            name="qr-signal-group-invitation",
            why="A genuine kind of invitation: a QR code of a Signal group's https address, which links no device.",
            html=dress(
                "Groupe",
                f"<main><h1>Notre groupe Signal</h1>{draw_qr('https://signal.group/#CjQKIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA')}</main>",
                look="phone",
            ),
        ),
        GuisedPage(
            name="qr-ticket",
            why="An event ticket whose QR code is a number.",
            html=dress(
                "Billet",
                f"<main><h1>Billet n° 20419</h1>{draw_qr('TICKET-20419-AURORE')}<p>Entrée B</p></main>",
            ),
        ),
    )


def _list_codes() -> tuple[GuisedPage, ...]:
    """Return pages with a code of something harmless."""
    return (
        GuisedPage(
            name="help-device-codes",
            why="A long genuine help article about device codes; it shows none to enter.",
            html=dress(
                "Help",
                f"<header>Help centre</header><main><h1>What is a device code?</h1>{HELP * 3}</main>",
                lang="en",
                look="press",
            ),
        ),
        GuisedPage(
            name="coupon-code",
            why="A coupon that looks like a device code.",
            html=dress(
                "Bon",
                """<main><h1>−10 % cette semaine</h1><p>Entrez ce code à la caisse :</p><p style="font-size:32px"><b>ETE7-2PQM</b></p>
<button onclick="navigator.clipboard.writeText('ETE7-2PQM')">Copier</button></main>""",
                look="phone",
            ),
        ),
        GuisedPage(
            name="product-activation",
            why="A serial number to activate a product bought.",
            html=dress(
                "Activation",
                """<main><h1>Activate your dictionary</h1><p>The serial number is printed inside the cover: AB12C-DE34F-GH56J.</p>
<label>Serial number <input name=s placeholder="XXXXX-XXXXX-XXXXX"></label><button>Activate</button></main>""",
                lang="en",
                look="office",
            ),
        ),
        GuisedPage(
            name="parcel-tracking",
            why="A parcel's tracking code.",
            html=dress(
                "Suivi",
                "<main><h1>Suivi de colis</h1><label>Code de suivi <input name=c value=LX204913557FR></label><button>Suivre</button><p>En route.</p></main>",
            ),
        ),
        GuisedPage(
            name="booking-code",
            why="A booking reference in large letters.",
            html=dress(
                "Réservation",
                "<main><h1>Merci !</h1><p>Votre référence, à présenter à l’accueil :</p><p style='font-size:34px'>K3PWQD</p></main>",
                look="dark",
            ),
        ),
        GuisedPage(
            name="phone-confirmation-code",
            why="Confirms a phone number for a callback with a code sent by SMS; no account is involved.",
            html=dress(
                "Rappel",
                "<main><h1>Être rappelé</h1><label>Code reçu par SMS <input inputmode=numeric maxlength=4></label><button>Confirmer</button></main>",
                look="phone",
            ),
        ),
    )


def _list_consents() -> tuple[GuisedPage, ...]:
    """Return pages near a consent."""
    return (
        GuisedPage(
            name="google-button-beside-own-form",
            why="A usual sign-in choice: 'Sign in with Google' (only openid and e-mail) beside its own form.",
            html=dress(
                "Sign in",
                """<main><h1>Sign in</h1><a href="https://accounts.google.com/o/oauth2/v2/auth?client_id=000000000000-bb.apps.googleusercontent.com&amp;response_type=code&amp;scope=openid%20email&amp;redirect_uri=https%3A%2F%2Fforum.harbour-press.example%2Fcb">
<button>Sign in with Google</button></a><p>or</p><form method=post action=/in><label>E-mail <input type=email></label>
<label>Password <input type=password></label><button>Sign in</button></form></main>""",
                lang="en",
            ),
        ),
        GuisedPage(
            name="article-oauth",
            why="An article on OAuth with an example address as text.",
            html=dress(
                "OAuth",
                """<header>Web notes</header><main><h1>Reading an OAuth address</h1><pre>https://idp.example/authorize?client_id=abc
  &amp;response_type=code&amp;scope=openid%20offline_access</pre><p>The scope tells what is granted. Read it before you agree; when an
unknown application asks for your mail, refuse.</p></main>""",
                lang="en",
                look="press",
            ),
        ),
        GuisedPage(
            name="developer-localhost-notes",
            why="Developer notes speak of http://localhost/?code= but ask for nothing.",
            html=dress(
                "Docs",
                """<main><h1>Testing the redirect</h1><p>While you develop, the service sends the browser to
<code>http://localhost:8400/?code=…</code>. Your program reads the code; never send it to anybody.</p></main>""",
                lang="en",
                look="dark",
            ),
        ),
        GuisedPage(
            name="link-shortener",
            why="Asks to paste an address, to shorten it.",
            html=dress(
                "Court",
                "<main><h1>Raccourcir une adresse</h1><input placeholder='Collez l’adresse ici'><button>Raccourcir</button></main>",
                look="office",
            ),
        ),
    )


def list_harmless() -> tuple[GuisedPage, ...]:
    """Return the harmless pages."""
    return _list_pictures() + _list_codes() + _list_consents()
