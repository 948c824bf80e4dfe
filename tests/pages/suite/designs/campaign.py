"""A campaign's portal: a broad coloured band, and a card that overlaps it."""

from __future__ import annotations

from tests.pages.suite.designs.kit import disc, fill, line, make_css, make_design, make_icon_svg, polygon
from tests.pages.suite.drawing import Colours
from tests.pages.suite.identity import Identity
from tests.pages.suite.page import WebPage

IDENTITY = Identity(
    name="Printemps Civique",
    short="Printemps",
    host="portail.printemps-civique.test",
    slogan="Rendre la commune à celles et ceux qui l’habitent",
    lead="Retrouvez vos équipes de quartier, vos porte-à-porte et vos réunions.",
    help="Un souci de connexion ? Écrivez à l’équipe numérique du local, elle répond avant 18 h.",
    news=("Tractage au marché Saint-Loup", "Réunion publique à Vernay", "Formation des mandataires"),
    colours=Colours("#2f7d4f", "#1c4a30", "#f2b632", "#e9f4ec"),
    emblem=(
        disc(50, 50, 48, "pale"),
        line("main", 7, 50, 88, 50, 44),
        polygon("main", 50, 56, 24, 46, 14, 24, 38, 28),
        polygon("accent", 50, 48, 60, 20, 88, 14, 80, 40),
    ),
)

CSS = """
*{box-sizing:border-box}body{margin:0;font:16px/1.5 "Liberation Sans",Arial,sans-serif;color:$c_ink;background:#f4f5f2}
.hero{background:$c_main;color:#fff;height:300px;padding:28px 64px;position:relative}
.hero:after{content:"";position:absolute;left:0;right:0;bottom:0;height:8px;background:$c_accent}
.hero__brand{display:flex;align-items:center;gap:16px;font-size:26px;font-weight:700}
.hero__brand svg{width:64px;height:64px}
.hero h1{font-size:32px;margin:26px 0 4px;text-align:center}.hero p{margin:0;text-align:center;opacity:.92}
.login-card{width:440px;margin:-70px auto 24px;background:#fff;border-radius:10px;padding:30px 36px;
position:relative;box-shadow:0 8px 30px rgba(0,0,0,.16)}
.login-card label{display:block;font-weight:700;font-size:14px;margin:0 0 6px}
.login-card input[type=email],.login-card input[type=password]{width:100%;height:46px;border:1px solid #b9c2bb;
border-radius:6px;padding:0 14px;font-size:16px;margin-bottom:18px}
.btn-primary{width:100%;height:48px;border:0;border-radius:6px;background:$c_accent;color:$c_dark;font-size:17px;font-weight:700}
.login-card a{color:$c_main;font-size:14px}.row{display:flex;justify-content:space-between;margin-top:14px}
.foot{text-align:center;font-size:13px;color:#5d665f}
"""
HTML = """<!doctype html>
<html lang="fr"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Connexion – $name</title><link rel="icon" href="/static/favicon.svg"><link rel="stylesheet" href="/static/portail.css"></head>
<body><header class="hero"><div class="hero__brand"><svg class="emblem" viewBox="0 0 100 100" role="img">$emblem</svg><span>$name</span></div>
<h1>$slogan</h1><p>$lead</p></header>
<main class="login-card"><form method="post" action="/session"><input type="hidden" name="csrf" value="7f3a90">
<label for="login_email">Adresse électronique</label><input id="login_email" type="email" name="email" placeholder="$mail" autocomplete="username">
<label for="login_pass">Mot de passe</label><input id="login_pass" type="password" name="password" autocomplete="current-password">
<button class="btn-primary" type="submit">Entrer dans le portail</button>
<div class="row"><a href="/oubli">Mot de passe oublié ?</a><a href="/rejoindre">Devenir bénévole</a></div></form></main>
<footer class="foot"><p>$help</p><p>© 2026 $name · Mentions légales · Données personnelles</p></footer></body></html>"""

TRANSLATION = {
    "Connexion – Printemps Civique": "Sign in – Printemps Civique",
    IDENTITY.slogan: "Giving the town back to the people who live in it",
    IDENTITY.lead: "Find your neighbourhood teams, your canvassing rounds and your meetings.",
    IDENTITY.help: "Trouble signing in? Write to the digital team, they answer before 6 pm.",
    "Adresse électronique": "Email address",
    "Mot de passe": "Password",
    "Entrer dans le portail": "Enter the portal",
    "Mot de passe oublié ?": "Forgotten your password?",
    "Devenir bénévole": "Become a volunteer",
    "© 2026 Printemps Civique · Mentions légales · Données personnelles": "© 2026 Printemps Civique · Legal notice · Personal data",
}


def build(identity: Identity) -> WebPage:
    """Return the page for an organisation."""
    return WebPage(
        fill(HTML, identity),
        {"/static/portail.css": make_css(CSS, identity), "/static/favicon.svg": make_icon_svg(identity)},
    )


DESIGN = make_design("campaign", IDENTITY, build, TRANSLATION, logo_mark="emblem", card_mark="login-card")
