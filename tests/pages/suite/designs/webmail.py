"""A webmail: a small box in the middle of a grey-blue window, a logo as PNG above it."""

from __future__ import annotations

from tests.pages.suite.designs.kit import (
    disc,
    fill,
    line,
    make_css,
    make_design,
    make_icon_png,
    make_logo_png,
)
from tests.pages.suite.drawing import Colours
from tests.pages.suite.identity import Identity
from tests.pages.suite.page import WebPage

IDENTITY = Identity(
    name="Réseau Passerelles",
    short="Passerelles",
    host="courriel.reseau-passerelles.test",
    slogan="Accueillir, apprendre, traverser",
    lead="Messagerie des antennes du Réseau Passerelles",
    help="Boîte pleine ? Videz la corbeille ou écrivez à postmaster.",
    news=("Maintenance dimanche à 6 h", "Nouveaux dossiers partagés", "Charte de la messagerie"),
    colours=Colours("#1f5f8b", "#123a56", "#e8743b", "#e4edf3"),
    emblem=(
        line("main", 8, 6, 70, 28, 44, 50, 36, 72, 44, 94, 70),
        line("main", 6, 28, 44, 28, 82),
        line("main", 6, 72, 44, 72, 82),
        line("accent", 8, 4, 84, 96, 84),
        disc(50, 18, 9, "accent"),
    ),
)

CSS = """
html,body{height:100%}body{margin:0;background:#d5dde3;font:13px/1.4 "Liberation Sans",Helvetica,sans-serif;color:#333}
#layout{display:flex;flex-direction:column;align-items:center;padding-top:110px}
#logo-box img{display:block;height:60px;margin-bottom:26px}
.boxinner{width:360px;background:#fff;border:1px solid #a9b7c2;border-radius:3px;padding:22px 26px}
.boxinner table{width:100%;border-spacing:0 8px}.boxinner td.title{width:110px;color:#4b5b66}
.boxinner input{width:100%;box-sizing:border-box;height:32px;border:1px solid #b2bec7;border-radius:2px;padding:0 8px}
.mainaction{width:100%;height:36px;background:$c_main;border:1px solid $c_dark;color:#fff;border-radius:3px;font-weight:bold}
#taskbar{position:absolute;top:0;left:0;right:0;height:36px;background:$c_dark;color:#dfe8ee;line-height:36px;padding-left:14px}
#login-footer{margin-top:18px;color:#5b6872;text-align:center}
"""
HTML = """<!doctype html>
<html lang="fr"><head><meta charset="utf-8"><title>$short :: Courriel</title><link rel="icon" href="/skins/pont/images/favicon.png">
<link rel="stylesheet" href="/skins/pont/styles.css"></head><body class="task-login">
<div id="taskbar">$host</div><div id="layout"><div id="logo-box"><img src="/skins/pont/images/logo.png" alt="$name"></div>
<form id="login-form" class="boxinner" method="post" action="/?_task=login"><input type="hidden" name="_token" value="c0ffee"><table><tbody>
<tr><td class="title"><label for="rcmuser">Adresse</label></td><td><input name="_user" id="rcmuser" type="text" autocapitalize="off"></td></tr>
<tr><td class="title"><label for="rcmpwd">Mot de passe</label></td><td><input name="_pass" id="rcmpwd" type="password"></td></tr></tbody></table>
<button type="submit" class="mainaction">Ouvrir ma messagerie</button></form>
<div id="login-footer"><p>$lead</p><p>$slogan</p><p>$help</p></div></div></body></html>"""

TRANSLATION = {
    "Passerelles :: Courriel": "Passerelles :: Mail",
    IDENTITY.slogan: "Welcome, learn, cross over",
    IDENTITY.lead: "Mail of the branches of Réseau Passerelles",
    IDENTITY.help: "Mailbox full? Empty the bin or write to postmaster.",
    "Adresse": "Address",
    "Mot de passe": "Password",
    "Ouvrir ma messagerie": "Open my mailbox",
}


def build(identity: Identity) -> WebPage:
    """Return the page for an organisation."""
    return WebPage(
        fill(HTML, identity),
        {
            "/skins/pont/styles.css": make_css(CSS, identity),
            "/skins/pont/images/favicon.png": make_icon_png(identity),
            "/skins/pont/images/logo.png": make_logo_png(
                identity, height=60, face="sans-bold", ink=identity.colours.dark
            ),
        },
    )


DESIGN = make_design("webmail", IDENTITY, build, TRANSLATION, logo_mark="logo-box", card_mark="boxinner")
