"""Those who list us, gather round us or speak for us."""

from __future__ import annotations

from html import escape

from tests.pages.suite.designs import Design, list_designs
from tests.pages.suite.guests.kit import Guest, Site, make_tile, quote, show
from tests.pages.suite.stranger_identities import POOL

JOBS = Site(
    "Emplois Engagés", "www.emplois-engages.example", "#f25f5c",
    "body{font:16px/1.5 'Liberation Sans';background:#fffaf5;color:#33272a}header{padding:16px 60px;background:#f25f5c;color:#fff;font-size:24px;font-weight:bold}.g{display:grid;grid-template-columns:1fr 310px;gap:30px;width:1080px;margin:26px auto}.o{background:#fff;border-radius:8px;padding:28px;border:1px solid #f0dcd0}.o>div{display:flex;gap:20px;align-items:center}h1{margin:0;font-size:27px}aside{background:#33272a;color:#fff;border-radius:8px;padding:22px;align-self:start}aside input{width:100%;height:36px;border:0;margin:4px 0 10px}aside button,.a{background:#f25f5c;color:#fff;border:0;padding:11px 22px;border-radius:4px}",
)  # fmt: skip
FORUM = Site(
    "L’Agora des sympathisants", "agora-sympathisants.example", "#446688",
    "body{font:12px/1.5 Verdana,'DejaVu Sans';background:#dfe6ec;color:#234}#w{width:1100px;margin:10px auto;background:#fff;border:1px solid #9ab;padding:10px}.h{background:#446688;color:#fff;display:flex;align-items:center;gap:16px;padding:12px 18px}.h span{background:#fff;border-radius:6px;padding:4px}.h h1{font-size:20px;margin:0}table{width:100%;border-collapse:collapse;margin-top:10px}th{background:#446688;color:#fff;text-align:left;padding:6px}td{border-bottom:1px solid #cde;padding:8px 6px}.q{background:#ecf3f7;border:1px solid #cde;padding:10px;margin-top:10px}.q input{width:130px}",
)  # fmt: skip
CHOOSER = Site(
    "Trousseau", "choisir.trousseau-federe.example", "#222",
    "body{font:15px/1.4 'Liberation Sans';background:#fff;color:#222}header{padding:22px 70px;font-size:26px;border-bottom:1px solid #ddd}.l{padding:22px 70px}.l input.s{width:460px;height:42px;font-size:16px;padding:0 12px}.grid{display:grid;grid-template-columns:repeat(5,1fr);gap:12px;margin-top:18px}.grid a{border:1px solid #ddd;border-radius:6px;padding:10px;display:flex;gap:10px;align-items:center;color:#222;text-decoration:none;font-size:13px;min-height:62px}form.own{margin:20px 70px;padding:14px 20px;background:#f2f2f2;display:flex;gap:12px;align-items:center}form.own input{height:34px}form.own button{height:34px}",
)  # fmt: skip
DIRECTORY = Site(
    "Annuaire du Bien Commun", "annuaire.bien-commun.example", "#3a7d44",
    "body{font:15px/1.5 'DejaVu Sans';color:#263026}header{background:#3a7d44;color:#fff;padding:14px 50px;font-size:20px}.b{padding:10px 50px;font-size:13px;color:#777}.f{display:grid;grid-template-columns:170px 1fr 300px;gap:26px;padding:10px 50px}.f h1{margin:0 0 6px}dl{display:grid;grid-template-columns:130px 1fr;gap:6px}dt{color:#777}dd{margin:0}.map{height:180px;background:repeating-linear-gradient(45deg,#e6efe6 0 16px,#d8e6d8 16px 32px)}form{border:1px solid #cbd8cb;padding:16px;font-size:13px}form input{width:100%;height:32px;margin:3px 0 9px}button{background:#3a7d44;color:#fff;border:0;padding:8px 16px}",
)  # fmt: skip
PETITIONS = Site(
    "Voix Haute", "www.voix-haute.example", "#e4002b",
    "body{font:17px/1.5 'Liberation Sans';color:#1b1b1b}header{display:flex;padding:14px 60px;border-bottom:1px solid #e5e5e5;align-items:center}header b{color:#e4002b;font-size:24px;margin-right:auto}.p{width:1060px;margin:24px auto;display:grid;grid-template-columns:1fr 340px;gap:36px}h1{font-size:34px;line-height:1.2;margin:0 0 14px}.by{display:flex;gap:12px;align-items:center;color:#555}.ban{height:210px;background:linear-gradient(160deg,#fbd3d9,#b3cde0);margin:16px 0}.bar{height:12px;background:#eee;border-radius:6px}.bar i{display:block;height:12px;width:71%;background:#e4002b;border-radius:6px}.s{border:1px solid #ddd;border-radius:8px;padding:20px;align-self:start}.s input{width:100%;height:40px;margin:4px 0 8px;padding:0 10px}.s button{width:100%;height:46px;border:0;background:#e4002b;color:#fff;font-size:17px;border-radius:6px}",
)  # fmt: skip


def draw_job_offer(design: Design, _picture: bytes) -> Guest:
    """Return a job board's page about us, with the board's sign-in for applicants."""
    us, own = quote(design), design.identity
    return Guest(
        "job board", design.name, JOBS, f"Chargé·e de développement – {us.name} – Emplois Engagés",
        f"<header>Emplois Engagés</header><div class='g'><div class='o'><div><img src='/employeurs/{us.path}.png' width='110' alt='{us.name}'><div><h1>Chargé·e de développement</h1><p><b>{us.name}</b> · CDI · temps plein · 2 250 € brut</p></div></div><h2>L’employeur</h2><p>« {us.slogan}. » {us.name} rassemble des bénévoles et une équipe de trente salariés. <a href='https://{us.host}/'>Site de l’employeur</a></p><h2>La mission</h2><p>Sous l’autorité de la direction, vous animez le réseau des antennes, suivez les conventions et préparez l’assemblée générale.</p><h2>Le profil</h2><p>Expérience associative, permis B, goût des trains régionaux.</p><p><button class='a'>Postuler</button></p></div>"
        "<aside><b>Espace candidat</b><p>Connectez-vous pour postuler en un clic.</p><form method='post' action='/candidat/session'><input type='email' name='mail' placeholder='Adresse électronique'><input type='password' name='motdepasse' placeholder='Mot de passe'><button>Connexion</button></form><p><small>Pas encore inscrit ? Créez votre profil.</small></p></aside></div>",
        {f"/employeurs/{us.path}.png": make_tile(own, 220)},
    )  # fmt: skip


def draw_forum(design: Design, _picture: bytes) -> Guest:
    """Return an independent forum of our supporters, with our logo and name in its head and a quick sign-in."""
    us, own = quote(design), design.identity
    return Guest(
        "supporters’ forum", design.name, FORUM, f"L’Agora des sympathisants de {us.name} • Index",
        f"<div id='w'><div class='h'><span>{show(own, 48)}</span><div><h1>L’Agora des sympathisants de {us.name}</h1>Forum indépendant, tenu par des bénévoles, sans lien avec la direction</div></div>"
        "<table><tr><th>Forum</th><th>Sujets</th><th>Messages</th><th>Dernier message</th></tr><tr><td><b>Présentez-vous</b><br>Un mot avant d’entrer</td><td>412</td><td>1 903</td><td>par Margot, hier 22:14</td></tr><tr><td><b>Actions et rendez-vous</b><br>Qui vient samedi ?</td><td>1 288</td><td>15 420</td><td>par lulu44, auj. 08:02</td></tr><tr><td><b>Débats</b><br>On discute, on ne mord pas</td><td>2 044</td><td>61 377</td><td>par Vieux Loup, auj. 09:31</td></tr><tr><td><b>Covoiturage</b></td><td>310</td><td>988</td><td>par Inès, lundi 18:40</td></tr><tr><td><b>Le bistrot</b><br>Tout le reste</td><td>5 120</td><td>140 066</td><td>par nono, auj. 09:33</td></tr></table>"
        "<form class='q' method='post' action='/ucp.php?mode=login'>Nom d’utilisateur : <input name='username'> Mot de passe : <input type='password' name='password'> <label><input type='checkbox' style='width:auto' name='autologin'> Me connecter à chaque visite</label> <button>Connexion</button></form><p>Qui est en ligne ? 14 membres, 102 invités. Anniversaires : aucun aujourd’hui.</p></div>",
    )  # fmt: skip


def draw_sign_in_chooser(design: Design, _picture: bytes) -> Guest:
    """Return a federation's page where people choose their organisation out of twenty."""
    ours = [one.identity for one in list_designs()]
    everyone = [*ours, *POOL["fr"], POOL["en"][2]]
    cells = "".join(
        f"<a href='/vers/{number}'>{show(one, 40)}<span>{escape(one.name)}</span></a>"
        for number, one in enumerate(sorted(everyone, key=lambda one: one.name))
    )
    last = quote(design)
    return Guest(
        "sign-in chooser with twenty logos", design.name, CHOOSER, "Choisissez votre organisation – Trousseau",
        f"<header>Trousseau <small>· identité fédérée</small></header><div class='l'><b>À quelle organisation appartenez-vous ?</b><p><input class='s' name='q' placeholder='Rechercher parmi 20 organisations'></p><p>Dernier choix : {last.name}</p><div class='grid'>{cells}</div></div>"
        "<form class='own' method='post' action='/local'>Mon organisation n’est pas dans la liste : <input name='compte' placeholder='Compte Trousseau'><input type='password' name='cle' placeholder='Mot de passe'><button>Continuer</button></form>",
    )  # fmt: skip


def draw_directory_entry(design: Design, _picture: bytes) -> Guest:
    """Return our entry in a directory, with a sign-in for whoever keeps the entry."""
    us, own = quote(design), design.identity
    return Guest(
        "directory entry", design.name, DIRECTORY, f"{us.name} – Annuaire du Bien Commun",
        f"<header>Annuaire du Bien Commun</header><div class='b'>Accueil › Associations › {us.name}</div><div class='f'><img src='/fiches/{us.path}.png' width='170' alt='Logo'><div><h1>{us.name}</h1><p>{us.slogan}</p><dl><dt>Sigle</dt><dd>{us.short}</dd><dt>Portail</dt><dd><a href='https://{us.host}/'>https://{us.host}/</a></dd><dt>Courriel</dt><dd>{own.mail}</dd><dt>Siège</dt><dd>12, rue des Forges</dd><dt>Créée en</dt><dd>2009</dd><dt>Effectif</dt><dd>de 20 à 49 salariés</dd></dl><h2>Où nous trouver</h2><div class='map'></div></div>"
        "<form method='post' action='/responsable'><b>Cette fiche est la vôtre ?</b><p>Connectez-vous pour la mettre à jour.</p><label>Numéro de fiche<input name='fiche'></label><label>Mot de passe<input type='password' name='mdp'></label><button>Modifier la fiche</button></form></div>",
        {f"/fiches/{us.path}.png": make_tile(own, 340)},
    )  # fmt: skip


def draw_petition(design: Design, _picture: bytes) -> Guest:
    """Return a petition that we began on somebody else's site, signed with an account of that site."""
    us, own = quote(design), design.identity
    return Guest(
        "petition site", design.name, PETITIONS, f"Pétition · {us.name} : rendez-nous la halle · Voix Haute",
        f"<header><b>voix haute</b>Lancer une pétition</header><div class='p'><div><h1>Rendez-nous la halle : pas de vente sans débat public</h1><div class='by'>{show(own, 44)} Lancée par {us.name}, adressée à la métropole</div><div class='ban'></div><p>La halle accueille depuis quarante ans les fêtes, les collectes et les soirs de match. {us.short} demande que sa vente soit suspendue.</p><p>{us.slogan} : signez et faites signer.</p></div>"
        "<div class='s'><p><b>7 118</b> ont signé, prochain objectif 10 000</p><div class='bar'><i></i></div><h2>Signer</h2><form method='post' action='/signer'><input type='email' name='e' placeholder='E-mail de votre compte Voix Haute'><input type='password' name='p' placeholder='Mot de passe'><button>Je signe</button></form><p><small>Voix Haute ne cède pas vos coordonnées.</small></p></div></div>",
    )  # fmt: skip
