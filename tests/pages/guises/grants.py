"""Pages that take an account without a password, and harmless pages near them."""

from __future__ import annotations

from html import escape

from tests.pages.guises.near_grants import list_harmless
from tests.pages.guises.page import GrantPage, GuisedPage, dress
from tests.pages.guises.pictures import draw_qr, draw_qr_picture

NOBODY = "00000000-0000-0000-0000-0000000000aa"
MICROSOFT = (
    f"https://login.microsoftonline.com/common/oauth2/v2.0/authorize?client_id={NOBODY}&response_type=code"
    "&redirect_uri=https%3A%2F%2Fapps.agenda-partage.test%2Fcb&scope=offline_access%20Mail.Read%20Files.ReadWrite.All"
)
GOOGLE = (
    "https://accounts.google.com/o/oauth2/v2/auth?client_id=000000000000-aa.apps.googleusercontent.com&response_type=code"
    "&access_type=offline&prompt=consent&redirect_uri=https%3A%2F%2Fapps.agenda-partage.test%2Fg"
    "&scope=https%3A%2F%2Fmail.google.com%2F%20https%3A%2F%2Fwww.googleapis.com%2Fauth%2Fdrive"
)
SIGNAL = "sgnl://linkdevice?uuid=AAAAAAAAAAAAAAAAAAAAAA%3D%3D&pub_key=BQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
WHATSAPP = "2@AAAAAAAAchaffinchTestOnlyAAAAAAAA,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=,AAAAAAAAAAAAAAAAAAAAAA=="


def _list_codes() -> tuple[GrantPage, ...]:
    """Return pages that show a device code."""
    spans = "".join(f"<span>{letter}</span>" for letter in "HT4WK9QRD")
    return (
        GrantPage(
            name="code-microsoft-french",
            kind="device-code",
            why="A code to enter at microsoft.com/devicelogin, in French.",
            html=dress(
                "Réunion",
                """<main><h1>Rejoindre la réunion</h1><p>Pour vérifier votre identité, ouvrez
<a href=https://microsoft.com/devicelogin>microsoft.com/devicelogin</a> et saisissez ce code :</p>
<p style="font-size:32px;letter-spacing:3px"><b>F7KX-2PQM</b></p><p>Le code est valable 15 minutes.</p></main>""",
                look="office",
            ),
        ),
        GrantPage(
            name="code-microsoft-english-copy",
            kind="device-code",
            why="A code without a dash, a copy button and a button that opens the genuine page.",
            html=dress(
                "Secure document",
                """<main><h1>Harbour Press shared “Statement.pdf”</h1><p>Step 1. Copy the verification code</p>
<input id=k readonly value=CXL9RTB4E><button onclick="navigator.clipboard.writeText(k.value)">Copy code</button>
<p>Step 2. Paste it on the Microsoft page and sign in</p>
<a href=https://login.microsoftonline.com/common/oauth2/deviceauth target=_blank><button>Open Microsoft</button></a></main>""",
                lang="en",
            ),
        ),
        GrantPage(
            name="code-github-style",
            kind="device-code",
            why="A code to enter at github.com/login/device.",
            html=dress(
                "Activate",
                """<main><h1>Connect the review robot</h1><p>Go to https://github.com/login/device and enter the code</p>
<pre style="font-size:26px">WDJB-MJHT</pre><p>Waiting for your approval…</p></main>""",
                lang="en",
                look="dark",
            ),
        ),
        GrantPage(
            name="code-google-style",
            kind="device-code",
            why="A code to enter at google.com/device, each letter in a span.",
            html=dress(
                "Télévision",
                f"""<header>Direct</header><main><h1>Voir le direct réservé</h1><p>Sur votre téléphone, allez sur <b>google.com/device</b>
puis entrez :</p><div class=b>{spans}</div></main>""",
                look="phone",
                style=".b{display:flex;gap:5px}.b span{font-size:30px;border-bottom:3px solid #0f766e;padding:2px 4px}",
            ),
        ),
        GrantPage(
            name="code-fetched-late",
            kind="device-code",
            why="The code comes by script a second later, as from a running campaign.",
            others={"/api/code": "LMPQ7RS2T"},
            html=dress(
                "Sécurité",
                """<main><h1>Confirmez votre appareil</h1><p>Votre code : <b id=k>…</b></p>
<p>Saisissez-le sur https://microsoft.com/devicelogin dans les 10 minutes.</p></main>""",
                script="""setTimeout(() => fetch('/api/code').then(r => r.text()).then(t => { k.textContent = t; }), 1000);""",
            ),
        ),
        GrantPage(
            name="code-german-picture",
            kind="device-code",
            why="German sentence; the code is drawn in SVG and the genuine address stands in a QR code.",
            html=dress(
                "Einladung",
                f"""<main><h1>Einladung zum Hintergrundgespräch</h1><p>Scannen Sie den Code und geben Sie auf der Seite von Microsoft
diesen Gerätecode ein:</p><svg width=320 height=60><text x=10 y=42 font-size=34>GQ3T8VBNK</text></svg>
{draw_qr("https://microsoft.com/devicelogin", side=180)}</main>""",
                lang="de",
                look="press",
            ),
        ),
        GrantPage(
            name="code-telegram",
            kind="device-code",
            why="Asks for the sign-in code that Telegram just sent to the visitor.",
            html=dress(
                "Vote",
                """<header>Concours photo</header><main><h1>Confirmez votre vote</h1><label>Numéro de téléphone <input type=tel name=phone></label>
<p>Telegram vient de vous envoyer un code dans l’application. Entrez-le ici :</p><label>Code Telegram
<input name=code inputmode=numeric maxlength=5></label><button>Voter</button></main>""",
                look="phone",
            ),
        ),
    )


def _list_consents() -> tuple[GrantPage, ...]:
    """Return pages that lead to the consent of a stranger's application, or ask for an app password."""
    return (
        GrantPage(
            name="consent-microsoft-button",
            kind="consent",
            why="A button leads to Microsoft's consent for a stranger's application.",
            html=dress(
                "Agenda partagé",
                f"""<main><h1>Agenda partagé de la rédaction</h1><p>Autorisez l’application pour voir les rendez-vous.</p>
<a href="{escape(MICROSOFT)}"><button>Continuer avec Microsoft</button></a></main>""",
                look="office",
            ),
        ),
        GrantPage(
            name="consent-google-link",
            kind="consent",
            why="A link leads to Google's consent with the scope of the whole mailbox.",
            html=dress(
                "Mail backup",
                f"""<main><h1>Free mail archive for NGOs</h1><p>Three clicks to protect your messages.</p>
<p><a href="{escape(GOOGLE)}">Continue with Google</a></p></main>""",
                lang="en",
                look="press",
            ),
        ),
        GrantPage(
            name="consent-by-script",
            kind="consent",
            why="No link in the page: script goes to the consent when the button is pressed.",
            html=dress(
                "Invitation",
                "<main><h1>Invitation à la table ronde</h1><p>Place réservée jusqu’à midi.</p><button id=b>Confirmer</button></main>",
                script=f"b.onclick = () => location.assign('{MICROSOFT}&prompt=consent');",
                look="dark",
            ),
        ),
        GrantPage(
            name="consent-form-hidden-fields",
            kind="consent",
            why="A GET form whose hidden fields make up the consent's address.",
            html=dress(
                "Signature",
                f"""<main><h1>Document à signer</h1><form action=https://login.microsoftonline.com/organizations/oauth2/v2.0/authorize>
<input type=hidden name=client_id value={NOBODY}><input type=hidden name=response_type value=code>
<input type=hidden name=scope value="openid offline_access Mail.ReadWrite"><button>Lire et signer</button></form></main>""",
            ),
        ),
        GrantPage(
            name="app-password-request",
            kind="consent",
            why="Asks to create an application password at the genuine service and send it.",
            html=dress(
                "Accreditation",
                """<main><h1>Guest accreditation, step 3 of 4</h1><p>Open <a href=https://myaccount.google.com/apppasswords>
myaccount.google.com/apppasswords</a>, create an app password named “ms.example.test” and write its 16 letters here.</p>
<label>Application code <input name=app placeholder="xxxx xxxx xxxx xxxx" maxlength=19></label><button>Send</button></main>""",
                lang="en",
                look="office",
            ),
        ),
    )


def _list_links() -> tuple[GrantPage, ...]:
    """Return pages with the QR code that links a stranger's device."""
    return (
        GrantPage(
            name="signal-group-qr",
            kind="linked-device",
            why="'Join the group': the QR code links a device to Signal.",
            html=dress(
                "Groupe",
                f"<main><h1>Rejoindre le groupe Signal</h1><p>Scannez avec Signal.</p>{draw_qr(SIGNAL)}</main>",
                look="phone",
            ),
        ),
        GrantPage(
            name="signal-link-no-qr",
            kind="linked-device",
            why="For phones: a button whose link is the device link itself.",
            html=dress(
                "Security check",
                f'<main><h1>Signal security alert</h1><a href="{escape(SIGNAL)}"><button>Verify my account</button></a></main>',
                lang="en",
                look="dark",
            ),
        ),
        GrantPage(
            name="signal-qr-on-canvas",
            kind="linked-device",
            why="The QR code is a PNG painted on a canvas by script.",
            html=dress(
                "Groupe",
                "<main><h1>Cellule de crise</h1><canvas id=c width=360 height=360></canvas><p>Paramètres › Appareils reliés › +</p></main>",
                script=f"""const picture = new Image();
picture.onload = () => c.getContext('2d').drawImage(picture, 0, 0, 360, 360);
picture.src = '{draw_qr_picture(SIGNAL)}';""",
            ),
        ),
        GrantPage(
            name="whatsapp-linked-devices",
            kind="linked-device",
            why="A WhatsApp-style code with the words of its linked devices.",
            html=dress(
                "Appareils connectés",
                f"""<main><h1>WhatsApp : sondage des adhérents</h1><ol><li>Ouvrez WhatsApp<li>Réglages › Appareils connectés (Linked devices)
<li>Scannez</ol><img alt="" width=260 src="{draw_qr_picture(WHATSAPP)}"></main>""",
                look="press",
            ),
        ),
        GrantPage(
            name="whatsapp-pairing-code",
            kind="linked-device",
            why="No QR: an eight-letter pairing code to enter in WhatsApp after giving one's number.",
            html=dress(
                "Vote",
                """<header>Prix du public</header><main><h1>Votez pour Lina</h1><p>WhatsApp › Appareils connectés › Connecter avec un numéro de téléphone.
Entrez ce code dans WhatsApp :</p><p style="font-size:32px">K3PW-7XQD</p></main>""",
                look="phone",
            ),
        ),
        GrantPage(
            name="telegram-login-qr",
            kind="linked-device",
            why="A QR code of Telegram's tg://login, which signs a stranger's device in.",
            html=dress(
                "Chaîne",
                f"""<main><h1>Chaîne réservée</h1><p>Telegram › Paramètres › Appareils › Scanner</p>
{draw_qr("tg://login?token=AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")}</main>""",
                look="dark",
            ),
        ),
    )


def _list_pastes() -> tuple[GrantPage, ...]:
    """Return pages that ask for the address one was sent to."""
    return (
        GrantPage(
            name="paste-back-localhost",
            kind="paste-back",
            why="Sign in at the genuine service, then paste the localhost address with its code here.",
            html=dress(
                "Verification",
                f"""<main><h1>Confirm you are human</h1><ol><li><a target=_blank href="{escape(MICROSOFT)}">Sign in</a>
<li>Your browser shows an error page: that is normal.<li>Copy its address (http://localhost/?code=…) and paste it here.</ol>
<input name=u placeholder="http://localhost/?code="><button>Verify</button></main>""",
                lang="en",
                look="office",
            ),
        ),
        GrantPage(
            name="paste-back-french-textarea",
            kind="paste-back",
            why="The same in French with a textarea, and the genuine page opened by script.",
            html=dress(
                "Réunion",
                """<main><h1>Réunion avec le ministère</h1><p>Après la connexion, copiez toute l’adresse de la page où vous avez été
envoyé (elle commence par https://localhost et contient code=) et collez-la ci-dessous.</p><button id=b>Se connecter</button>
<textarea rows=4 placeholder="Collez l’adresse ici"></textarea><button>Rejoindre</button></main>""",
                script=f"b.onclick = () => open('{MICROSOFT}', '_blank', 'width=500,height=600');",
            ),
        ),
        GrantPage(
            name="paste-back-drag",
            kind="paste-back",
            why="The address is to be dragged into a box of the page.",
            html=dress(
                "Access",
                """<main><h1>Finish your registration</h1><p>Drag the link from the page “localhost?code=…” into the box.</p>
<div id=z class=field style="height:120px;border-style:dashed">Drop here</div></main>""",
                lang="en",
                look="dark",
                script="""z.ondragover = event => event.preventDefault();
z.ondrop = event => {
  event.preventDefault();
  fetch('/in', {method: 'POST', body: event.dataTransfer.getData('text')}).catch(() => {});
};""",
            ),
        ),
    )


def list_grants() -> tuple[GrantPage, ...]:
    """Return the pages that take an account without a password."""
    return _list_codes() + _list_consents() + _list_links() + _list_pastes()


def list_near_grants() -> tuple[GuisedPage, ...]:
    """Return the harmless pages near them."""
    return list_harmless()
