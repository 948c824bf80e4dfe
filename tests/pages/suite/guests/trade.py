"""Those who sell to us, for us or beside us."""

from __future__ import annotations

from html import escape

from tests.pages.suite.designs import Design, list_designs
from tests.pages.suite.designs.kit import make_logo_png
from tests.pages.suite.guests.kit import Guest, Site, make_tile, quote, show
from tests.pages.suite.stranger_identities import POOL

PRINTER = Site(
    "Imprimerie des Deux Quais", "clients.imprimerie-deux-quais.example", "#0a0a0a",
    "body{font:15px/1.5 'Liberation Sans';color:#111}header{display:flex;justify-content:space-between;align-items:center;padding:18px 50px;border-bottom:6px solid #00aeef}header b{font-size:24px}header span{color:#ec008c}"
    ".two{display:grid;grid-template-columns:1fr 360px;gap:40px;padding:36px 50px}h1{font-size:38px;margin:0 0 10px}form{border:2px solid #111;padding:22px}input{width:100%;height:36px;margin:4px 0 12px}button{background:#111;color:#fff;border:0;height:40px;width:100%}"
    ".them{background:#f3f3f3;padding:24px 50px}.them div{display:flex;gap:34px;align-items:center;flex-wrap:wrap}.them figure{margin:0;text-align:center;font-size:13px;width:150px}",
)  # fmt: skip
TICKETS = Site(
    "Guichet Mobile", "www.guichet-mobile.example", "#ff5a36",
    "body{font:16px/1.45 'DejaVu Sans';background:#fff;color:#2b2140}header{background:#2b2140;color:#fff;display:flex;gap:14px;align-items:center;padding:12px 40px}header b{color:#ff5a36;font-size:22px;margin-right:auto}header input{height:32px;width:170px;border:0;border-radius:4px;padding:0 8px}header button{height:32px;border:0;background:#ff5a36;color:#fff;border-radius:4px}"
    ".hero{height:190px;background:linear-gradient(100deg,#ff5a36,#7b2ff7)}main{width:960px;margin:-70px auto 0;background:#fff;border-radius:10px;padding:28px 34px;display:grid;grid-template-columns:130px 1fr 220px;gap:26px;box-shadow:0 6px 24px #0003}h1{margin:0;font-size:28px}table{width:100%;border-collapse:collapse;margin-top:14px}td{border-top:1px solid #eee;padding:10px 0}.buy{background:#ff5a36;color:#fff;border:0;border-radius:6px;padding:12px;width:100%}",
)  # fmt: skip
PAYMENTS = Site(
    "Obole", "dons.obole-paiement.example", "#00a37a",
    "body{font:16px/1.5 'Liberation Sans';background:#f6f8f7;color:#1d2b26}header{background:#fff;border-bottom:1px solid #dfe6e3;padding:14px 60px;display:flex;justify-content:space-between}header b{color:#00a37a;font-size:22px}.w{width:1000px;margin:30px auto;display:grid;grid-template-columns:1fr 330px;gap:26px}section,aside{background:#fff;border:1px solid #dfe6e3;border-radius:12px;padding:26px}"
    ".sum{display:grid;grid-template-columns:repeat(4,1fr);gap:10px}.sum b{border:2px solid #00a37a;border-radius:8px;text-align:center;padding:14px 0}.to{display:flex;gap:16px;align-items:center;margin-bottom:18px}h1{font-size:24px;margin:0}input{width:100%;height:40px;border:1px solid #b9c7c2;border-radius:6px;margin:4px 0 12px;padding:0 10px}button{width:100%;height:44px;border:0;border-radius:22px;background:#00a37a;color:#fff;font-size:16px}footer{text-align:center;font-size:13px;color:#687}",
)  # fmt: skip
CONFERENCE = Site(
    "Open Commons Days", "register.open-commons-days.example", "#4b0082",
    "body{font:16px/1.5 'Liberation Serif';background:#fdfbff;color:#221133}header{background:#4b0082;color:#fff;padding:34px 70px}header h1{margin:0;font-size:42px}nav{background:#360060;color:#dcc;padding:10px 70px}.c{display:grid;grid-template-columns:1fr 1fr 320px;gap:30px;padding:30px 70px}fieldset{border:1px solid #b9a3cf;margin:0 0 18px;padding:14px}input,select{width:100%;height:34px;margin:2px 0 10px}button{background:#4b0082;color:#fff;border:0;padding:11px 24px}.s{display:flex;gap:14px;border-bottom:1px dotted #999;padding:10px 0}.s p{margin:0}",
    language="en",
)  # fmt: skip
STORE = Site(
    "Pomme de Pin Store", "apps.pomme-de-pin.example", "#1b7f3b",
    "body{font:15px/1.5 'Liberation Sans';color:#202124}header{display:flex;align-items:center;gap:26px;padding:12px 44px;border-bottom:1px solid #e3e3e3}header b{font-size:22px;color:#1b7f3b;margin-right:auto}details{position:absolute;right:44px;top:60px;background:#fff;border:1px solid #ccc;border-radius:8px;padding:16px;width:270px;box-shadow:0 4px 14px #0002}details input{width:100%;height:34px;margin:4px 0}main{padding:34px 44px;width:900px}.t{display:flex;gap:26px}.t img{width:128px;height:128px;border-radius:26px;border:1px solid #ddd}h1{font-size:40px;font-weight:400;margin:0}.n{display:flex;gap:40px;margin:20px 0}.shots{display:flex;gap:14px}.shots i{width:150px;height:260px;border-radius:14px;background:linear-gradient(#e8f0ea,#b9d8c3)}button{background:#1b7f3b;color:#fff;border:0;border-radius:8px;padding:10px 34px}",
    language="en",
)  # fmt: skip


def draw_supplier(design: Design, _picture: bytes) -> Guest:
    """Return a printer's customer area, which shows us among its customers."""
    us, own = quote(design), design.identity
    others = "".join(
        f"<figure>{show(one, 70)}<br>{escape(one.name)}</figure>" for one in POOL[design.language][:3]
    )
    return Guest(
        "supplier’s customer area", design.name, PRINTER, f"Espace clients – {PRINTER.name}",
        f"<header><b>Imprimerie <span>des Deux Quais</span></b><i>Offset, numérique, grand format</i></header><div class='two'><div><h1>Vos tirages, suivis à la feuille près</h1><p>Déposez vos fichiers, validez le bon à tirer, choisissez le jour de livraison. Les travaux remis avant midi partent le lendemain.</p><p>Nouveau : les affiches 120 × 176 sur papier dos bleu.</p></div>"
        "<form method='post' action='/client/entrer'><b>Déjà client ?</b><p><label>Numéro de client<input name='client'></label><label>Mot de passe<input type='password' name='mdp'></label></p><button>Ouvrir mon compte d’impression</button><p><small><a href='/perdu'>Recevoir un nouveau mot de passe</a></small></p></form></div>"
        f"<div class='them'><h2>Ils impriment chez nous</h2><div><figure><img src='/logos/{us.path}.png' width='90' alt='{us.name}'><br>{us.name}</figure>{others}</div></div>",
        {f"/logos/{us.path}.png": make_tile(own, 180)},
    )  # fmt: skip


def draw_ticket_shop(design: Design, _picture: bytes) -> Guest:
    """Return a ticket shop's page for our yearly feast, with the shop's own sign-in."""
    us, own = quote(design), design.identity
    return Guest(
        "ticket shop", design.name, TICKETS, f"Fête annuelle – {us.name} – billets | Guichet Mobile",
        "<header><b>guichet mobile</b><form method='post' action='/compte/connexion'><input type='email' name='mail' placeholder='E-mail'> <input type='password' name='pass' placeholder='Mot de passe'> <button>Mon compte</button></form></header><div class='hero'></div>"
        f"<main><img src='/visuels/8841.png' width='130' alt=''><div><h1>Fête annuelle de {us.short}</h1><p>Organisée par <b>{us.name}</b> · samedi 6 juin, de 14 h à minuit · Halle aux grains</p><p>« {us.slogan} » : concerts, débats, repas partagé et tombola. Les billets ne sont ni repris ni échangés.</p>"
        "<table><tr><td>Plein tarif</td><td>18,00 €</td></tr><tr><td>Adhérents, sur présentation de la carte</td><td>12,00 €</td></tr><tr><td>Moins de douze ans</td><td>gratuit</td></tr></table></div><div><p><b>214 places</b> restantes</p><select><option>1 billet</option><option>2 billets</option></select><p><button class='buy'>Ajouter au panier</button></p><p><small>Frais de service : 1,20 € par billet</small></p></div></main>",
        {"/visuels/8841.png": make_tile(own, 260, own.colours.pale)},
    )  # fmt: skip


def draw_donation(design: Design, _picture: bytes) -> Guest:
    """Return a payment service's page for gifts to us, with the service's own sign-in for givers."""
    us, own = quote(design), design.identity
    logo = make_logo_png(own, height=60, face="sans-bold", ink="#1d2b26")
    return Guest(
        "donation page of a payment service", design.name, PAYMENTS, f"Faire un don à {us.name} | Obole",
        f"<header><b>obole</b><span>Paiement sûr · <a href='/aide'>Aide</a></span></header><div class='w'><section><div class='to'><img src='/beneficiaires/{us.path}/logo.png' alt='{us.name}'></div><h1>Faire un don à {us.name}</h1><p>{us.slogan}. Votre don ouvre droit à une réduction d’impôt de 66 %.</p><div class='sum'><b>15 €</b><b>30 €</b><b>60 €</b><b>Autre</b></div>"
        "<form method='post' action='/don/etape2'><p><label>Prénom et nom<input name='nom'></label><label>Adresse électronique<input type='email' name='mel'></label></p><button>Continuer vers le paiement</button></form></section>"
        "<aside><h2>Vous avez un compte Obole ?</h2><p>Retrouvez vos reçus fiscaux et vos dons mensuels.</p><form method='post' action='/connexion'><input type='email' name='login' placeholder='Adresse électronique'><input type='password' name='password' placeholder='Mot de passe Obole'><button>Se connecter à Obole</button></form></aside></div><footer>Obole SAS, établissement de paiement agréé · 41 000 associations nous font confiance</footer>",
        {f"/beneficiaires/{us.path}/logo.png": logo},
    )  # fmt: skip


def draw_conference(design: Design, _picture: bytes) -> Guest:
    """Return a conference's registration, at which one of us speaks; who registered before signs in."""
    us, own = quote(design), design.identity
    other = POOL["en"][0]
    return Guest(
        "conference registration", design.name, CONFERENCE, "Register – Open Commons Days",
        "<header><h1>Open Commons Days</h1><p>Three days on shared things · Ghent, 3–5 September</p></header><nav>Programme · Speakers · Venue · <b>Register</b></nav><div class='c'><form method='post' action='/register'><fieldset><legend>New registration</legend><label>Full name<input name='name'></label><label>Email<input type='email' name='email'></label><label>Affiliation<input name='aff'></label><label>Ticket<select><option>Community, 40 €</option><option>Institution, 180 €</option></select></label><button>Continue</button></fieldset></form>"
        "<form method='post' action='/signin'><fieldset><legend>Already registered?</legend><label>Email<input type='email' name='u'></label><label>Password<input type='password' name='p'></label><button>Sign in</button></fieldset><p><a href='/reset'>Forgot password</a> · <a href='/invoice'>Ask for an invoice</a></p></form>"
        f"<div><h2>Organised with</h2><div class='s'>{show(own, 72)}<p><b>{us.name}</b><br>{us.slogan}</p></div><div class='s'>{show(other, 72)}<p><b>{escape(other.name)}</b><br>{escape(other.slogan)}</p></div><p>Keynote, Thursday 9.30: “What {us.short} learned in ten years”.</p></div></div>",
    )  # fmt: skip


def draw_app_store(design: Design, _picture: bytes) -> Guest:
    """Return an application store's page for our application, with the store's own sign-in open."""
    us, own = quote(design), design.identity
    neighbour = next(one for one in list_designs() if one.name != design.name)
    return Guest(
        "application store", design.name, STORE, f"{us.short} – Pomme de Pin Store",
        "<header><b>Pomme de Pin</b><span>Apps</span><span>Games</span><span>Books</span><span>Sign in ▾</span></header><details open><summary>Your Pine account</summary><form method='post' action='/account/session'><input name='pine_id' placeholder='Pine ID'><input type='password' name='secret' placeholder='Password'><button>Sign in</button></form></details>"
        f"<main><div class='t'><img src='/icons/com.{us.path}.png' alt=''><div><h1>{us.short}</h1><p><b>{us.name}</b> · Social · <a href='https://{us.host}/'>{us.host}</a></p><button>Install</button></div></div><div class='n'><span><b>4,1</b> ★ 312 reviews</span><span><b>5 K+</b> downloads</span><span><b>3+</b> years</span></div><div class='shots'><i></i><i></i><i></i><i></i></div><h2>About this app</h2><p>The official companion of {us.name}. {us.slogan}. Agenda, alerts near you, documents offline.</p><h2>Others installed</h2><p>{escape(neighbour.organisation)} · Bird Ledger · Tide Table</p></main>",
        {f"/icons/com.{us.path}.png": make_tile(own, 256)},
    )  # fmt: skip
