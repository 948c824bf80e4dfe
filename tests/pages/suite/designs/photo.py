"""A page over a painted landscape, with the form in a translucent column on the right."""

from __future__ import annotations

import random

from PIL import Image, ImageColor, ImageDraw, ImageFilter
from tests.pages.suite.designs.kit import (
    disc,
    fill,
    line,
    make_css,
    make_design,
    make_icon_png,
    make_logo_png,
    polygon,
)
from tests.pages.suite.drawing import Colours, save_jpeg
from tests.pages.suite.identity import Identity
from tests.pages.suite.page import Resource, WebPage

IDENTITY = Identity(
    name="Refuge des Cimes",
    short="Refuge",
    host="equipe.refuge-des-cimes.test",
    slogan="Là-haut, personne ne reste dehors",
    lead="Espace des maraudes et des hébergements de montagne.",
    help="Urgence en montagne : prévenez d’abord les secours.",
    news=("Col fermé jusqu’à vendredi", "Collecte de chaussures", "Relève du 3 février"),
    colours=Colours("#2c5d8f", "#16314f", "#f08a4b", "#dfeaf4"),
    emblem=(
        polygon("dark", 2, 90, 38, 22, 74, 90),
        polygon("main", 34, 90, 66, 38, 98, 90),
        polygon("white", 38, 22, 47, 40, 38, 46, 29, 40),
        disc(78, 20, 11, "accent"),
        line("accent", 6, 20, 90, 80, 90),
    ),
)

CSS = """
body{margin:0;min-height:100vh;background:#89a url(/img/paysage.jpg) center/cover no-repeat;font:16px/1.5 "Liberation Sans",sans-serif}
.col{position:absolute;right:90px;top:60px;width:390px;background:rgba(255,255,255,.9);padding:34px 38px;box-sizing:border-box;border-radius:4px}
.col .mark{display:block;max-width:100%;margin-bottom:22px}.col p{margin:0 0 18px;color:$c_dark}
.col input{width:100%;height:48px;border:1px solid $c_main;border-radius:24px;box-sizing:border-box;padding:0 20px;margin-bottom:14px;font-size:15px;background:#fff}
.col button{width:100%;height:50px;border-radius:25px;border:0;background:$c_main;color:#fff;font-size:17px}
.col a{color:$c_dark;display:block;text-align:center;margin-top:16px}
.claim{position:absolute;left:70px;bottom:60px;color:#fff;font-size:38px;font-weight:bold;max-width:560px;line-height:1.2;text-shadow:0 2px 8px rgba(0,0,0,.6)}
.note{font-size:13px}
"""
HTML = """<!doctype html>
<html lang="fr"><head><meta charset="utf-8"><title>$name – espace d’équipe</title><link rel="icon" href="/img/icone.png"><link rel="stylesheet" href="/css/espace.css"></head>
<body><div class="claim">$slogan</div><div class="col"><img class="mark" src="/img/logo.png" alt="$name"><p>$lead</p><form action="/entrer" method="post">
<input type="email" name="courriel" placeholder="Votre adresse"><input type="password" name="cle" placeholder="Votre mot de passe"><button type="submit">Rejoindre l’équipe</button></form>
<a href="/aide">J’ai perdu mon mot de passe</a><p class="note">$help</p></div></body></html>"""

TRANSLATION = {
    "Refuge des Cimes – espace d’équipe": "Refuge des Cimes – team area",
    IDENTITY.slogan: "Up there, nobody is left outside",
    IDENTITY.lead: "The place for rounds and shelters in the mountains.",
    IDENTITY.help: "Emergency in the mountains: call the rescuers first.",
    "Votre adresse": "Your address",
    "Votre mot de passe": "Your password",
    "Rejoindre l’équipe": "Join the team",
    "J’ai perdu mon mot de passe": "I have lost my password",
}


def draw_landscape(identity: Identity) -> Resource:
    """Return mountains in the colours of an organisation; each organisation has its own ridge."""
    chance = random.Random(identity.name)
    colours = identity.colours
    sky = Image.linear_gradient("L").resize((1280, 800))
    top, bottom = (
        Image.new("RGB", (1280, 800), ImageColor.getrgb(c)) for c in (colours.pale, colours.accent)
    )
    picture = Image.composite(bottom, top, sky)
    pen = ImageDraw.Draw(picture)
    pen.circle((chance.randrange(200, 700), chance.randrange(120, 260)), 56, fill="#fff4dc")
    for height, colour in ((330, colours.main), (470, colours.dark), (640, "#0d1a26")):
        ridge: list[tuple[float, float]] = [(0, 800)]
        ridge += [(x, height + chance.randrange(-90, 90)) for x in range(0, 1400, 110)]
        pen.polygon([*ridge, (1400, 800)], fill=colour)
    return Resource("image/jpeg", save_jpeg(picture.filter(ImageFilter.GaussianBlur(1.2)), 82))


def build(identity: Identity) -> WebPage:
    """Return the page for an organisation."""
    return WebPage(
        fill(HTML, identity),
        {
            "/css/espace.css": make_css(CSS, identity),
            "/img/paysage.jpg": draw_landscape(identity),
            "/img/icone.png": make_icon_png(identity),
            "/img/logo.png": make_logo_png(identity, height=64, face="sans-bold", ink=identity.colours.dark),
        },
    )


DESIGN = make_design("photo", IDENTITY, build, TRANSLATION, logo_mark="mark", card_mark="col")
