"""A page in two languages: every sentence in French and in English."""

from __future__ import annotations

from PIL import Image, ImageDraw
from tests.pages.suite.designs.kit import (
    disc,
    fill,
    line,
    make_design,
    make_emblem_png,
    make_icon_png,
    make_picture,
    polygon,
)
from tests.pages.suite.drawing import Colours
from tests.pages.suite.identity import Identity
from tests.pages.suite.page import Resource, WebPage

IDENTITY = Identity(
    name="Alliance Riverains – Riverside Alliance",
    short="Riverains",
    host="membres.alliance-riverains.test",
    slogan="L’eau n’a pas de frontière – Water knows no border",
    lead="Espace des groupes locaux – Local groups’ area",
    help="Questions : secretariat@alliance-riverains.test",
    news=(
        "Relevés du printemps – Spring readings",
        "Marche des sources – Walk of springs",
        "Atelier – Workshop",
    ),
    colours=Colours("#00707a", "#003b46", "#c4dfe6", "#e6f3f5"),
    emblem=(
        disc(50, 50, 48, "main"),
        line("white", 7, 10, 44, 30, 34, 50, 44, 70, 34, 90, 44),
        line("white", 7, 12, 62, 30, 52, 50, 62, 70, 52, 88, 62),
        polygon("accent", 50, 8, 60, 26, 40, 26),
    ),
)

HTML = """<!doctype html>
<html lang="fr"><head><meta charset="utf-8"><title>$short – Connexion / Sign in</title><link rel="icon" href="/media/icon.png">
<style>
body{margin:0;background:#fff;font:15px/1.5 "DejaVu Sans",sans-serif;color:$c_dark}
.ribbon{height:120px;background:url(/media/waves.png) repeat-x $c_pale}
.ident{min-height:122px;display:flex;gap:22px;align-items:center;margin:-50px auto 0;width:860px}
.ident img{width:110px;height:110px;border-radius:50%;border:6px solid #fff}.ident div{padding-top:36px}.ident b{font-size:22px}
.duo{width:860px;margin:18px auto 0;background:$c_pale;border-radius:0 40px 0 40px;padding:26px 36px;box-sizing:border-box}
.duo .line{display:grid;grid-template-columns:200px 1fr 200px;gap:18px;align-items:center;margin-bottom:14px}
.duo .line>:first-child{text-align:right}.duo .line span{font-size:14px}.duo .en{font-style:italic;color:$c_main}
.duo input{height:44px;border:2px solid $c_main;border-radius:0 14px 0 14px;padding:0 12px;font:inherit;width:100%;box-sizing:border-box}
.duo button{height:46px;background:$c_dark;color:#fff;border:0;border-radius:0 14px 0 14px;font:bold 15px "DejaVu Sans"}
.bottom{width:860px;margin:20px auto;font-size:13px}
</style></head><body><div class="ribbon"></div><div class="ident"><img class="roundel" src="/media/roundel.png" alt=""><div><b>$name</b><br>$slogan</div></div>
<form class="duo" action="/auth/connect" method="post"><p>$lead</p>
<div class="line"><span>Adresse électronique</span><input type="email" name="mel"><span class="en">Email address</span></div>
<div class="line"><span>Phrase de passe</span><input type="password" name="phrase"><span class="en">Passphrase</span></div>
<div class="line"><span></span><button type="submit">Entrer / Enter</button><span></span></div></form>
<div class="bottom"><p>$news1 · $news2</p><p>$help</p></div></body></html>"""

TRANSLATION = {
    "Riverains – Connexion / Sign in": "Riverains – Anmeldung",
    "L’eau n’a pas de frontière – Water knows no border": "Wasser kennt keine Grenze",
    "Espace des groupes locaux – Local groups’ area": "Bereich der Ortsgruppen",
    "Questions : secretariat@alliance-riverains.test": "Fragen: secretariat@alliance-riverains.test",
    "Adresse électronique": "E-Mail-Adresse",
    "Email address": "Bitte ausfüllen",
    "Phrase de passe": "Passwort",
    "Passphrase": "Bitte ausfüllen",
    "Entrer / Enter": "Anmelden",
    "Relevés du printemps – Spring readings · Marche des sources – Walk of springs": "Messungen im Frühling · Wanderung zu den Quellen",
}


def draw_waves(colours: Colours) -> Resource:
    """Return a strip of waves that repeats."""
    strip = Image.new("RGB", (160, 120), colours.pale)
    pen = ImageDraw.Draw(strip)
    for number, colour in enumerate((colours.accent, colours.main, colours.dark)):
        top = 30 + number * 26
        pen.rectangle((0, top + 14, 160, 120), fill=colour)
        for x in range(0, 161, 40):
            pen.ellipse((x - 20, top, x + 20, top + 28), fill=colour)
    return make_picture(strip)


def build(identity: Identity) -> WebPage:
    """Return the page for an organisation."""
    return WebPage(
        fill(HTML, identity),
        {
            "/media/icon.png": make_icon_png(identity),
            "/media/roundel.png": make_emblem_png(identity, 220),
            "/media/waves.png": draw_waves(identity.colours),
        },
    )


DESIGN = make_design(
    "bilingual", IDENTITY, build, TRANSLATION, logo_mark="roundel", card_mark="duo", face="dejavu"
)
