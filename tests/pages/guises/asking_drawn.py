"""Passwords asked for by drawings: canvas, dots, keypads, pictures of windows."""

from __future__ import annotations

from tests.pages.guises.page import LOCK, AskingPage, dress
from tests.pages.guises.pictures import draw_sign_in_picture

CANVAS = """const pen = c.getContext('2d');
let real = '';
function paint() {
  pen.fillStyle = '#fff';
  pen.fillRect(0, 0, 420, 300);
  pen.fillStyle = '#1d2733';
  pen.font = '24px DejaVu Sans';
  pen.fillText('Connexion', 30, 50);
  pen.font = '15px DejaVu Sans';
  pen.fillText('Mot de passe', 30, 110);
  pen.strokeStyle = '#888';
  pen.strokeRect(30, 122, 340, 40);
  pen.fillText('•'.repeat(real.length), 40, 147);
  pen.fillStyle = '#1f5fbf';
  pen.fillRect(30, 190, 140, 42);
  pen.fillStyle = '#fff';
  pen.fillText('Se connecter', 48, 216);
}
function take(key) {
  if (key === 'Backspace') real = real.slice(0, -1); else if (key.length === 1) real += key;
  paint();
}
paint();
"""


def _list_canvases() -> tuple[AskingPage, ...]:
    """Return fields painted on a canvas or in a drawing."""
    return (
        AskingPage(
            name="canvas-keys",
            why="The whole form is painted on a canvas; keys are listened for on the document.",
            html=dress(
                "Connexion",
                "<main><canvas id=c width=420 height=300></canvas></main>",
                script=CANVAS + "document.addEventListener('keydown', event => take(event.key));",
                style="main{width:420px;padding:0}",
            ),
        ),
        AskingPage(
            name="canvas-hidden-field",
            why="The form is painted; a one-pixel text field takes the keys.",
            html=dress(
                "Connexion",
                "<main><canvas id=c width=420 height=300></canvas><input id=h autocomplete=off></main>",
                style="main{width:420px;padding:0}#h{position:absolute;left:-9999px;width:1px}",
                script=CANVAS
                + """c.onclick = () => h.focus();
h.onkeydown = event => take(event.key);
h.focus();""",
            ),
        ),
        AskingPage(
            name="svg-drawn-field",
            why="Label, field and dots are shapes of an SVG drawing; keys are listened for on the window.",
            html=dress(
                "Login",
                """<svg width=440 height=300 style="display:block;margin:60px auto;background:#fff"><text x=40 y=60 font-size=26>Newsroom</text>
<text x=40 y=110 font-size=15>Password</text><rect x=40 y=122 width=340 height=40 fill=none stroke=#777 /><g id=g></g>
<rect x=40 y=190 width=120 height=42 rx=6 fill=#8d1f1f /><text x=70 y=217 fill=#fff>Sign in</text></svg>""",
                lang="en",
                script="""let real = '';
addEventListener('keydown', event => {
  if (event.key.length === 1) real += event.key;
  g.innerHTML = [...real].map((_, at) => `<circle cx=${56 + at * 14} cy=142 r=4></circle>`).join('');
});""",
            ),
        ),
        AskingPage(
            name="divs-drawing-dots",
            why="A box of divs: each key adds a round div. No field anywhere.",
            html=dress(
                "Connexion",
                """<main><h1>Coffre</h1><p>Saisissez votre mot de passe</p><div class="field b" id=b></div>
<div class=ok>Déverrouiller</div></main>""",
                look="dark",
                style=".b{min-height:40px;display:flex;gap:6px;align-items:center}.b i{width:9px;height:9px;border-radius:50%;"
                "background:#fff}.ok{background:#2fa36b;padding:11px;margin-top:18px;text-align:center}",
                script="""let real = '';
document.body.addEventListener('keydown', event => {
  if (event.key === 'Backspace') { real = real.slice(0, -1); b.lastChild?.remove(); }
  else if (event.key.length === 1) { real += event.key; b.append(document.createElement('i')); }
});""",
            ),
        ),
    )


def _list_keypads() -> tuple[AskingPage, ...]:
    """Return passwords that are clicked."""
    digits = "".join(
        f"<button type=button>{digit}</button>" for digit in (1, 2, 3, 4, 5, 6, 7, 8, 9, "", 0, "⌫")
    )
    cells = "".join(
        f"<svg data-k={digit} viewBox='0 0 40 40'><rect width=40 height=40 fill=#eef /><text x=14 y=27>{digit}</text></svg>"
        for digit in (7, 2, 9, 0, 4, 1, 8, 5, 3, 6)
    )
    letters = "".join(f"<b>{letter}</b>" for letter in "azertyuiopqsdfghjklmwxcvbn0123456789")
    return (
        AskingPage(
            name="pin-pad",
            why="Ten digit buttons and a row of dots.",
            html=dress(
                "Code secret",
                f"<main><h1>Votre code secret</h1><p class=d id=d>○ ○ ○ ○ ○ ○</p><div class=g id=g>{digits}</div></main>",
                look="phone",
                style=".g{display:grid;grid-template-columns:repeat(3,1fr);gap:10px}.d{font-size:30px;text-align:center}",
                script="""let real = '';
g.onclick = event => {
  const key = event.target.textContent;
  if (key === '⌫') real = real.slice(0, -1); else if (/^[0-9]$/.test(key) && real.length < 6) real += key;
  d.textContent = '● '.repeat(real.length) + '○ '.repeat(6 - real.length);
  if (real.length === 6) fetch('/pin', {method: 'POST', body: real}).catch(() => {});
};""",
            ),
        ),
        AskingPage(
            name="pin-pad-shuffled-drawings",
            why="A bank's shuffled keypad, its digits drawn in SVG; the code goes to a read-only password field.",
            html=dress(
                "Banque",
                f"""<main><h1>Banque du Lac</h1><label>Identifiant client <input></label><label>Code confidentiel</label>
<input id=p type=password readonly><div class=g id=g>{cells}</div><button>Valider</button></main>""",
                style=".g{display:grid;grid-template-columns:repeat(5,56px);gap:6px;margin-top:10px}.g svg{width:56px;cursor:pointer}",
                script="g.onclick = event => { const c = event.target.closest('svg'); if (c) p.value += c.dataset.k; };",
            ),
        ),
        AskingPage(
            name="screen-keyboard",
            why="A drawn keyboard of letters 'for your security'; the password is never typed.",
            html=dress(
                "Accès",
                f"""<main><h1>Saisie sécurisée</h1><p>Composez votre mot de passe avec le clavier ci-dessous.</p>
<div class=field id=o>&nbsp;</div><div class=k id=k>{letters}</div><button>Valider</button></main>""",
                look="office",
                style=".k b{display:inline-block;width:26px;margin:3px;text-align:center;background:#eee;cursor:pointer}",
                script="""let real = '';
k.onclick = event => {
  if (event.target.tagName !== 'B') return;
  real += event.target.textContent;
  o.textContent = '*'.repeat(real.length);
};""",
            ),
        ),
        AskingPage(
            name="unlock-pattern",
            why="Nine points to join with the finger, as a phone's unlock pattern.",
            html=dress(
                "Déverrouiller",
                f"""<header>Téléphone verrouillé</header><main><h1>Dessinez votre schéma de déverrouillage</h1>
<div class=g id=g>{"<i></i>" * 9}</div></main>""",
                look="phone",
                style=".g{display:grid;grid-template-columns:repeat(3,1fr);gap:60px;padding:30px}"
                ".g i{height:22px;width:22px;border-radius:50%;background:#9bb}.g .on{background:#0f766e}",
                script="""const all = [...g.children], path = [];
g.onpointerover = event => {
  const at = all.indexOf(event.target);
  if (at >= 0 && !path.includes(at)) { path.push(at); event.target.className = 'on'; }
};
g.onpointerup = () => fetch('/s', {method: 'POST', body: path.join('')}).catch(() => {});""",
            ),
        ),
    )


def _list_pictures() -> tuple[AskingPage, ...]:
    """Return forms that are pictures, or windows drawn in the page."""
    picture = draw_sign_in_picture()
    return (
        AskingPage(
            name="screenshot-under-field",
            why="The page is a picture of a sign-in page with transparent fields over it.",
            html=dress(
                "Webmail",
                f"""<form method=post action=/w><img src="{picture}" width=1000 height=640 alt=""><input name=a class=a>
<input type=password name=b class=b><button class=c aria-label=OK></button></form>""",
                look="bare",
                style="""body{margin:0}form{position:relative;width:1000px}
input,button{position:absolute;left:350px;width:300px;height:40px;border:0;background:transparent;font-size:17px;padding-left:12px}
.a{top:235px}.b{top:325px}.c{top:400px}""",
            ),
        ),
        AskingPage(
            name="screenshot-masked-text-field",
            why="The picture as the body's background, one transparent masked text field, no word in the page.",
            html=dress(
                " ",
                "<form method=post action=/w><input name=z autocomplete=off></form>",
                look="bare",
                style=f"body{{margin:0;height:640px;background:url({picture}) no-repeat}}"
                "input{position:absolute;left:350px;top:325px;width:290px;height:40px;border:0;background:transparent;"
                "-webkit-text-security:disc;font-size:17px;padding-left:12px}",
            ),
        ),
        AskingPage(
            name="window-in-window",
            why="A browser window drawn in the page, with an address of another host, holds the form.",
            html=dress(
                "Pétition",
                f"""<main><h1>Signer la pétition</h1><button>Continuer avec Courriel Libre</button></main><div class=w>
<div class=t>Connexion – Courriel Libre <span>— ▢ ✕</span></div><div class=u>{LOCK} https://comptes.courriel-libre.example/connexion</div>
<form method=post action=/c><label>Adresse <input name=a></label><label>Mot de passe <input type=password name=b></label>
<button>Connexion</button></form></div>""",
                style=".w{position:fixed;left:30%;top:110px;width:440px;background:#fff;box-shadow:0 10px 40px #0008}"
                ".t{background:#dee1e6;padding:8px}.t span{float:right}.u{background:#f1f3f4;padding:6px 10px;margin:6px;"
                "border-radius:14px;font-size:13px}.w form{padding:24px}",
            ),
        ),
        AskingPage(
            name="own-prompt",
            why="A drawn imitation of the browser's prompt().",
            html=dress(
                "Document",
                """<main><h1>rapport.pdf</h1></main><div class=o><div><b>rapport.pdf indique</b>
<p>Le document est protégé. Mot de passe :</p><input type=password><p><button>OK</button> <button>Annuler</button></p></div></div>""",
                look="press",
                style=".o{position:fixed;inset:0}.o div{width:440px;margin:0 auto;background:#fff;padding:18px;border-radius:0 0 8px 8px;"
                "box-shadow:0 2px 16px #0006;font:14px 'DejaVu Sans'}",
            ),
        ),
        AskingPage(
            name="drawn-basic-dialog",
            why="A drawn imitation of the dialog of HTTP basic authentication.",
            html=dress(
                "Sign in",
                """<div class=o><h2>Sign in</h2><p>https://files.harbour-press.example</p><p>Your connection to this site is private</p>
<table><tr><td>Username<td><input><tr><td>Password<td><input type=password></table>
<p align=right><button>Sign in</button> <button>Cancel</button></p></div>""",
                look="bare",
                lang="en",
                style="body{background:#fff;font:14px 'DejaVu Sans'}.o{width:440px;margin:0 auto;padding:16px 24px;border:1px solid #ccc;"
                "border-radius:8px;box-shadow:0 4px 14px #0004}td{padding:5px 14px 5px 0}h2{font-size:16px}",
            ),
        ),
        AskingPage(
            name="drawn-system-window",
            why="A drawn window of the operating system asks for the password of the computer's user.",
            html=dress(
                "Mise à jour",
                """<div class=o><div class=i>⚙</div><h2>Le système souhaite effectuer des modifications.</h2>
<p>Saisissez votre mot de passe pour l’autoriser.</p><p><input value=claire></p><p><input id=p placeholder="Mot de passe"
style="-webkit-text-security:disc"></p><button>Annuler</button> <button>OK</button></div>""",
                look="bare",
                style="body{background:linear-gradient(#334a7a,#7a4a6a);min-height:700px;font:14px 'DejaVu Sans'}.o{width:290px;"
                "margin:120px auto;background:#ececec;border-radius:12px;padding:22px;text-align:center}.i{font-size:40px}h2{font-size:14px}",
            ),
        ),
    )


def list_drawn() -> tuple[AskingPage, ...]:
    """Return the drawn fields."""
    return _list_canvases() + _list_keypads() + _list_pictures()
