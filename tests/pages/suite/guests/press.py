"""Those who write about us."""

from __future__ import annotations

from tests.pages.suite.designs import Design
from tests.pages.suite.designs.kit import make_logo_png
from tests.pages.suite.guests.kit import Guest, Site, make_tile, quote
from tests.pages.suite.page import Resource

PAPER = Site(
    "L’Écho des Collines", "www.echo-des-collines.example", "#b00020",
    "body{font:18px/1.6 'Liberation Serif';color:#1a1a1a}header{border-bottom:3px double #000;text-align:center;padding:12px;font-size:44px}nav{font:14px 'Liberation Sans';text-align:center;border-bottom:1px solid #ccc;padding:8px}main{width:760px;margin:20px auto}h1{font-size:36px;line-height:1.15;margin:10px 0}.k{color:#b00020;font:bold 13px 'Liberation Sans';text-transform:uppercase}figure{margin:0 0 14px;background:#f2f2f2;text-align:center;padding:20px}figcaption{font:12px 'Liberation Sans';color:#666}"
    ".wall{border:2px solid #b00020;padding:18px 26px;font:15px 'Liberation Sans';display:grid;grid-template-columns:1fr 1fr;gap:24px}.wall input{width:100%;height:36px;margin:3px 0 9px}.wall button{background:#b00020;color:#fff;border:0;padding:10px 20px}",
)  # fmt: skip
NETWORK = Site(
    "Ruche", "ruche-sociale.example", "#f2a900",
    "body{font:15px/1.45 'Liberation Sans';background:#f0f2f5;color:#14171a}header{background:#fff;height:56px;display:flex;align-items:center;gap:10px;padding:0 40px;border-bottom:1px solid #ddd}header b{color:#f2a900;font-size:26px;margin-right:auto}header input{height:34px;border:1px solid #ccc;border-radius:17px;padding:0 14px}header button{height:34px;border:0;border-radius:17px;background:#f2a900;padding:0 20px}.cover{height:200px}.w{width:900px;margin:0 auto}.head{background:#fff;padding:0 26px 18px;border-radius:0 0 12px 12px}.head img{width:132px;height:132px;border-radius:50%;border:5px solid #fff;margin-top:-66px}.post{background:#fff;border-radius:12px;padding:16px 22px;margin-top:16px}h1{margin:4px 0;font-size:26px}",
)  # fmt: skip
ENCYCLOPAEDIA = Site(
    "Savoirs Libres", "fr.savoirs-libres.example", "#345",
    "body{font:14px/1.65 'Liberation Sans';background:#f6f6f6;color:#202122}.top{text-align:right;padding:8px 24px;font-size:12px}.top input{width:110px;height:22px}nav{position:absolute;left:0;top:60px;width:150px;padding:14px 20px;color:#06c}main{margin:8px 0 0 170px;background:#fff;border:1px solid #a7d7f9;padding:20px 30px;min-height:760px}h1{font:30px 'Liberation Serif';border-bottom:1px solid #a2a9b1;margin:0 0 12px}h2{font:22px 'Liberation Serif';border-bottom:1px solid #a2a9b1}table{float:right;width:270px;border:1px solid #a2a9b1;background:#f8f9fa;margin:0 0 12px 20px;font-size:13px}td,th{padding:4px;text-align:left;vertical-align:top}",
)  # fmt: skip
LAB = Site(
    "Sémaphore Sécurité", "blog.semaphore-securite.example", "#0b3d91",
    "body{font:16px/1.6 'DejaVu Sans';color:#1c2530}header{background:#0b3d91;color:#fff;padding:14px 44px;display:flex;gap:10px;align-items:center}header b{margin-right:auto;font-size:20px}header input{height:30px;border:0;padding:0 8px;width:150px}header button{height:30px;border:0;background:#ffce00}main{width:820px;margin:22px auto}h1{font-size:30px;line-height:1.25}figure{margin:0;border:1px solid #aaa;padding:8px;width:440px}figure img{width:100%;display:block}figcaption{font-size:12px;color:#555}li{margin:6px 0}",
)  # fmt: skip


def draw_article(design: Design, _picture: bytes) -> Guest:
    """Return a paper's article about us, with our logo, cut off for those who have no subscription."""
    us, own = quote(design), design.identity
    return Guest(
        "news article with the paper’s sign-in", design.name, PAPER, f"Ce que prépare {us.name} – L’Écho des Collines",
        f"<header>L’Écho des Collines</header><nav>Politique · Communes · Culture · Sports · Annonces</nav><main><div class='k'>Enquête</div><h1>Ce que prépare {us.name} pour l’automne</h1><figure><img src='/photos/2026/{us.path}.png' alt=''><figcaption>Le logo de l’organisation, sur la façade de son siège. DR</figcaption></figure>"
        f"<p>Dans la salle du fond, trente chaises et un tableau blanc. « On nous attendait sur le bilan, nous parlerons de la suite », sourit la porte-parole de {us.short}. Le budget, voté lundi, double la part des antennes rurales…</p>"
        "<div class='wall'><div><b>La suite est réservée aux abonnés</b><p>Lisez tout L’Écho pour 1 € le premier mois.</p><button>Je m’abonne</button></div><form method='post' action='/abonnes/connexion'><b>Déjà abonné ?</b><br><input type='email' name='email' placeholder='Adresse e-mail'><input type='password' name='password' placeholder='Mot de passe'><button>Je me connecte</button></form></div></main>",
        {f"/photos/2026/{us.path}.png": make_logo_png(own, height=110, face="sans-bold", ink=own.colours.dark if not design.is_dark else "#222222")},
    )  # fmt: skip


def draw_profile(design: Design, _picture: bytes) -> Guest:
    """Return our profile on a social network, with the network's sign-in at the top."""
    us, own = quote(design), design.identity
    return Guest(
        "social network’s profile", design.name, NETWORK, f"{us.name} (@{us.path}) • Ruche",
        "<header><b>ruche</b><form method='post' action='/login'><input name='user' placeholder='E-mail ou téléphone'> <input type='password' name='pass' placeholder='Mot de passe'> <button>Se connecter</button></form></header>"
        f"<div class='w'><div class='cover' style='background:linear-gradient(120deg,{own.colours.main},{own.colours.accent})'></div><div class='head'><img src='/avatars/{us.path}_400.png' alt=''><h1>{us.name}</h1><div>@{us.path} · <a href='https://{us.host}/'>{us.host}</a></div><p>{us.slogan}. Compte officiel.</p><b>12,4 k</b> abonnés · <b>318</b> abonnements · <b>2 907</b> publications</div>"
        f"<div class='post'><b>{us.name}</b> · 3 h<p>Merci aux cent vingt personnes venues hier soir. Le compte rendu est en ligne.</p></div><div class='post'><b>{us.name}</b> · 2 j<p>{own.news[0]} : on compte sur vous.</p></div><div class='post'><b>Vous n’avez pas encore de compte ?</b> Rejoignez la Ruche pour suivre {us.short}.</div></div>",
        {f"/avatars/{us.path}_400.png": make_tile(own, 400, own.colours.ground)},
    )  # fmt: skip


def draw_encyclopaedia(design: Design, _picture: bytes) -> Guest:
    """Return an encyclopaedia's article about us, with the encyclopaedia's sign-in at the top."""
    us, own = quote(design), design.identity
    return Guest(
        "encyclopaedia’s article", design.name, ENCYCLOPAEDIA, f"{us.name} — Savoirs Libres",
        "<form class='top' method='post' action='/w/login'>Non connecté · Discussion · <input name='wpName' placeholder='Pseudonyme'> <input type='password' name='wpPassword' placeholder='Mot de passe'> <button>Se connecter</button></form><nav>Accueil<br>Portails thématiques<br>Article au hasard<br>Contact<br><br>Débuter<br>Aide<br>Communauté</nav>"
        f"<main><h1>{us.name}</h1><table><tr><th colspan='2' style='text-align:center'>{us.name}</th></tr><tr><td colspan='2' style='text-align:center'><img src='/thumb/{us.path}_logo.png' width='180' alt='Logo'></td></tr><tr><th>Fondation</th><td>14 mars 2009</td></tr><tr><th>Forme</th><td>association loi de 1901</td></tr><tr><th>Devise</th><td>« {us.slogan} »</td></tr><tr><th>Site web</th><td>{us.host}</td></tr></table>"
        f"<p><b>{us.name}</b>, souvent abrégé en <b>{us.short}</b>, est une organisation indépendante fondée en 2009. Elle compte environ 4 000 membres et trente salariés.</p><h2>Histoire</h2><p>Née d’un désaccord sur le financement d’un équipement local, l’organisation s’étend à partir de 2013. Sa première assemblée rassemble soixante personnes.</p><p>En 2019, elle adopte de nouveaux statuts et son emblème actuel.</p><h2>Fonctionnement</h2><p>Un conseil de douze membres est élu chaque année.</p><h2>Notes et références</h2><p>↑ Compte rendu de l’assemblée, 2019, p. 4.</p></main>",
        {f"/thumb/{us.path}_logo.png": make_tile(own, 360)},
    )  # fmt: skip


def draw_bulletin(design: Design, picture: bytes) -> Guest:
    """Return a security firm's warning of copies of our sign-in page, with a picture of the true one."""
    us = quote(design)
    return Guest(
        "warning that shows a picture of our page", design.name, LAB, f"De fausses pages au nom de {us.name} – Sémaphore",
        "<header><b>Sémaphore Sécurité</b><form method='post' action='/abonnes'><input name='id' placeholder='Client'> <input type='password' name='mdp' placeholder='Mot de passe'> <button>Espace client</button></form></header>"
        f"<main><h1>De fausses pages de connexion circulent au nom de {us.name}</h1><p>Depuis jeudi, des courriels invitent les membres de {us.short} à « confirmer leur accès ». Les liens mènent à des imitations posées sur des sites piratés. Nous avons prévenu les hébergeurs.</p><figure><img src='/uploads/vraie-page.png' alt=''><figcaption>La vraie page, à l’adresse {us.host} : toute autre adresse est fausse.</figcaption></figure>"
        "<ul><li>Ouvrez la page par votre signet, jamais par le courriel.</li><li>Si vous avez saisi votre mot de passe, changez-le depuis un autre appareil.</li><li>Transmettez-nous le courriel, en pièce jointe.</li></ul></main>",
        {"/uploads/vraie-page.png": Resource("image/png", picture)},
    )  # fmt: skip
