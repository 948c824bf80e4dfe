"""A tall page: news on the left, much longer than the window, and the form beside it."""

from __future__ import annotations

import random

from PIL import Image, ImageDraw
from tests.pages.suite.designs.kit import (
    disc,
    fill,
    make_css,
    make_design,
    make_icon_svg,
    make_logo_png,
    make_picture,
    polygon,
)
from tests.pages.suite.drawing import Colours
from tests.pages.suite.identity import Identity
from tests.pages.suite.page import Resource, WebPage

IDENTITY = Identity(
    name="Comité Eaux Vives",
    short="Eaux Vives",
    host="www.comite-eaux-vives.test",
    slogan="Pour des rivières qui coulent",
    lead="Accédez aux relevés, aux cartes et aux comptes rendus du comité.",
    help="Les comptes sont ouverts par la trésorière, sur demande écrite.",
    news=(
        "Barrage de Montferrand : le préfet reçoit le comité",
        "Quarante bénévoles pour nettoyer la Drouette",
        "Truites : un comptage qui inquiète",
    ),
    colours=Colours("#256d85", "#12343b", "#8ac926", "#eef7f2"),
    emblem=(
        polygon("main", 50, 4, 80, 50, 74, 78, 50, 94, 26, 78, 20, 50),
        disc(42, 62, 12, "accent"),
        polygon("pale", 56, 34, 64, 52, 58, 56),
    ),
)

CSS = """
body{margin:0;background:#fff;color:$c_ink;font:15px/1.6 "DejaVu Sans",Verdana,sans-serif}
.page{width:1080px;margin:0 auto}.top{display:flex;align-items:center;padding:22px 0;border-bottom:3px solid $c_accent}
.top img{height:62px}.top i{margin-left:auto;color:$c_main}
ul.menu{display:flex;gap:0;list-style:none;margin:0;padding:0;background:$c_main}ul.menu li{padding:11px 22px;color:#fff;border-right:1px solid rgba(255,255,255,.3)}
.two{display:grid;grid-template-columns:1fr 330px;gap:40px;margin-top:26px}article{margin-bottom:30px}
article img{width:100%;height:190px;object-fit:cover}article h2{font-size:21px;color:$c_dark;margin:10px 0 4px;line-height:1.3}
.box{background:$c_pale;border:1px solid $c_main;border-radius:8px;padding:18px 20px;align-self:start}
.box h3{margin:0 0 10px;color:$c_main}.box label{font-size:13px;display:block}.box input{width:100%;box-sizing:border-box;height:36px;border:1px solid #8fb0b5;margin-bottom:10px;padding:0 8px}
.box button{background:$c_main;color:#fff;border:0;border-radius:18px;height:38px;padding:0 24px;font:bold 14px "DejaVu Sans"}.box p{font-size:13px}
.end{background:$c_dark;color:#fff;padding:26px;text-align:center;margin-top:30px}
"""
HTML = """<!doctype html>
<html lang="fr"><head><meta charset="utf-8"><title>$name – Accueil</title><link rel="icon" href="/f/icone.svg"><link rel="stylesheet" href="/f/site.css"></head><body>
<div class="page"><div class="top"><img class="site-brand" src="/f/logo.png" alt="$name"><i>$slogan</i></div>
<ul class="menu"><li>Accueil</li><li>Nos rivières</li><li>Actions</li><li>Cartes</li><li>Adhérer</li></ul>
<div class="two"><div class="articles"><article><img src="/f/une.png" alt=""><h2>$news1</h2><p>La délégation a remis le dossier technique préparé pendant l’hiver. Une seconde rencontre est prévue après l’enquête publique, avec les communes du bassin.</p></article>
<article><img src="/f/deux.png" alt=""><h2>$news2</h2><p>Deux tonnes de déchets sont sorties du lit en une journée. La mairie a prêté les bennes, la boulangerie a nourri tout le monde.</p></article>
<article><img src="/f/trois.png" alt=""><h2>$news3</h2><p>Les chiffres de l’automne sont les plus bas depuis dix ans. Le comité demande un débit réservé et la fin des éclusées.</p></article></div>
<form class="box" method="post" action="/membres/entrer"><h3>Espace des membres</h3><p>$lead</p><label for="a">Adresse e-mail</label><input type="email" id="a" name="adresse"><label for="b">Mot de passe</label><input type="password" id="b" name="passe">
<button type="submit">Me connecter</button><p>$help</p></form></div></div><div class="end">$name · association déclarée · plan du site · contact</div></body></html>"""

TRANSLATION = {
    "Comité Eaux Vives – Accueil": "Comité Eaux Vives – Home",
    IDENTITY.slogan: "For rivers that run",
    IDENTITY.lead: "Reach the readings, the maps and the minutes of the committee.",
    IDENTITY.help: "Accounts are opened by the treasurer, on written request.",
    IDENTITY.news[0]: "Montferrand dam: the prefect receives the committee",
    IDENTITY.news[1]: "Forty volunteers to clean the Drouette",
    IDENTITY.news[2]: "Trout: a worrying count",
    "La délégation a remis le dossier technique préparé pendant l’hiver. Une seconde rencontre est prévue après l’enquête publique, avec les communes du bassin.": "The delegation handed over the technical file prepared in winter. A second meeting will follow the public inquiry, with the towns of the basin.",
    "Deux tonnes de déchets sont sorties du lit en une journée. La mairie a prêté les bennes, la boulangerie a nourri tout le monde.": "Two tonnes of waste left the bed in one day. The town lent the skips, the bakery fed everyone.",
    "Les chiffres de l’automne sont les plus bas depuis dix ans. Le comité demande un débit réservé et la fin des éclusées.": "The autumn figures are the lowest in ten years. The committee asks for a reserved flow and an end to hydropeaking.",
    "Accueil": "Home",
    "Nos rivières": "Our rivers",
    "Actions": "Campaigns",
    "Cartes": "Maps",
    "Adhérer": "Join",
    "Espace des membres": "Members’ area",
    "Adresse e-mail": "Email address",
    "Mot de passe": "Password",
    "Me connecter": "Sign in",
    "Comité Eaux Vives · association déclarée · plan du site · contact": "Comité Eaux Vives · registered association · site map · contact us",
}


def draw_river(identity: Identity, number: int) -> Resource:
    """Return an illustration of a river in a valley."""
    chance = random.Random(f"{identity.name} {number}")
    colours = identity.colours
    picture = Image.new("RGB", (710, 190), colours.pale)
    pen = ImageDraw.Draw(picture)
    pen.polygon(
        [(0, 190), *((x, chance.randrange(40, 110)) for x in range(0, 800, 70)), (800, 190)],
        fill=colours.accent,
    )
    bank = [(x, 130 + chance.randrange(-18, 18)) for x in range(0, 760, 50)]
    pen.polygon([*bank, (760, 190), (0, 190)], fill=colours.main)
    for _ in range(14):
        x, y = chance.randrange(700), chance.randrange(90, 120)
        pen.polygon([(x, y), (x + 10, y - 34), (x + 20, y)], fill=colours.dark)
    return make_picture(picture)


def build(identity: Identity) -> WebPage:
    """Return the page for an organisation."""
    return WebPage(
        fill(HTML, identity),
        {
            "/f/site.css": make_css(CSS, identity),
            "/f/icone.svg": make_icon_svg(identity),
            "/f/logo.png": make_logo_png(identity, height=62, face="dejavu-bold", ink=identity.colours.main),
            "/f/une.png": draw_river(identity, 1),
            "/f/deux.png": draw_river(identity, 2),
            "/f/trois.png": draw_river(identity, 3),
        },
    )


DESIGN = make_design(
    "tall", IDENTITY, build, TRANSLATION, logo_mark="site-brand", card_mark="box", face="dejavu"
)
