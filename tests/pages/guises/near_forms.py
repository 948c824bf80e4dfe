"""Forms and texts near a password that ask for none."""

from __future__ import annotations

from html import escape

from tests.pages.guises.page import GuisedPage, dress


def _list_small_forms() -> tuple[GuisedPage, ...]:
    """Return forms for something else."""
    return (
        GuisedPage(
            name="newsletter",
            why="Only an address for a newsletter.",
            html=dress(
                "Lettre",
                """<header>Gazette du Port</header><main><h1>La lettre du matin</h1><form method=post action=/lettre>
<label>Votre adresse <input type=email name=email autocomplete=email></label><button>S’abonner</button></form></main>""",
                look="press",
            ),
        ),
        GuisedPage(
            name="search",
            why="A search field.",
            html=dress(
                "Archives",
                "<main><h1>Archives</h1><form action=/q><input type=search name=q placeholder='Chercher'><button>Go</button></form></main>",
            ),
        ),
        GuisedPage(
            name="contact-form",
            why="Name, address, message.",
            html=dress(
                "Contact",
                """<main><h1>Write to us</h1><form method=post action=/contact><label>Name <input name=name></label><label>E-mail
<input type=email name=email></label><label>Message <textarea name=text rows=5></textarea></label><button>Send</button></form></main>""",
                lang="en",
            ),
        ),
        GuisedPage(
            name="checkout-card-no-password",
            why="A shop's checkout asks for a card, never for a password; its security code is masked.",
            html=dress(
                "Paiement",
                """<main><h1>Votre panier : 24 €</h1><form method=post action=/payer><label>Numéro de carte
<input name=n inputmode=numeric autocomplete=cc-number></label><label>Expire <input autocomplete=cc-exp></label>
<label>Cryptogramme <input autocomplete=cc-csc maxlength=3 style="-webkit-text-security:disc"></label>
<button>Payer</button></form></main>""",
                look="phone",
            ),
        ),
        GuisedPage(
            name="donation-iban",
            why="A donation by bank transfer.",
            html=dress(
                "Spende",
                """<main><h1>Spenden</h1><form method=post action=/spende><label>IBAN <input name=iban></label><label>Betrag
<input name=b type=number></label><button>Spenden</button></form></main>""",
                lang="de",
                look="office",
            ),
        ),
        GuisedPage(
            name="keyword-mot-cle",
            why="A text field labelled 'mot-clé' (keyword).",
            html=dress(
                "Recherche",
                """<main><h1>Recherche avancée</h1><form action=/r><label>Mot-clé <input name=mot></label><label>Mot exclu
<input name=mot2></label><label>Date <input type=date name=d></label><button>Rechercher</button></form></main>""",
            ),
        ),
        GuisedPage(
            name="field-named-passage",
            why="A text field named 'passage': which passage of the text is wrong?",
            html=dress(
                "Erratum",
                """<main><h1>Signaler une erreur</h1><form method=post action=/e><label>Passage concerné
<input type=text name=passage id=pass></label><label>Correction <textarea name=c></textarea></label><button>Envoyer</button></form></main>""",
                look="press",
            ),
        ),
        GuisedPage(
            name="passport-number",
            why="A visa form asks for a passport number.",
            html=dress(
                "Passeport",
                """<main><h1>Accréditation</h1><form method=post action=/a><label>Nom <input name=nom></label><label>N° de passeport
<input name=passeport maxlength=9></label><label>Expire le <input type=date></label><button>Suite</button></form></main>""",
                look="dark",
            ),
        ),
        GuisedPage(
            name="honeypot-password-hidden",
            why="A contact form with a password field that is never shown, to catch robots.",
            html=dress(
                "Kontakt",
                """<main><h1>Kontakt</h1><form method=post action=/k><label>Name <input name=n></label><label>Nachricht
<textarea name=m></textarea></label><div style="display:none"><label>Passwort <input type=password name=website_pw tabindex=-1>
</label></div><button>Senden</button></form></main>""",
                lang="de",
            ),
        ),
        GuisedPage(
            name="honeypot-password-in-template",
            why="A template with a password field that no script ever uses.",
            html=dress(
                "Avis",
                """<main><h1>Votre avis</h1><textarea></textarea><button>Publier</button>
<template id=unused><input type=password name=pw placeholder="Mot de passe"></template></main>""",
            ),
        ),
        GuisedPage(
            name="survey-of-stars",
            why="A survey with radio buttons and a rating drawn with dots.",
            html=dress(
                "Enquête",
                """<main><h1>Notre formation</h1><p>Utilité : ●●●●○</p><p><input type=radio name=r style="display:inline;width:auto"> Très bien</p>
<p><input type=radio name=r style="display:inline;width:auto"> Bien</p><label>Remarque <input></label><button>Envoyer</button></main>""",
                look="office",
            ),
        ),
        GuisedPage(
            name="event-registration",
            why="An event's registration: name, address, diet.",
            html=dress(
                "Registration",
                """<main><h1>Summer school</h1><form method=post action=/r><label>Full name <input name=n></label><label>E-mail
<input type=email></label><label>Diet <input name=d></label><button>Register</button></form></main>""",
                lang="en",
                look="phone",
            ),
        ),
        GuisedPage(
            name="postcode-and-city",
            why="'Code' fields that are a postcode and a promotion code.",
            html=dress(
                "Livraison",
                """<main><h1>Livraison</h1><label>Code postal <input name=code inputmode=numeric maxlength=5></label><label>Ville <input></label>
<label>Code promo <input name=promo></label><button>Continuer</button></main>""",
            ),
        ),
        GuisedPage(
            name="sign-in-link-only",
            why="A front page whose header merely links to the sign-in of its own host.",
            others={"/connexion": "<!doctype html><title>Connexion</title><p>Fermé aujourd’hui.</p>"},
            html=dress(
                "Fondation Lumen",
                """<header>Fondation Lumen <a href=/connexion>Se connecter</a></header><main><h1>Nos actions</h1>
<p>Des lampes solaires pour douze écoles.</p></main>""",
                look="press",
            ),
        ),
        GuisedPage(
            name="address-for-download",
            why="An address for a white paper, with a 'Next' button that thanks.",
            html=dress(
                "Livre blanc",
                """<main id=m><h1>Livre blanc</h1><label>Adresse professionnelle <input id=a type=email></label><button id=n>Suivant</button></main>""",
                look="office",
                script="n.onclick = () => { m.innerHTML = '<h1>Merci</h1><p>Le lien vous est envoyé.</p>'; };",
            ),
        ),
    )


def _list_texts() -> tuple[GuisedPage, ...]:
    """Return texts about passwords."""
    sample = escape(
        '<form action="/login" method="post">\n  <label>Password <input type="password" name="pw"></label>\n</form>'
    )
    return (
        GuisedPage(
            name="blog-password-code-sample",
            why="A blog post shows the markup of a password field as text.",
            html=dress(
                "HTML notes",
                f"""<header>HTML notes</header><main><h1>Labels for password fields</h1><p>Always give the field a label:</p>
<pre><code>{sample}</code></pre><p>The value <code>current-password</code> of autocomplete helps managers.</p></main>""",
                lang="en",
                look="press",
            ),
        ),
        GuisedPage(
            name="article-strong-passwords",
            why="An article on strong passwords, the word in every line.",
            html=dress(
                "Mots de passe",
                f"""<header>Vents d'Est</header><main><h1>Choisir un mot de passe</h1>{
                    "<p>Un bon mot de passe est long. Ne donnez jamais votre mot de passe. Le mot de passe reste chez vous.</p>"
                    * 8
                }</main>""",
                look="press",
            ),
        ),
        GuisedPage(
            name="password-maker",
            why="A tool that makes a passphrase and shows it; nothing is asked.",
            html=dress(
                "Generator",
                """<main><h1>Passphrase generator</h1><label>Your new password</label><input id=o readonly value="river-lamp-otter-eleven">
<label>Words <input type=range min=3 max=8 value=4 id=r></label><button id=b>New password</button></main>""",
                lang="en",
                look="dark",
                script="""const words = ['river', 'lamp', 'otter', 'eleven', 'cloud', 'paper', 'stone', 'north'];
b.onclick = () => { o.value = words.slice(0, r.value).sort(() => Math.random() - 0.5).join('-'); };""",
            ),
        ),
        GuisedPage(
            name="forum-topic",
            why="A forum topic where people speak of a lost password.",
            html=dress(
                "Forum",
                """<main><h1>J’ai perdu mon mot de passe</h1><p><b>lea</b> : Bonjour, comment faire ?</p><p><b>modo</b> : Écris au secrétariat.</p>
<form method=post action=/r><label>Votre réponse <textarea name=t rows=4></textarea></label><button>Répondre</button></form></main>""",
            ),
        ),
        GuisedPage(
            name="sign-in-screenshot-in-help",
            why="A help article draws a disabled sign-in form as an illustration, in SVG.",
            html=dress(
                "Aide",
                """<header>Aide</header><main><h1>Reconnaître notre page de connexion</h1><p>Elle ressemble à ceci ; ne tapez rien ici.</p>
<svg width=320 height=200 role=img aria-label="Illustration"><rect width=320 height=200 fill=#eef /><text x=30 y=50>Identifiant</text>
<rect x=30 y=58 width=240 height=26 fill=#fff stroke=#888 /><text x=30 y=110>Mot de passe</text>
<rect x=30 y=118 width=240 height=26 fill=#fff stroke=#888 /></svg></main>""",
                look="press",
            ),
        ),
        GuisedPage(
            name="leak-notice",
            why="A notice that a leak happened and that sessions were closed, without any form.",
            html=dress(
                "Notice",
                """<main><h1>Security notice</h1><p>All sessions were closed on 3 May. Change your password from your own account page,
by typing our address yourself. We will never ask for it by mail.</p></main>""",
                lang="en",
            ),
        ),
    )


def list_forms() -> tuple[GuisedPage, ...]:
    """Return the forms and texts that ask for no password."""
    return _list_small_forms() + _list_texts()
