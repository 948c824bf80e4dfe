"""A single sign-on theme: the name in a band, a card with a coloured top, other ways in."""

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
    name="Université populaire de Valserine",
    short="UP Valserine",
    host="compte.up-valserine.test",
    slogan="Le savoir se partage, les portes s’ouvrent",
    lead="Un seul compte pour les cours, la bibliothèque et les ateliers.",
    help="Première visite ? Activez votre compte avec le code reçu à l’inscription.",
    news=("Rentrée des ateliers", "Bibliothèque : nouveaux horaires", "Cycle d’histoire locale"),
    colours=Colours("#5b2a86", "#331a4d", "#19a7a0", "#efe8f5"),
    emblem=(
        ring(50, 50, 44, "main", 7),
        polygon("accent", 50, 40, 20, 30, 20, 66, 50, 76),
        polygon("main", 50, 40, 80, 30, 80, 66, 50, 76),
        disc(50, 24, 7, "accent"),
        line("white", 3, 50, 40, 50, 76),
    ),
)

CSS = """
.sso-body{margin:0;background:$c_pale repeating-linear-gradient(135deg,transparent 0 22px,rgba(255,255,255,.55) 22px 44px);font:16px/1.5 "Liberation Sans",sans-serif;color:$c_ink;min-height:100vh}
.sso-header{display:flex;flex-direction:column;align-items:center;padding:46px 0 22px}.sso-header svg{height:92px;width:92px}
.sso-header .realm{font-size:26px;color:$c_dark;margin-top:8px;text-transform:uppercase;letter-spacing:2px}
.card-pf{width:500px;margin:0 auto;background:#fff;border-top:5px solid $c_accent;padding:24px 40px 28px;box-shadow:0 1px 3px rgba(0,0,0,.3);box-sizing:border-box}
.card-pf h1{font-size:23px;font-weight:400;text-align:center;margin:0 0 18px}.form-group{margin-bottom:14px}
.form-group label{font-size:14px}.form-control{display:block;width:100%;height:38px;box-sizing:border-box;border:1px solid #bbb;padding:0 9px;font-size:15px}
.btn-block{width:100%;height:42px;border:0;background:$c_main;color:#fff;font-size:16px}
.social{display:flex;gap:10px;margin-top:16px;border-top:1px solid #ddd;padding-top:16px}
.social a{flex:1;text-align:center;border:1px solid $c_main;color:$c_main;text-decoration:none;padding:8px 0;font-size:14px}
.info{text-align:center;font-size:14px;margin-top:18px;color:$c_dark}
"""
HTML = """<!doctype html>
<html lang="fr" class="login-pf"><head><meta charset="utf-8"><title>Se connecter à $short</title><link rel="icon" href="/resources/img/icon.svg">
<link rel="stylesheet" href="/resources/css/login.css"></head><body class="sso-body">
<div class="sso-header"><svg id="realm-logo" viewBox="0 0 100 100">$emblem</svg><div class="realm">$name</div></div>
<div class="card-pf"><h1>Connectez-vous à votre compte</h1><form id="sign-form" action="/realms/main/authenticate?session_code=k1" method="post">
<div class="form-group"><label for="username">Courriel ou numéro d’adhésion</label><input class="form-control" id="username" name="username" type="text"></div>
<div class="form-group"><label for="password">Mot de passe</label><input class="form-control" id="password" name="password" type="password"></div>
<input class="btn-block" type="submit" value="Connexion"></form>
<div class="social"><a href="/broker/carte">Carte d’adhérent</a><a href="/broker/cle">Clé de sécurité</a></div></div>
<div class="info"><p>$lead<br>$slogan</p><p>$help</p></div></body></html>"""

TRANSLATION = {
    "Se connecter à UP Valserine": "Sign in to UP Valserine",
    IDENTITY.slogan: "Knowledge is shared, doors are opened",
    IDENTITY.lead: "One account for classes, the library and the workshops.",
    IDENTITY.help: "First visit? Activate your account with the code you were given.",
    "Connectez-vous à votre compte": "Sign in to your account",
    "Courriel ou numéro d’adhésion": "Email or membership number",
    "Mot de passe": "Password",
    "Connexion": "Sign in",
    "Carte d’adhérent": "Member’s card",
    "Clé de sécurité": "Security key",
}


def build(identity: Identity) -> WebPage:
    """Return the page for an organisation."""
    return WebPage(
        fill(HTML, identity),
        {
            "/resources/css/login.css": make_css(CSS, identity),
            "/resources/img/icon.svg": make_icon_svg(identity),
        },
    )


DESIGN = make_design(
    "single-sign-on", IDENTITY, build, TRANSLATION, logo_mark="realm-logo", card_mark="card-pf"
)
