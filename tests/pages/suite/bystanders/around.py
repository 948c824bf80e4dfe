"""Pages of every day that ask for no password and name none of our organisations."""

from __future__ import annotations

from tests.pages.suite.bystanders.kit import Bystander

SHOP = Bystander(
    "shop", "shop", "www.cordes-et-poulies.example", "Cordes & Poulies – boutique",
    "body{margin:0;font:15px 'Liberation Sans'}header{background:#0f4c5c;color:#fff;padding:18px 40px;font-size:24px}.g{display:grid;grid-template-columns:repeat(4,1fr);gap:20px;padding:30px 40px}.g div{border:1px solid #ddd;padding:14px}.g i{display:block;height:150px;margin-bottom:8px}button{background:#e36414;color:#fff;border:0;padding:9px 16px}",
    "<header>Cordes &amp; Poulies</header><div class='g'>" + "".join(f"<div><i style='background:{c}'></i><b>{n}</b><p>{p} €</p><button>Ajouter au panier</button></div>" for n, p, c in (("Drisse 8 mm", "2,40", "#fb8b24"), ("Poulie double", "31,00", "#9a031e"), ("Manille inox", "6,90", "#5f0f40"), ("Taquet", "12,50", "#89b0ae"), ("Winch 16", "240,00", "#bee3db"), ("Écoute 10 mm", "3,10", "#555b6e"), ("Mousqueton", "4,20", "#ffd6ba"), ("Bosse", "1,90", "#8ecae6"))) + "</div>",
)  # fmt: skip
BLOG = Bystander(
    "blog", "blog with a newsletter form", "carnet.potager-bleu.example", "Le potager bleu",
    "body{font:19px/1.6 'Liberation Serif';width:660px;margin:40px auto}h1{color:#31572c}form{background:#ecf39e;padding:20px;margin-top:30px}input{height:38px;width:340px}button{height:42px}",
    "<h1>Pailler sans s’épuiser</h1><p>Le foin de l’an dernier fait merveille sous les courges. Je l’étale en avril, quand la terre a pris un peu de chaleur, sur une épaisseur de deux mains.</p><p>Les limaces viennent, les carabes aussi. En juin, l’arrosage tombe de moitié, et le dos s’en porte mieux.</p><form method='post' action='/lettre'><b>Recevoir la lettre du mois</b><p><input type='email' name='e' placeholder='Votre adresse'> <button>M’abonner</button></p></form>",
)  # fmt: skip
WIKI = Bystander(
    "wiki", "wiki", "wiki.phares-et-balises.example", "Phare à éclats – Wiki des phares",
    "body{margin:0;font:14px/1.6 'Liberation Sans';background:#f6f6f6}nav{position:absolute;width:170px;padding:20px;color:#0645ad}main{margin-left:190px;background:#fff;border:1px solid #a7d7f9;padding:20px 30px;min-height:740px}h1{font:28px 'Liberation Serif';border-bottom:1px solid #aaa}table{float:right;border:1px solid #aaa;background:#f9f9f9;width:250px}",
    "<nav><p>Accueil</p><p>Page au hasard</p><p>Modifications récentes</p><p>Créer un compte</p></nav><main><h1>Phare à éclats</h1><table><tr><th>Portée</th><td>22 milles</td></tr><tr><th>Période</th><td>5 secondes</td></tr><tr><th>Optique</th><td>Lentille tournante</td></tr></table><p>Un phare à éclats émet une lumière dont la durée est plus brève que l’obscurité qui la sépare de la suivante.</p><h2>Histoire</h2><p>Les premières lentilles tournantes reposaient sur un bain de mercure, qui laissait filer plusieurs tonnes d’une poussée de la main.</p><h2>Voir aussi</h2><p>Feu à occultations, feu isophase, balise.</p></main>",
)  # fmt: skip
CONTACT = Bystander(
    "contact", "contact form", "www.menuiserie-laval.example", "Nous écrire – Menuiserie Laval",
    "body{margin:0;font:16px 'DejaVu Sans';background:#efe6dd}header{background:#7f5539;color:#fff;padding:26px 60px;font-size:26px}form{width:640px;margin:40px auto;background:#fff;padding:34px}input,textarea{width:100%;box-sizing:border-box;margin:4px 0 16px;padding:10px;border:1px solid #b08968}button{background:#7f5539;color:#fff;border:0;padding:14px 40px}",
    "<header>Menuiserie Laval</header><form method='post' action='/contact'><h1>Nous écrire</h1><label>Nom<input name='nom'></label><label>Adresse électronique<input type='email' name='e'></label><label>Votre projet<textarea rows='6' name='t'></textarea></label><button>Envoyer</button></form>",
)  # fmt: skip
PARKED = Bystander(
    "parked", "parked page", "grand-marche-bleu.example", "grand-marche-bleu.example",
    "body{margin:0;font:16px 'Liberation Sans';text-align:center;background:#fff}h1{margin-top:90px;color:#444}a{display:block;width:420px;margin:12px auto;padding:16px;border:1px solid #cbd;color:#1a0dab;text-decoration:none;text-align:left}",
    "<h1>grand-marche-bleu.example</h1><p>Ce nom de domaine est peut-être à vendre.</p><a href='#1'>Assurance moto ›</a><a href='#2'>Chaussures de randonnée ›</a><a href='#3'>Voyages en train ›</a><a href='#4'>Rénovation de toiture ›</a><p>© domaine garé</p>",
)  # fmt: skip
NOT_FOUND = Bystander(
    "not-found", "404 page", "static.briques.example", "404 Not Found",
    "body{font:17px 'Liberation Serif'}", "<center><h1>404 Not Found</h1></center><hr><center>httpd</center>", language="en",
)  # fmt: skip
WEATHER = Bystander(
    "weather", "service", "meteo.vigie-locale.example", "Météo de la vigie",
    "body{margin:0;background:linear-gradient(#4a90e2,#b8dcff);font:18px 'Liberation Sans';color:#fff;text-align:center;min-height:100vh}h1{font-size:90px;margin:60px 0 0}.d{display:flex;justify-content:center;gap:14px;margin-top:40px}.d div{background:rgba(255,255,255,.25);padding:24px;width:110px}",
    "<h1>17°</h1><p>Éclaircies, vent d’ouest 30 km/h</p><div class='d'>" + "".join(f"<div>{d}<br><b>{t}°</b></div>" for d, t in (("lun.", 16), ("mar.", 18), ("mer.", 14), ("jeu.", 13), ("ven.", 19), ("sam.", 21))) + "</div>",
)  # fmt: skip


def list_pages() -> tuple[Bystander, ...]:
    """Return the pages of every day."""
    return (SHOP, BLOG, WIKI, CONTACT, PARKED, NOT_FOUND, WEATHER)
