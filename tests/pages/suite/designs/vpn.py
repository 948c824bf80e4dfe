"""A VPN gateway: the grey tables of an appliance, in small letters."""

from __future__ import annotations

from tests.pages.suite.designs.kit import (
    disc,
    fill,
    line,
    make_design,
    make_icon_png,
    make_logo_png,
    ring,
    whiten,
)
from tests.pages.suite.drawing import Colours
from tests.pages.suite.identity import Identity
from tests.pages.suite.page import WebPage

IDENTITY = Identity(
    name="Veille Sans Frontières",
    short="VSF",
    host="acces.veille-sans-frontieres.test",
    slogan="Documenter, alerter, protéger",
    lead="Passerelle d’accès distant des missions et du siège",
    help="Branchez votre clé matérielle avant de commencer. Astreinte : +33 1 00 00 20 26.",
    news=("Mise à jour du client", "Certificats renouvelés", "Exercice de crise"),
    colours=Colours("#37474f", "#1c262b", "#ffb300", "#eceff1"),
    emblem=(
        ring(50, 50, 40, "main", 8),
        disc(50, 50, 14, "accent"),
        line("main", 6, 50, 4, 50, 26),
        line("main", 6, 50, 74, 50, 96),
        line("main", 6, 4, 50, 26, 50),
        line("main", 6, 74, 50, 96, 50),
    ),
)

HTML = """<!doctype html>
<html lang="fr"><head><meta charset="utf-8"><title>$short Secure Access</title><link rel="icon" href="/gw/fav.png">
<style>
body{margin:0;background:#9aa5ab;font:12px/1.5 "DejaVu Sans",Tahoma,sans-serif;color:#222}
#topbar{background:$c_dark;height:64px;display:flex;align-items:center;padding:0 24px;border-bottom:4px solid $c_accent}
#topbar img{height:46px}#topbar span{margin-left:auto;color:#cfd8dc}
#gateform{margin:70px auto 0;width:620px}table.gate{width:100%;background:$c_pale;border:1px solid #546e7a;border-collapse:collapse;box-shadow:3px 3px 0 #78868d}
.gate th{background:linear-gradient($c_main,$c_dark);color:#fff;text-align:left;padding:9px 14px;font-size:13px}
.gate td{padding:8px 14px}.gate td.lab{width:170px;text-align:right;font-weight:bold}
.gate input,.gate select{width:260px;height:26px;border:1px inset #90a4ae;box-sizing:border-box;font:12px "DejaVu Sans"}
.gate button{width:110px;height:30px;border:1px outset #78909c;background:#cfd8dc;font:bold 12px "DejaVu Sans"}
.legal{width:620px;margin:16px auto;color:#1c262b;font-size:11px}
</style></head><body><div id="topbar"><img id="custlogo" src="/gw/logo.png" alt="$name"><span>$slogan</span></div>
<form id="gateform" method="post" action="/gate/index.html"><table class="gate"><tbody><tr><th colspan="2">$lead</th></tr>
<tr><td class="lab"></td><td>Veuillez saisir votre identifiant et votre mot de passe.</td></tr>
<tr><td class="lab">GROUPE :</td><td><select name="group_list"><option>Siège</option><option>Missions</option></select></td></tr>
<tr><td class="lab">IDENTIFIANT :</td><td><input type="text" name="username"></td></tr><tr><td class="lab">MOT DE PASSE :</td><td><input type="password" name="password"></td></tr>
<tr><td></td><td><button type="submit" name="Login">Ouvrir</button></td></tr></tbody></table></form>
<div class="legal"><p>$help</p><p>Tout accès non autorisé à ce système de $name est interdit et poursuivi.</p></div></body></html>"""

TRANSLATION = {
    IDENTITY.slogan: "Document, warn, protect",
    IDENTITY.lead: "Remote access gateway of the field missions and headquarters",
    IDENTITY.help: "Plug in your hardware key before you begin. On call: +33 1 00 00 20 26.",
    "Veuillez saisir votre identifiant et votre mot de passe.": "Please enter your user name and password.",
    "GROUPE :": "GROUP:",
    "IDENTIFIANT :": "USERNAME:",
    "MOT DE PASSE :": "PASSWORD:",
    "Siège": "Headquarters",
    "Missions": "Field missions",
    "Ouvrir": "Log in",
    "Tout accès non autorisé à ce système de Veille Sans Frontières est interdit et poursuivi.": "Unauthorised access to this system of Veille Sans Frontières is forbidden and prosecuted.",
}


def build(identity: Identity) -> WebPage:
    """Return the page for an organisation."""
    return WebPage(
        fill(HTML, identity),
        {
            "/gw/fav.png": make_icon_png(identity),
            "/gw/logo.png": make_logo_png(whiten(identity), height=46, face="dejavu-bold", ink="#ffffff"),
        },
    )


DESIGN = make_design(
    "vpn",
    IDENTITY,
    build,
    TRANSLATION,
    logo_mark="custlogo",
    card_mark="gateform",
    face="dejavu",
    is_logo_white=True,
)
