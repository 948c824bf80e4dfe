"""A newspaper's editing system: a word-mark in serif letters on cream paper."""

from __future__ import annotations

from tests.pages.suite.designs.kit import disc, fill, line, make_design, make_icon_svg, polygon
from tests.pages.suite.drawing import Colours
from tests.pages.suite.identity import Identity
from tests.pages.suite.page import WebPage

IDENTITY = Identity(
    name="Le Fanal de l’Ouest",
    short="Le Fanal",
    host="redaction.fanal-ouest.test",
    slogan="Le journal des estuaires, depuis 1911",
    lead="Système éditorial : textes, photographies, pages et éditions numériques.",
    help="Bouclage de l’édition de nuit à 22 h 40. Desk technique : 02 99 00 17 17.",
    news=("Édition Rance : 14 pages", "Édition Loire : 18 pages", "Supplément littoral"),
    colours=Colours("#8a1c1c", "#1d1a16", "#c9a24b", "#f6f0e2", ground="#fbf7ec", ink="#26211a"),
    emblem=(
        polygon("dark", 38, 96, 44, 40, 56, 40, 62, 96),
        disc(50, 28, 15, "main"),
        line("accent", 6, 8, 20, 30, 26, 30, 30, 8, 36),
        line("accent", 6, 92, 20, 70, 26, 70, 30, 92, 36),
    ),
)

HTML = """<!doctype html>
<html lang="fr"><head><meta charset="utf-8"><title>Rédaction – $name</title><link rel="icon" type="image/svg+xml" href="/ico/une.svg">
<style>
body{margin:0;background:$c_ground;color:$c_ink;font:17px/1.45 "Liberation Serif","Times New Roman",serif}
#masthead{border-bottom:4px double $c_dark;margin:0 80px;padding:30px 0 10px;text-align:center}
.titre{font:bold 64px/1 "Liberation Serif",serif;letter-spacing:-1px;color:$c_dark}
#masthead .devise{font-style:italic;color:$c_main}
.dateline{display:flex;justify-content:space-between;margin:0 80px;border-bottom:1px solid $c_dark;padding:6px 0;font-size:14px;text-transform:uppercase;letter-spacing:1px}
.cols{display:grid;grid-template-columns:1fr 360px 1fr;gap:36px;margin:44px 80px 0}
.cols aside{font-size:15px;border-top:1px solid $c_accent;padding-top:12px}.cols h3{margin:0 0 8px;font-size:19px}
.guichet{border:1px solid $c_dark;background:#fffdf6;padding:26px 28px}
.guichet h1{font-size:24px;margin:0 0 16px;text-align:center}
.guichet input{display:block;width:100%;box-sizing:border-box;height:42px;margin:2px 0 16px;border:1px solid #8c8270;background:#fff;font:17px "Liberation Serif";padding:0 10px}
.guichet button{width:100%;height:44px;border:0;background:$c_dark;color:$c_ground;font:bold 17px "Liberation Serif";text-transform:uppercase;letter-spacing:2px}
.pied{text-align:center;font-size:14px;margin-top:40px}
</style></head>
<body><div id="masthead"><div class="titre">$name</div><div class="devise">$slogan</div></div>
<div class="dateline"><span>Secrétariat de rédaction</span><span>Accès interne</span></div>
<div class="cols"><aside><h3>À la une ce soir</h3><p>$news1</p><p>$news2</p><p>$news3</p></aside>
<section class="guichet"><h1>Ouvrir une session</h1><form method="post" action="/cms/auth">
<label for="u">Nom d’utilisateur</label><input id="u" name="utilisateur" type="text"><label for="p">Mot de passe</label><input id="p" name="motdepasse" type="password">
<button>Entrer</button></form></section>
<aside><h3>Le système</h3><p>$lead</p><p>$help</p></aside></div>
<div class="pied">$name – société éditrice – version 8.2 du système éditorial</div></body></html>"""

TRANSLATION = {
    "Rédaction – Le Fanal de l’Ouest": "Newsroom – Le Fanal de l’Ouest",
    IDENTITY.slogan: "The paper of the estuaries, since 1911",
    IDENTITY.lead: "Editorial system: copy, photographs, pages and digital editions.",
    IDENTITY.help: "Night edition closes at 10.40 pm. Technical desk: 02 99 00 17 17.",
    IDENTITY.news[0]: "Rance edition: 14 pages",
    IDENTITY.news[1]: "Loire edition: 18 pages",
    IDENTITY.news[2]: "Coast supplement",
    "Secrétariat de rédaction": "Sub-editors’ desk",
    "Accès interne": "Internal access",
    "À la une ce soir": "Tonight’s front page",
    "Ouvrir une session": "Open a session",
    "Nom d’utilisateur": "User name",
    "Mot de passe": "Password",
    "Entrer": "Enter",
    "Le système": "The system",
    "Le Fanal de l’Ouest – société éditrice – version 8.2 du système éditorial": "Le Fanal de l’Ouest – publishers – version 8.2 of the editorial system",
}


def build(identity: Identity) -> WebPage:
    """Return the page for an organisation."""
    return WebPage(fill(HTML, identity), {"/ico/une.svg": make_icon_svg(identity)})


DESIGN = make_design(
    "newsroom", IDENTITY, build, TRANSLATION, logo_mark="titre", card_mark="guichet", face="serif"
)
