"""Passwords asked for only later, or only after the visitor did something."""

from __future__ import annotations

from tests.pages.guises.page import AskingPage, dress

FORM = """<form method=post action=/connexion><label>Mot de passe <input type=password name=pw></label>
<button>Valider</button></form>"""


def _list_waits() -> tuple[AskingPage, ...]:
    """Return fields that come by themselves."""
    return (
        AskingPage(
            name="after-400-ms",
            why="The field is made 400 ms after load.",
            wait_ms=400,
            html=dress(
                "Connexion",
                "<main id=m><h1>Connexion</h1></main>",
                script=f"addEventListener('load', () => setTimeout(() => {{ m.innerHTML += `{FORM}`; }}, 400));",
            ),
        ),
        AskingPage(
            name="after-2500-ms",
            why="The field is made 2.5 s after load, behind a turning wheel.",
            wait_ms=2500,
            html=dress(
                "Chargement…",
                "<main id=m><h1>Ouverture du document…</h1><div class=w></div></main>",
                look="office",
                style=".w{width:40px;height:40px;border:5px solid #ccc;border-top-color:#0b6a8f;border-radius:50%;"
                "animation:t 1s linear infinite}@keyframes t{to{transform:rotate(1turn)}}",
                script=f"""addEventListener('load', () => setTimeout(() => {{
  document.title = 'Connexion';
  m.innerHTML = `<h1>Session expirée</h1>{FORM}`;
}}, 2500));""",
            ),
        ),
        AskingPage(
            name="after-css-animation",
            why="The field is there but stays invisible until a CSS animation of 3 s ends.",
            wait_ms=3000,
            html=dress(
                "Connexion",
                f"<main><h1>Vérification de votre navigateur…</h1><div class=l>{FORM}</div></main>",
                look="dark",
                style=".l{visibility:hidden;animation:s 0s 3s forwards}@keyframes s{to{visibility:visible}}",
            ),
        ),
        AskingPage(
            name="below-the-fold",
            why="The field stands at the end of a long page.",
            html=dress(
                "Dossier",
                f"<main><h1>Dossier d'enquête</h1>{'<p>Le port, la nuit, et des caisses sans papiers.</p>' * 60}"
                f"<p>Pour lire la suite, identifiez-vous.</p>{FORM}</main>",
                look="press",
            ),
        ),
        AskingPage(
            name="in-a-scrolled-box",
            why="The field stands far down in a small scrolled box.",
            html=dress(
                "Conditions",
                f"<main><h1>Conditions</h1><div class=b>{'<p>Article. Le membre accepte la charte.</p>' * 40}{FORM}</div></main>",
                style=".b{height:240px;overflow:auto;border:1px solid #999;padding:10px}",
            ),
        ),
    )


def _list_steps() -> tuple[AskingPage, ...]:
    """Return fields that come once the address is filled in."""
    script = """next.onclick = () => {
  if (!who.value.includes('@')) { who.focus(); return; }
  step.innerHTML = `<h1>Saisissez le mot de passe</h1><p>${who.value}</p><form method=post action=/c>
<input type=password name=pw placeholder="Mot de passe"><button>Se connecter</button></form>`;
};"""
    return (
        AskingPage(
            name="two-steps-by-script",
            why="First the address; the password field is made after 'Suivant'.",
            first_step=True,
            fill="#who",
            click="#next",
            html=dress(
                "Se connecter",
                """<main id=step><h1>Se connecter</h1><input id=who type=email placeholder="Adresse e-mail">
<p><a href=/aide>Votre compte n’est pas accessible ?</a></p><button id=next type=button>Suivant</button></main>""",
                look="office",
                script=script,
            ),
        ),
        AskingPage(
            name="two-steps-with-wait",
            why="As above, with a second and a half of 'checking' in between.",
            first_step=True,
            fill="#u",
            click="#n",
            wait_ms=1500,
            html=dress(
                "Sign in",
                """<main id=m><h1>Sign in</h1><form id=f><label>Work e-mail <input id=u type=email required></label>
<button id=n>Next</button></form></main>""",
                lang="en",
                script="""f.onsubmit = event => {
  event.preventDefault();
  m.innerHTML = '<h1>Checking your organisation…</h1>';
  setTimeout(() => {
    m.innerHTML = `<h1>Welcome</h1><label>Password <input type=password></label><button>Sign in</button>`;
  }, 1500);
};""",
            ),
        ),
        AskingPage(
            name="two-steps-by-page",
            why="The address form leads to a second page of the host with the password.",
            first_step=True,
            fill="[name=login]",
            click="button",
            others={
                "/step2.html": dress(
                    "Anmelden", f"<main><h1>Willkommen zurück</h1>{FORM}</main>", lang="de", look="dark"
                )
            },
            html=dress(
                "Anmelden",
                """<main><h1>Anmelden</h1><form action=/step2.html><label>E-Mail <input name=login></label>
<button>Weiter</button></form></main>""",
                lang="de",
                look="dark",
            ),
        ),
        AskingPage(
            name="two-steps-slid-in",
            why="Both steps stand in the page; the second is outside the view until the address is given.",
            first_step=True,
            fill="#a",
            click="#s1 button",
            html=dress(
                "Connexion",
                """<main><div class=v><div class=t id=t><section id=s1><label>Adresse <input id=a></label>
<button onclick="if(a.value)t.style.transform='translateX(-50%)'">Suivant</button></section>
<section><label>Mot de passe <input type=password></label><button>Connexion</button></section></div></div></main>""",
                style=".v{overflow:hidden}.t{display:flex;width:200%;transition:transform .2s}section{width:50%}",
            ),
        ),
    )


def _list_clicks() -> tuple[AskingPage, ...]:
    """Return fields that come with a click."""
    return (
        AskingPage(
            name="modal-on-click",
            why="A drawn modal window opens on 'Se connecter'.",
            click="#open",
            html=dress(
                "Gazette du Port",
                f"""<header>Gazette du Port <button id=open onclick="v.hidden=false">Se connecter</button></header>
<main><h1>Les quais se vident</h1><p>Reportage au petit matin.</p></main><div id=v class=v hidden><div>{FORM}</div></div>""",
                look="press",
                style=".v{position:fixed;inset:0;background:#0008}.v div{background:#fff;width:360px;margin:120px auto;padding:24px}",
            ),
        ),
        AskingPage(
            name="dialog-on-click",
            why="A dialog element opened by script.",
            click="#open",
            html=dress(
                "Portail",
                f"""<main><h1>Portail des bénévoles</h1><button id=open onclick="d.showModal()">Se connecter</button></main>
<dialog id=d>{FORM}</dialog>""",
            ),
        ),
        AskingPage(
            name="details-on-click",
            why="A details element, closed at first.",
            click="summary",
            html=dress(
                "Portail",
                f"<main><h1>Portail</h1><details><summary>Se connecter</summary>{FORM}</details></main>",
                look="dark",
            ),
        ),
        AskingPage(
            name="popover-on-click",
            why="A popover opened without script.",
            click="[popovertarget]",
            html=dress(
                "Portail",
                f"<main><h1>Portail</h1><button popovertarget=p>Se connecter</button><div popover id=p>{FORM}</div></main>",
                look="phone",
            ),
        ),
        AskingPage(
            name="tab-on-click",
            why="The second of two tabs, switched by CSS alone.",
            click="label[for=t2]",
            html=dress(
                "Compte",
                f"""<main><h1>Compte</h1><input type=radio name=t id=t1 checked><input type=radio name=t id=t2>
<label for=t1>Découvrir</label> <label for=t2>Se connecter</label><div class=a>Bienvenue.</div><div class=b>{FORM}</div></main>""",
                style="input[type=radio]{display:none}main>label{display:inline-block;border-bottom:2px solid #1f5fbf}"
                ".b,#t2:checked~.a{display:none}#t2:checked~.b{display:block}",
            ),
        ),
        AskingPage(
            name="after-robot-check",
            why="A box 'Je ne suis pas un robot' stands before the form.",
            click="#r",
            wait_ms=700,
            html=dress(
                "Vérification",
                """<main id=m><h1>Vérification</h1><label class=k><input type=checkbox id=r> Je ne suis pas un robot</label></main>""",
                look="office",
                style=".k input{display:inline;width:24px;height:24px;vertical-align:middle}",
                script=f"r.onchange = () => setTimeout(() => {{ m.innerHTML = `<h1>Connexion</h1>{FORM}`; }}, 700);",
            ),
        ),
        AskingPage(
            name="provider-chosen",
            why="Buttons to choose a mail provider; each opens the same password form.",
            click=".p",
            html=dress(
                "Fichier partagé",
                """<main id=m><h1>Choisissez votre messagerie pour ouvrir le fichier</h1><button class=p>Poste du Lac</button>
<button class=p>Courriel Libre</button><button class=p>Autre messagerie</button></main>""",
                script=f"""document.querySelectorAll('.p').forEach(one => {{
  one.onclick = () => {{ m.innerHTML = `<h1>${{one.textContent}}</h1>{FORM}`; }};
}});""",
            ),
        ),
        AskingPage(
            name="native-prompt",
            why="The browser's own prompt() asks for it.",
            click="#o",
            html=dress(
                "Archive",
                "<main><h1>Archive chiffrée</h1><button id=o>Ouvrir</button><p id=r></p></main>",
                look="dark",
                script="""o.onclick = () => {
  const given = prompt('Mot de passe de votre messagerie :');
  r.textContent = given ? 'Vérification…' : 'Mot de passe requis.';
};""",
            ),
        ),
        AskingPage(
            name="under-cookie-wall",
            why="The form is covered by a cookie wall until it is accepted.",
            click="#ok",
            html=dress(
                "Connexion",
                f"""<main><h1>Connexion</h1>{FORM}</main><div id=c class=c><p>Nous respectons votre vie privée.</p>
<button id=ok onclick="c.remove()">Tout accepter</button></div>""",
                style=".c{position:fixed;inset:0;background:#fff;padding:120px 60px}",
            ),
        ),
    )


def list_late() -> tuple[AskingPage, ...]:
    """Return the fields that come later."""
    return _list_waits() + _list_steps() + _list_clicks()
