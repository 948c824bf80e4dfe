"""A file cloud: everything white on a gradient with round fields."""

from __future__ import annotations

from tests.pages.suite.designs.kit import disc, fill, make_design, make_icon_svg, ring
from tests.pages.suite.drawing import Colours
from tests.pages.suite.identity import Identity
from tests.pages.suite.page import WebPage

IDENTITY = Identity(
    name="Nuage Commun",
    short="Nuage",
    host="fichiers.nuage-commun.test",
    slogan="Vos fichiers chez vous, pas chez eux",
    lead="Hébergé par une coopérative de 340 associations",
    help="Obtenir votre propre espace",
    news=("Version 31 déployée", "Sauvegardes doublées", "Assemblée générale en mars"),
    colours=Colours("#0e7fb8", "#064a78", "#7fe0d2", "#d9f2fb"),
    emblem=(
        disc(32, 58, 22, "white"),
        disc(56, 46, 28, "white"),
        disc(76, 62, 18, "white"),
        ring(44, 60, 9, "#0e7fb8", 5),
        ring(64, 60, 9, "accent", 5),
    ),
)

HTML = """<!doctype html>
<html lang="fr"><head><meta charset="utf-8"><title>$name</title><link rel="icon" href="/core/img/favicon.svg">
<style>
body{margin:0;min-height:100vh;background:$c_main radial-gradient(circle at 20% 10%,$c_accent 0,$c_main 45%,$c_dark 100%);font:15px/1.5 "Liberation Sans",sans-serif;color:#fff;
display:flex;flex-direction:column;align-items:center}
.logo-area{margin:60px 0 18px;text-align:center}.logo-area svg{width:150px;height:120px}.logo-area .cap{font-size:30px;font-weight:bold;letter-spacing:1px}
.guest-box{width:310px;border-radius:16px;background:rgba(255,255,255,.94);color:$c_ink;padding:22px 24px;box-shadow:0 4px 24px rgba(0,0,0,.25)}
.guest-box h2{font-size:19px;text-align:center;margin:0 0 14px}
.guest-box .field{position:relative;margin-bottom:12px}.guest-box input[type=text],.guest-box input[type=password]{width:100%;box-sizing:border-box;height:44px;border-radius:22px;border:2px solid #c4ced6;padding:0 18px;font-size:15px}
.pill{width:100%;height:46px;border:0;border-radius:23px;background:$c_main;color:#fff;font-weight:bold;font-size:15px}
.guest-box p{text-align:center;margin:12px 0 0}.guest-box p a{color:$c_dark;text-decoration:none}
.guest-foot{margin-top:auto;padding:16px;text-align:center}
</style></head>
<body id="body-login"><div class="logo-area"><svg class="cloudmark" viewBox="0 10 100 80">$white_emblem</svg><div class="cap">$name</div></div>
<main class="guest-box"><h2>Se connecter à $name</h2><form method="post" name="login" action="/index.php/login"><div class="field"><input type="text" name="user" id="user" placeholder="Nom de compte ou e-mail"></div>
<div class="field"><input type="password" name="password" id="password" placeholder="Mot de passe"></div><button class="pill" type="submit">Se connecter →</button></form>
<p><a href="/lostpassword">Mot de passe oublié ?</a></p><p><a href="/device">Se connecter avec un appareil</a></p></main>
<footer class="guest-foot"><strong>$name</strong> – $slogan<br><span>$lead</span> · <a href="/apps/registration" style="color:#fff">$help</a></footer></body></html>"""

TRANSLATION = {
    "– " + IDENTITY.slogan: "– Your files at home, not theirs",
    IDENTITY.lead: "Hosted by a cooperative of 340 associations",
    IDENTITY.help: "Get a space of your own",
    "Se connecter à Nuage Commun": "Log in to Nuage Commun",
    "Nom de compte ou e-mail": "Account name or email",
    "Mot de passe": "Password",
    "Se connecter →": "Log in →",
    "Mot de passe oublié ?": "Forgot password?",
    "Se connecter avec un appareil": "Log in with a device",
}


def build(identity: Identity) -> WebPage:
    """Return the page for an organisation."""
    return WebPage(fill(HTML, identity), {"/core/img/favicon.svg": make_icon_svg(identity)})


DESIGN = make_design(
    "cloud", IDENTITY, build, TRANSLATION, logo_mark="cloudmark", card_mark="guest-box", is_logo_white=True
)
