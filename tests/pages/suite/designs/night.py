"""An investigative bureau's desk, in English and dark by design."""

from __future__ import annotations

from tests.pages.suite.designs.kit import disc, fill, line, make_design, make_icon_svg, polygon
from tests.pages.suite.drawing import Colours
from tests.pages.suite.identity import Identity
from tests.pages.suite.page import WebPage

IDENTITY = Identity(
    name="Lanternfish Bureau",
    short="Lanternfish",
    host="desk.lanternfish-bureau.test",
    slogan="Light where it is deep",
    lead="Case files, leaks and fact-checks. Keep your key with you.",
    help="Never type your passphrase on a borrowed machine.",
    news=("Ledger leak: phase two", "Fact-check rota", "Source protection hour"),
    colours=Colours("#3ddbd9", "#0b1320", "#ff7eb6", "#1c2b3f", ground="#0b1320", ink="#dbe7f3"),
    emblem=(
        polygon("main", 14, 60, 34, 42, 66, 42, 84, 58, 66, 78, 34, 78),
        polygon("main", 80, 58, 97, 42, 97, 76),
        disc(34, 57, 5, "dark"),
        line("accent", 4, 36, 42, 30, 20, 14, 18),
        disc(12, 22, 9, "accent"),
    ),
)

HTML = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>$short desk</title><link rel="icon" href="/i.svg">
<style>
body{margin:0;min-height:100vh;background:$c_ground radial-gradient(circle at 80% 90%,$c_pale,transparent 60%);color:$c_ink;font:15px/1.6 "DejaVu Sans Mono","Liberation Mono",monospace}
.shell{display:grid;grid-template-columns:420px 1fr;min-height:100vh}
.rail{border-right:1px solid $c_pale;padding:56px 44px;box-sizing:border-box}.rail svg{width:150px;height:150px}
.rail h1{font-size:26px;color:$c_main;margin:18px 0 6px}.rail .s{color:$c_accent}
.term{padding:130px 90px 0}.term pre{color:#7f93aa;margin:0 0 26px;font:inherit}.term .q{display:flex;gap:14px;margin-bottom:18px;align-items:center}
.term .q label{width:130px;color:$c_main}.term input{flex:1;max-width:380px;background:#05090f;border:1px solid #31465f;color:#fff;height:42px;padding:0 12px;font:inherit}
.term button{margin-left:144px;background:transparent;border:2px solid $c_main;color:$c_main;height:44px;padding:0 34px;font:bold 15px "DejaVu Sans Mono"}
.warn{margin:40px 0 0 144px;border-left:3px solid $c_accent;padding-left:14px;color:#9db0c5;max-width:380px}
</style></head><body><div class="shell"><aside class="rail"><svg class="fish" viewBox="0 0 100 100">$emblem</svg><h1>$name</h1><div class="s">$slogan</div><p>$news1</p><p>$news2</p><p>$news3</p></aside>
<main class="term"><pre>$lead</pre><form method="post" action="/desk/open"><div class="q"><label for="h">handle</label><input id="h" name="handle" type="text"></div><div class="q"><label for="k">passphrase</label><input id="k" name="passphrase" type="password"></div><button>Open the desk</button></form>
<div class="warn">$help</div></main></div></body></html>"""

TRANSLATION = {
    "Lanternfish desk": "Bureau Lanternfish",
    IDENTITY.slogan: "La lumière là où c’est profond",
    IDENTITY.lead: "Dossiers, fuites et vérifications. Gardez votre clé sur vous.",
    IDENTITY.help: "Ne tapez jamais votre phrase de passe sur une machine prêtée.",
    IDENTITY.news[0]: "Fuite du registre : deuxième phase",
    IDENTITY.news[1]: "Tour de vérification",
    IDENTITY.news[2]: "Heure de la protection des sources",
    "handle": "pseudonyme",
    "passphrase": "phrase de passe",
    "Open the desk": "Ouvrir le bureau",
}


def build(identity: Identity) -> WebPage:
    """Return the page for an organisation."""
    return WebPage(fill(HTML, identity), {"/i.svg": make_icon_svg(identity)})


DESIGN = make_design(
    "night",
    IDENTITY,
    build,
    TRANSLATION,
    logo_mark="fish",
    card_mark="term",
    language="en",
    face="dejavu",
    is_dark=True,
)
