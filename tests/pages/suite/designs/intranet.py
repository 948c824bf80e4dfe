"""An NGO's intranet: a coloured panel on the left, the form on the right, a logo as PNG."""

from __future__ import annotations

from tests.pages.suite.designs.kit import (
    fill,
    line,
    make_css,
    make_design,
    make_icon_png,
    make_logo_png,
    polygon,
)
from tests.pages.suite.drawing import Colours
from tests.pages.suite.identity import Identity
from tests.pages.suite.page import WebPage

IDENTITY = Identity(
    name="Abri Solidaire",
    short="Abri",
    host="intranet.abri-solidaire.test",
    slogan="Un toit d’abord, le reste ensemble",
    lead="L’intranet des salariés, des bénévoles et des antennes locales.",
    help="Support informatique : poste 4020, du lundi au vendredi de 9 h à 17 h.",
    news=(
        "Plan grand froid : les tournées de janvier",
        "Nouveau modèle de note de frais",
        "Élections au comité",
    ),
    colours=Colours("#b5432e", "#6d2317", "#f6c48a", "#fbeee8"),
    emblem=(
        polygon("main", 50, 6, 96, 48, 82, 48, 50, 20, 18, 48, 4, 48),
        polygon("dark", 22, 52, 50, 28, 78, 52, 78, 94, 22, 94),
        polygon("accent", 42, 94, 42, 66, 58, 66, 58, 94),
        line("accent", 5, 30, 56, 36, 56),
    ),
)

CSS = """
body{margin:0;font:15px/1.55 "DejaVu Sans",Verdana,sans-serif;color:$c_ink}
.wrap{display:flex;min-height:100vh}
.aside{width:46%;background:$c_dark linear-gradient(160deg,$c_main,$c_dark);color:#fff;padding:70px 60px;box-sizing:border-box}
.aside h2{font-size:34px;line-height:1.2;margin:0 0 18px}.aside ul{padding:0;list-style:none;margin:36px 0}
.aside li{padding:14px 0 14px 18px;border-left:4px solid $c_accent;margin-bottom:14px;background:rgba(255,255,255,.08)}
.panel{flex:1;display:flex;flex-direction:column;justify-content:center;padding:0 90px;background:$c_ground}
.panel img{align-self:flex-start;height:68px;margin-bottom:34px}
#frm-login p{margin:0 0 16px}#frm-login label{display:block;font-size:13px;color:#555}
#frm-login input[type=text],#frm-login input[type=password]{width:100%;box-sizing:border-box;border:0;border-bottom:2px solid $c_main;
background:$c_pale;height:44px;padding:0 10px;font:inherit}
#frm-login button{background:$c_main;color:#fff;border:0;padding:13px 34px;font:bold 15px "DejaVu Sans";margin-top:10px}
.small{font-size:12px;color:#666;margin-top:34px}
"""
HTML = """<!doctype html>
<html lang="fr"><head><meta charset="utf-8"><title>$name | Intranet</title>
<link rel="shortcut icon" href="/themes/base/favicon.png"><link rel="stylesheet" href="/themes/base/style.css"></head>
<body class="page-login"><div class="wrap"><div class="aside"><h2>$slogan</h2><p>$lead</p>
<ul><li>$news1</li><li>$news2</li><li>$news3</li></ul></div>
<div class="panel"><img class="site-logo" src="/themes/base/logo.png" alt="$name">
<form id="frm-login" method="post" action="/user/login?destination=accueil"><p><label for="edit-name">Identifiant</label><input type="text" id="edit-name" name="name" maxlength="60"></p>
<p><label for="edit-pass">Mot de passe</label><input type="password" id="edit-pass" name="pass"></p>
<p><label><input type="checkbox" name="keep"> Rester connecté sur cet ordinateur</label></p><button type="submit">Se connecter</button></form>
<div class="small"><p>$help</p><p>Accès réservé. Les connexions sont journalisées.</p></div></div></div></body></html>"""

TRANSLATION = {
    "Abri Solidaire | Intranet": "Abri Solidaire | Staff intranet",
    IDENTITY.slogan: "A roof first, the rest together",
    IDENTITY.lead: "The intranet of staff, volunteers and local branches.",
    IDENTITY.help: "IT support: extension 4020, Monday to Friday, 9 am to 5 pm.",
    IDENTITY.news[0]: "Cold weather plan: the rounds of January",
    IDENTITY.news[1]: "New form for travel expenses",
    IDENTITY.news[2]: "Elections to the staff committee",
    "Identifiant": "User name",
    "Mot de passe": "Password",
    "Rester connecté sur cet ordinateur": "Stay signed in on this computer",
    "Se connecter": "Sign in",
    "Accès réservé. Les connexions sont journalisées.": "Restricted access. All sessions are logged.",
}


def build(identity: Identity) -> WebPage:
    """Return the page for an organisation."""
    return WebPage(
        fill(HTML, identity),
        {
            "/themes/base/style.css": make_css(CSS, identity),
            "/themes/base/favicon.png": make_icon_png(identity),
            "/themes/base/logo.png": make_logo_png(
                identity, height=68, face="dejavu-bold", ink=identity.colours.dark
            ),
        },
    )


DESIGN = make_design(
    "intranet", IDENTITY, build, TRANSLATION, logo_mark="site-logo", card_mark="frm-login", face="dejavu"
)
