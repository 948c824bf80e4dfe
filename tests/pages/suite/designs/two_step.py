"""A two-step identity provider: the first step asks for the address only."""

from __future__ import annotations

from tests.pages.suite.designs.kit import disc, fill, make_design, make_emblem_png, make_icon_png, polygon
from tests.pages.suite.drawing import Colours
from tests.pages.suite.identity import Identity
from tests.pages.suite.page import WebPage

IDENTITY = Identity(
    name="Fédération Horizon",
    short="Horizon",
    host="identite.federation-horizon.test",
    slogan="Trente-deux associations, un même cap",
    lead="Utilisez votre compte fédéral pour continuer vers l’espace commun.",
    help="Vous n’êtes pas sur votre ordinateur ? Ouvrez une fenêtre de navigation privée.",
    news=("Conseil fédéral le 12", "Budget participatif", "Nouvelle antenne"),
    colours=Colours("#d1495b", "#30334f", "#edae49", "#f3f3f6"),
    emblem=(
        disc(50, 54, 30, "accent"),
        polygon("dark", 0, 58, 100, 58, 100, 70, 0, 70),
        polygon("main", 10, 76, 90, 76, 76, 86, 24, 86),
        polygon("dark", 30, 90, 70, 90, 60, 97, 40, 97),
    ),
)

HTML = """<!doctype html>
<html lang="fr"><head><meta charset="utf-8"><title>Connexion : comptes $short</title><link rel="icon" href="/a/fav.png">
<style>
html{background:$c_pale}body{margin:0;font:16px/1.5 "Liberation Sans",Arial,sans-serif;color:#202124}
.frame{width:900px;margin:130px auto 0;background:#fff;border-radius:26px;display:grid;grid-template-columns:1fr 1fr;gap:40px;padding:44px;box-sizing:border-box;min-height:380px}
.frame img{width:60px;height:60px}.frame h1{font-weight:400;font-size:36px;margin:16px 0 8px}.sub{margin:0;color:#444;max-width:320px}
.step{padding-top:74px}.outlined{position:relative;margin-bottom:8px}
.outlined input{width:100%;height:56px;box-sizing:border-box;border:1px solid #747775;border-radius:4px;font-size:16px;padding:0 15px}
.outlined label{position:absolute;left:11px;top:-9px;background:#fff;font-size:12px;padding:0 4px;color:$c_dark}
.step a{color:$c_main;font-weight:bold;font-size:14px;text-decoration:none}.hint{font-size:14px;color:#555;margin:32px 0}
.acts{display:flex;justify-content:flex-end;align-items:center;gap:26px}.acts button{background:$c_main;color:#fff;border:0;border-radius:20px;height:40px;padding:0 26px;font-weight:bold;font-size:14px}
.under{width:860px;margin:14px auto;display:flex;justify-content:space-between;font-size:12px;color:#555}
</style></head><body><div class="frame"><div class="who"><img class="fmark" src="/a/mark.png" alt=""><h1>Connexion</h1><p class="sub"><b>$name</b></p><p class="sub">$lead</p></div>
<form class="step" method="post" action="/v2/identifier"><div class="outlined"><input type="email" name="identifier" id="idt" autocomplete="username"><label for="idt">Adresse e-mail</label></div>
<a href="/find">Adresse e-mail oubliée ?</a><p class="hint">$help</p><div class="acts"><a href="/new">Créer un compte</a><button type="submit">Suivant</button></div></form></div>
<div class="under"><span>Français (France)</span><span>$slogan</span><span>Aide · Confidentialité · Conditions</span></div></body></html>"""

TRANSLATION = {
    "Connexion : comptes Horizon": "Sign in: Horizon accounts",
    "Connexion": "Sign in",
    IDENTITY.slogan: "Thirty-two associations, one course",
    IDENTITY.lead: "Use your federal account to go on to the common space.",
    IDENTITY.help: "Not your computer? Use a private browsing window to sign in.",
    "Adresse e-mail": "Email address",
    "Adresse e-mail oubliée ?": "Forgot email?",
    "Créer un compte": "Create account",
    "Suivant": "Next",
    "Français (France)": "English (United Kingdom)",
    "Aide · Confidentialité · Conditions": "Help · Privacy · Terms",
}


def build(identity: Identity) -> WebPage:
    """Return the page for an organisation."""
    return WebPage(
        fill(HTML, identity),
        {"/a/fav.png": make_icon_png(identity), "/a/mark.png": make_emblem_png(identity, 120)},
    )


DESIGN = make_design("two-step", IDENTITY, build, TRANSLATION, logo_mark="fmark", card_mark="step")
