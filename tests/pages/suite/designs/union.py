"""A union's members' area, in English: a menu, a broad heading, the form in a column on the right."""

from __future__ import annotations

from tests.pages.suite.designs.kit import (
    disc,
    fill,
    line,
    make_css,
    make_design,
    make_icon_svg,
    polygon,
    ring,
)
from tests.pages.suite.drawing import Colours
from tests.pages.suite.identity import Identity
from tests.pages.suite.page import WebPage

IDENTITY = Identity(
    name="Harbour & Yard Workers’ Union",
    short="HYWU",
    host="members.harbour-yard-union.test",
    slogan="Together on every quay",
    lead="Sign in to see your branch, your dues and your casework.",
    help="Lost your card? Your branch secretary can give you a new number.",
    news=("Pay ballot opens on Monday", "Safety reps’ training days", "Hardship fund: how to apply"),
    colours=Colours("#b71c2b", "#1b2a41", "#f4d35e", "#f2f4f7"),
    emblem=(
        ring(50, 18, 10, "dark", 7),
        line("dark", 9, 50, 28, 50, 88),
        line("dark", 8, 28, 42, 72, 42),
        line("main", 9, 12, 60, 22, 80, 50, 92, 78, 80, 88, 60),
        polygon("main", 4, 66, 12, 50, 24, 64),
        polygon("main", 96, 66, 88, 50, 76, 64),
        disc(50, 18, 4, "accent"),
    ),
)

CSS = """
body{margin:0;font:16px/1.5 "Liberation Sans",Arial,sans-serif;color:$c_dark;background:#fff}
nav.main{display:flex;align-items:center;gap:28px;height:84px;padding:0 48px;border-bottom:6px solid $c_main}
nav.main svg{width:60px;height:60px}nav.main strong{font-size:21px;max-width:230px;line-height:1.1}
nav.main a{color:$c_dark;text-decoration:none;font-weight:bold}nav.main a:first-of-type{margin-left:auto}
.banner{background:$c_dark;color:#fff;padding:34px 48px}.banner h1{margin:0;font-size:40px}.banner p{margin:6px 0 0;color:$c_accent;font-size:19px}
.grid{display:grid;grid-template-columns:1fr 400px;gap:60px;padding:34px 48px}
.grid li{border-bottom:1px solid #ccd3dd;padding:11px 0;list-style:none}.grid ul{padding:0;margin:0}
.signin{background:$c_pale;padding:24px 26px;border-left:6px solid $c_main}.signin h2{margin:0 0 12px}
.signin label{font-weight:bold;display:block}.signin input{width:100%;box-sizing:border-box;height:42px;border:2px solid $c_dark;margin:4px 0 14px;padding:0 10px;font-size:16px}
.signin button{background:$c_main;color:#fff;font:bold 17px "Liberation Sans";border:0;height:46px;width:150px}
.base{background:$c_dark;color:#c7d0dd;font-size:13px;padding:14px 48px}
"""
HTML = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Members’ area | $short</title><link rel="icon" href="/assets/mark.svg"><link rel="stylesheet" href="/assets/members.css"></head>
<body><nav class="main"><svg class="anchor-mark" viewBox="0 0 100 100">$emblem</svg><strong>$name</strong><a href="/branches">Branches</a><a href="/rights">Your rights</a><a href="/join">Join</a><a href="/contact">Contact</a></nav>
<div class="banner"><h1>Members’ area</h1><p>$slogan</p></div>
<div class="grid"><section><h2>This week</h2><ul><li>$news1</li><li>$news2</li><li>$news3</li></ul><p>$help</p></section>
<form class="signin" method="post" action="/members/login"><h2>Sign in</h2><p>$lead</p><label for="mno">Membership number</label><input id="mno" name="member" type="text" inputmode="numeric">
<label for="pwd">Password</label><input id="pwd" name="pwd" type="password"><button>Sign in</button></form></div>
<div class="base">© 2026 $name. Registered trade union. Accessibility · Cookies · Privacy</div></body></html>"""

TRANSLATION = {
    "Members’ area | HYWU": "Espace adhérents | HYWU",
    "Members’ area": "Espace adhérents",
    IDENTITY.slogan: "Ensemble sur tous les quais",
    IDENTITY.lead: "Connectez-vous pour voir votre section, vos cotisations et vos dossiers.",
    IDENTITY.help: "Carte perdue ? Le secrétaire de votre section vous donnera un nouveau numéro.",
    IDENTITY.news[0]: "Le vote sur les salaires ouvre lundi",
    IDENTITY.news[1]: "Journées de formation des délégués à la sécurité",
    IDENTITY.news[2]: "Caisse de secours : comment faire une demande",
    "This week": "Cette semaine",
    "Branches": "Sections",
    "Your rights": "Vos droits",
    "Join": "Adhérer",
    "Contact": "Nous écrire",
    "Sign in": "Se connecter",
    "Membership number": "Numéro d’adhérent",
    "Password": "Mot de passe",
    "© 2026 Harbour & Yard Workers’ Union. Registered trade union. Accessibility · Cookies · Privacy": "© 2026 Harbour & Yard Workers’ Union. Syndicat déclaré. Accessibilité · Cookies · Vie privée",
}


def build(identity: Identity) -> WebPage:
    """Return the page for an organisation."""
    return WebPage(
        fill(HTML, identity),
        {"/assets/members.css": make_css(CSS, identity), "/assets/mark.svg": make_icon_svg(identity)},
    )


DESIGN = make_design(
    "union", IDENTITY, build, TRANSLATION, logo_mark="anchor-mark", card_mark="signin", language="en"
)
