"""A page with almost nothing but the name."""

from __future__ import annotations

from tests.pages.suite.designs.kit import disc, fill, line, make_design, make_icon_png
from tests.pages.suite.drawing import Colours
from tests.pages.suite.identity import Identity
from tests.pages.suite.page import WebPage

IDENTITY = Identity(
    name="Collectif Ricochet",
    short="Ricochet",
    host="outils.collectif-ricochet.test",
    slogan="Un caillou, mille cercles",
    lead="Outils du collectif",
    help="Pas de compte ? Demandez à quelqu’un qui en a un.",
    news=("Assemblée jeudi", "Atelier son", "Cantine"),
    colours=Colours("#3d3d3d", "#111111", "#e4572e", "#f5f5f5"),
    emblem=(disc(16, 40, 9, "accent"), line("dark", 6, 20, 56, 40, 72, 60, 56, 76, 70, 92, 60)),
)

HTML = """<!doctype html>
<html lang="fr"><head><meta charset="utf-8"><title>$name</title><link rel="icon" href="/favicon.png">
<style>body{font:18px/1.6 "Liberation Sans",sans-serif;color:$c_dark;max-width:420px;margin:120px auto 0;padding:0 20px}
h1{font-size:30px;margin:0;border-bottom:3px solid $c_accent;display:inline-block}p{color:#555}
input,button{font:inherit;padding:8px;border:1px solid #999;width:100%;box-sizing:border-box;margin:4px 0 14px}button{background:$c_main;color:#fff;width:auto;padding:8px 28px}</style></head>
<body><h1>$name</h1><p>$lead</p><form method="post" action="/login"><label>Nom <input name="nom" type="text"></label><label>Mot de passe <input name="mdp" type="password"></label><button>Entrer</button></form><p>$help</p></body></html>"""

TRANSLATION = {
    IDENTITY.lead: "Tools of the collective",
    IDENTITY.help: "No account? Ask somebody who has one.",
    "Nom": "Name",
    "Mot de passe": "Password",
    "Entrer": "Enter",
}


def build(identity: Identity) -> WebPage:
    """Return the page for an organisation."""
    return WebPage(fill(HTML, identity), {"/favicon.png": make_icon_png(identity)})


DESIGN = make_design("plain", IDENTITY, build, TRANSLATION, logo_mark="h1", card_mark="form")
