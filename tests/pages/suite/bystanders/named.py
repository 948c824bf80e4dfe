"""Pages that name our organisations or show their logos in good faith."""

from __future__ import annotations

from functools import cache

from tests.pages.suite.bystanders.kit import Bystander
from tests.pages.suite.designs import (
    bilingual,
    campaign,
    intranet,
    list_designs,
    photo,
    tall,
    two_step,
    union,
)
from tests.pages.suite.drawing import make_svg


def make_article() -> Bystander:
    """Return a news article that names three organisations."""
    one, two, three = (design.organisation for design in (campaign.DESIGN, intranet.DESIGN, photo.DESIGN))
    return Bystander(
        "article", "news article that names the organisations", "www.gazette-du-coin.example", f"{one} répond à la mairie",
        "body{font:18px/1.6 'Liberation Serif';margin:0}header{border-bottom:1px solid #000;text-align:center;font-size:36px;padding:16px}main{width:700px;margin:24px auto}h1{font-size:34px;line-height:1.2}.i{height:240px;background:linear-gradient(45deg,#457b9d,#a8dadc)}",
        f"<header>La Gazette du coin</header><main><h1>Logement : {one} répond à la mairie</h1><div class='i'></div><p>Réunis mardi soir, les militants de {one} ont demandé l’ouverture des gymnases. « Nous n’attendrons pas janvier », dit leur porte-parole.</p><p>{two} tient déjà deux salles près de la gare ; {three} prête ses couvertures. La mairie promet une réponse avant la fin du mois.</p><p>De faux messages circulent au nom de {one} : l’équipe rappelle qu’elle ne demande jamais un mot de passe par courriel.</p></main>",
    )  # fmt: skip


def make_partner() -> Bystander:
    """Return a partner's page with a small logo and a link to our sign-in page."""
    rows = "".join(
        f"<div class='p'>{make_svg(d.identity.emblem, d.identity.colours, 90)}<div><b>{d.organisation}</b><p>{d.identity.slogan}</p><a href='https://{d.host}/'>Portail de {d.identity.short}</a></div></div>"
        for d in (campaign.DESIGN, tall.DESIGN)
    )
    return Bystander(
        "partner", "partner’s page that shows logos with links", "www.maison-des-associations.example", "Nos partenaires",
        "body{margin:0;font:17px 'Liberation Sans';background:#fff}header{background:#8d99ae;color:#fff;padding:30px 80px;font-size:30px}.p{display:flex;gap:24px;margin:30px 80px;border-bottom:1px solid #ddd;padding-bottom:24px}",
        f"<header>Maison des associations</header>{rows}",
    )  # fmt: skip


def make_directory() -> Bystander:
    """Return a list of all the organisations' names."""
    rows = "".join(
        f"<tr><td>{d.organisation}</td><td>{d.identity.slogan}</td><td>{d.host}</td></tr>"
        for d in list_designs()
    )
    return Bystander(
        "directory", "directory of the organisations’ names", "annuaire.vie-associative.example", "Annuaire de la vie associative",
        "body{font:14px 'DejaVu Sans';margin:30px 60px}table{border-collapse:collapse;width:100%}td{border:1px solid #bbb;padding:9px}tr:nth-child(2n){background:#f3f3f3}",
        f"<h1>Annuaire de la vie associative</h1><p>Rechercher : <input name='q'></p><table>{rows}</table>",
    )  # fmt: skip


def make_donation() -> Bystander:
    """Return an organisation's genuine page for gifts: its logo, its name, its colours, no password."""
    own = photo.IDENTITY
    return Bystander(
        "donation", "genuine donation page", "dons.refuge-des-cimes.test", f"Donner à {own.name}",
        f"body{{margin:0;font:17px 'Liberation Sans';color:#222}}header{{background:{own.colours.pale};padding:24px 80px;display:flex;gap:18px;align-items:center;font-size:26px;font-weight:bold}}main{{display:grid;grid-template-columns:repeat(4,1fr);gap:14px;width:760px;margin:40px auto}}main b{{border:2px solid {own.colours.main};text-align:center;padding:26px 0;font-size:24px}}form{{width:760px;margin:0 auto}}input{{height:40px;width:48%}}button{{display:block;margin-top:20px;background:{own.colours.accent};border:0;padding:16px 60px;font-size:18px}}",
        f"<header>{make_svg(own.emblem, own.colours, 80)}{own.name}</header><main><b>20 €</b><b>50 €</b><b>100 €</b><b>Libre</b></main><form method='post' action='/don'><p>Un don de 50 € revient à 17 € après réduction d’impôt et paie trois nuits au chaud.</p><input name='nom' placeholder='Nom'> <input type='email' name='mel' placeholder='Adresse'><button>Donner</button></form>",
    )  # fmt: skip


def make_registration() -> Bystander:
    """Return a registration for an event of one of our organisations, on a ticket seller's site."""
    own = union.IDENTITY
    return Bystander(
        "registration", "event registration", "billets.trois-coups.example", f"Congress of {own.short} – tickets",
        "body{margin:0;font:16px 'Liberation Sans';background:#fafafa}header{background:#6a0572;color:#fff;padding:16px 50px;font-size:22px}.e{width:800px;margin:30px auto;background:#fff;padding:30px;border:1px solid #ddd}input,select{height:38px;margin-right:12px}button{background:#6a0572;color:#fff;border:0;padding:12px 30px}",
        f"<header>trois coups · tickets</header><div class='e'><h1>Annual congress</h1><p>{own.name}, 14 May, Dockers’ Hall</p><p>Doors open at 9 am. Lunch included. Bring your membership card.</p><form method='post' action='/book'><input name='n' placeholder='Name'><input type='email' name='e' placeholder='Email'><select><option>1 seat</option><option>2 seats</option></select><button>Book</button></form></div>",
        language="en",
    )  # fmt: skip


def make_press_kit() -> Bystander:
    """Return a press page that shows a logo big, in four colours."""
    own = intranet.IDENTITY
    tiles = "".join(
        f"<div style='background:{ground}'>{make_svg(own.emblem, own.colours, 260)}</div>"
        for ground in ("#ffffff", own.colours.pale, own.colours.accent, "#222222")
    )
    return Bystander(
        "press-kit", "press kit that shows a logo big", "presse.abri-solidaire.test", f"{own.name} – espace presse",
        "body{margin:40px;font:16px 'DejaVu Sans'}.t{display:grid;grid-template-columns:repeat(4,1fr);gap:12px}.t div{border:1px solid #ccc;padding:14px;text-align:center}",
        f"<h1>{own.name} : espace presse</h1><div class='t'>{tiles}</div><p>Le logo ne se déforme pas et garde autour de lui une marge d’un quart de sa hauteur. Formats vectoriels sur demande.</p><p>{own.slogan}.</p><p>Contact presse : 01 00 00 00 26</p>",
    )  # fmt: skip


def make_help_page() -> Bystander:
    """Return a genuine help page that explains how to sign in."""
    own = two_step.IDENTITY
    return Bystander(
        "help", "genuine help page about signing in", "aide.federation-horizon.test", f"Se connecter – aide de {own.name}",
        f"body{{margin:0;font:16px/1.6 'Liberation Sans'}}header{{padding:20px 60px;background:{own.colours.dark};color:#fff}}main{{width:760px;margin:30px auto}}",
        f"<header>{make_svg(own.emblem, own.colours, 44)} {own.name} · aide</header><main><h1>Comment se connecter</h1><ol><li>Ouvrez {own.host}.</li><li>Entrez votre adresse e-mail, puis « Suivant ».</li><li>Entrez votre mot de passe, puis le code de votre clé.</li></ol><p>{own.help}</p></main>",
    )  # fmt: skip


def make_wall() -> Bystander:
    """Return a call signed by many, with every emblem."""
    emblems = "".join(make_svg(d.identity.emblem, d.identity.colours, 96) for d in list_designs())
    return Bystander(
        "open-letter", "open letter with every emblem", "appel.eau-publique.example", "Appel pour l’eau publique",
        "body{font:20px/1.6 'Liberation Serif';width:820px;margin:40px auto;background:#fffef8}svg{margin:8px;background:#dde}",
        f"<h1>Appel pour l’eau publique</h1><p>Nous, associations, syndicats et journaux, demandons que l’eau reste un bien de tous, gérée par des régies que les usagers contrôlent.</p><p>Avec {bilingual.IDENTITY.name} et les autres signataires :</p><div>{emblems}</div>",
    )  # fmt: skip


@cache
def list_pages() -> tuple[Bystander, ...]:
    """Return the pages that name or show our organisations."""
    return (
        make_article(),
        make_partner(),
        make_directory(),
        make_donation(),
        make_registration(),
        make_press_kit(),
        make_help_page(),
        make_wall(),
    )
