"""Browser windows drawn inside a page, with the address of another host."""

from __future__ import annotations

from tests.pages.guises.page import LOCK, TrickyPage, dress

FIELDS = """<input placeholder="{mail}"><input type=password placeholder="{word}"><button>{button}</button>"""
FRENCH = FIELDS.format(mail="Adresse e-mail", word="Mot de passe", button="Connexion")
ENGLISH = FIELDS.format(mail="E-mail", word="Password", button="Sign in")


def list_windows() -> tuple[TrickyPage, ...]:
    """Return the drawn windows."""
    return (
        TrickyPage(
            name="drawn-window-windows",
            trick="drawn-window",
            click="#go",
            why="A Windows-like window opens on a click.",
            html=dress(
                "Pétition",
                f"""<main><h1>Sauvons la criée</h1><button id=go onclick="w.hidden=false">Signer avec Courriel Libre</button></main>
<div class=w id=w hidden><div class=t>◉ Connexion : Courriel Libre<span>─ ☐ ✕</span></div>
<div class=u>{LOCK} comptes.courriel-libre.example/oauth/connexion</div><div class=p><h2>Connexion</h2>{FRENCH}</div></div>""",
                style=""".w{position:absolute;left:32%;top:80px;width:460px;border:1px solid #888;background:#fff;box-shadow:0 12px 40px #0006}
.t{background:#fff;padding:8px 10px;font-size:13px}.t span{float:right;letter-spacing:14px}.u{background:#f1f3f4;padding:7px 12px;font-size:13px}
.p{padding:26px}.p input{margin:10px 0}""",
            ),
        ),
        TrickyPage(
            name="drawn-window-mac",
            trick="drawn-window",
            why="A macOS-like window with three coloured buttons, there from the start and draggable.",
            html=dress(
                "Invitation",
                f"""<main><h1>You are invited</h1><p>Sign in to see the programme.</p></main><section class=m id=m>
<div class=b><i style="background:#ff5f57"></i><i style="background:#febc2e"></i><i style="background:#28c840"></i>
<em>{LOCK} id.postal-cloud.example</em></div><div class=p><h2>Postal Cloud</h2>{ENGLISH}</div></section>""",
                lang="en",
                look="press",
                style=""".m{position:absolute;left:30%;top:130px;width:440px;border-radius:12px;background:#fff;box-shadow:0 18px 50px #0007;overflow:hidden}
.b{background:#e7e5e6;padding:10px}.b i{display:inline-block;width:12px;height:12px;border-radius:50%;margin-right:7px}
.b em{background:#fff;border-radius:6px;padding:3px 60px;margin-left:20px;font:13px 'DejaVu Sans'}.p{padding:24px}.p input{display:block;margin:12px 0}""",
                script="""let from = null;
m.onpointerdown = event => { from = [event.clientX - m.offsetLeft, event.clientY - m.offsetTop]; };
addEventListener('pointermove', event => {
  if (from) { m.style.left = `${event.clientX - from[0]}px`; m.style.top = `${event.clientY - from[1]}px`; }
});
addEventListener('pointerup', () => { from = null; });""",
            ),
        ),
        TrickyPage(
            name="drawn-window-dark",
            trick="drawn-window",
            why="A dark window; its form stands in a frame of the host.",
            others={
                "/pop.html": f"<!doctype html><meta charset=utf-8><body style='background:#202124;color:#eee;font:16px DejaVu Sans;"
                f"padding:20px'><h2>Anmelden</h2>{ENGLISH}"
            },
            html=dress(
                "Umfrage",
                """<main><h1>Umfrage</h1><p>Bitte melden Sie sich an.</p></main><div class=d><div class=t>Anmelden – Netzpost <b>× </b></div>
<div class=u><span>https://</span>konto.netzpost.example<span>/anmelden?weiter=umfrage</span></div><iframe src=/pop.html></iframe></div>""",
                lang="de",
                look="dark",
                style=""".d{position:fixed;right:60px;top:60px;width:430px;background:#202124;border:1px solid #555;box-shadow:0 0 30px #000}
.t{background:#35363a;padding:9px}.t b{float:right}.u{margin:8px;padding:6px 14px;background:#292a2d;border-radius:16px;font-size:13px}.u span{color:#9aa0a6}
.d iframe{border:0;width:100%;height:300px}""",
            ),
        ),
        TrickyPage(
            name="drawn-window-bottom-sheet",
            trick="drawn-window",
            click="#go",
            why="A phone's bottom sheet with an address line slides up.",
            html=dress(
                "Concours",
                f"""<header>Concours photo</header><main><h1>Votez pour Lina</h1><button id=go onclick="s.classList.add('up')">Voter</button></main>
<div class=s id=s><p class=u>✕ &nbsp; {LOCK} m.reseau-amis.example &nbsp; ⋮</p><h2>Réseau d’amis</h2>{FRENCH}</div>""",
                look="phone",
                style=""".s{position:fixed;left:0;right:0;bottom:-90%;height:80%;background:#fff;border-radius:18px 18px 0 0;box-shadow:0 -4px 30px #0006;
padding:10px 24px;transition:bottom .2s}.up{bottom:0}.u{border-bottom:1px solid #ccc;font-size:14px;padding-bottom:8px}.s input{margin:10px 0}""",
            ),
        ),
        TrickyPage(
            name="drawn-window-picture-bar",
            trick="drawn-window",
            why="The window's bar is an SVG picture, its address is not even text of the page.",
            html=dress(
                "Dossier",
                f"""<main><h1>Dossier partagé</h1></main><div class=w><img alt="" src="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'
 width='440' height='70'%3E%3Crect width='440' height='70' fill='%23dee1e6'/%3E%3Crect x='10' y='36' rx='13' width='420' height='26'
 fill='white'/%3E%3Ctext x='24' y='54' font-size='13'%3Ehttps://acces.archives-lumen.example/login%3C/text%3E%3Ctext x='14' y='22'
 font-size='13'%3EConnexion%3C/text%3E%3Ctext x='370' y='22' font-size='15'%3E- o x%3C/text%3E%3C/svg%3E"><div class=p>{FRENCH}</div></div>""",
                look="office",
                style=".w{position:absolute;left:34%;top:100px;width:440px;background:#fff;box-shadow:0 8px 30px #0006}.p{padding:26px}.p input{margin:14px 0}",
            ),
        ),
    )
