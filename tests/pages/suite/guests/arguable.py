"""Pages of which two careful people would say different things: reported apart, counted nowhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from tests.pages.suite.designs import Design
from tests.pages.suite.designs.kit import make_logo_png
from tests.pages.suite.guests.kit import Guest, Site, make_tile, quote, show
from tests.pages.suite.page import Resource

FAN_CLUB = Site(
    "L’Agora des sympathisants", "entrer.agora-sympathisants.example", "#446688",
    "body{font:14px/1.5 Verdana,'DejaVu Sans';background:#dfe6ec;text-align:center;padding-top:60px}svg{width:190px;height:190px}form{display:inline-block;background:#fff;border:1px solid #9ab;padding:22px;text-align:left}input{display:block;width:260px;margin:4px 0 12px;height:28px}",
)  # fmt: skip
ARCHIVE = Site(
    "Mémoire du Web", "replay.memoire-du-web.example", "#5a3e2b",
    "body{background:#fff}#arch{position:fixed;top:0;left:0;right:0;height:56px;background:#5a3e2b;color:#fff;font:14px/56px 'Liberation Sans';padding:0 20px;z-index:9}iframe{position:absolute;top:56px;left:0;width:100%;height:744px;border:0}",
)  # fmt: skip
TENANT = Site(
    "Tableau Vert", "cours.tableau-vert.example", "#2e7d32",
    "body{font:16px/1.5 'Liberation Sans';background:#eef1ee}main{width:420px;margin:90px auto 0;background:#fff;padding:34px;border-radius:8px;text-align:center}main img{max-width:100%}form{text-align:left;margin-top:20px}input{width:100%;height:42px;margin:4px 0 14px;padding:0 10px;border:1px solid #bbb}button{width:100%;height:44px;border:0;color:#fff;font-size:16px}footer{text-align:center;font-size:12px;color:#777;margin-top:18px}",
)  # fmt: skip
PARTNER = Site(
    "Mutuelle des Deux Rives", "partenaires.mutuelle-deux-rives.example", "#7a1f5c",
    "body{font:16px/1.5 'DejaVu Sans';background:linear-gradient(#f7eef4,#fff)}.m{display:flex;justify-content:center;gap:40px;align-items:center;padding:60px 0 20px;font-size:22px;color:#7a1f5c}h1{text-align:center;font-weight:400}form{width:400px;margin:20px auto;background:#fff;border:1px solid #ddc;padding:26px}input{width:100%;height:40px;margin:4px 0 14px}button{background:#7a1f5c;color:#fff;border:0;width:100%;height:42px}",
)  # fmt: skip
BRANCH = Site(
    "Section locale", "section-vernay.example", "#666",
    "body{font:17px/1.5 'Liberation Serif';width:700px;margin:50px auto}.h{display:flex;gap:18px;align-items:center}input{display:block;margin:4px 0 12px;width:300px;height:30px}",
)  # fmt: skip
GIVING = Site(
    "Obole", "collecte.obole-paiement.example", "#00a37a",
    "body{font:16px/1.5 'Liberation Sans'}.top{padding:30px;text-align:center;color:#fff}.c{width:420px;margin:30px auto}input{width:100%;height:44px;margin:4px 0 14px;padding:0 12px;border:1px solid #bbb;border-radius:6px}button{width:100%;height:46px;border:0;border-radius:6px;color:#fff;font-size:16px}footer{font-size:12px;color:#888;text-align:center}",
)  # fmt: skip


def draw_fan_club_gate(design: Design) -> Guest:
    """Return the supporters' forum's own sign-in page: our logo large, our name, a form, hardly a word more.

    A forum may have it in good faith; who meant to deceive would draw the same page.
    """
    us = quote(design)
    return Guest(
        "supporters’ forum, its sign-in page", design.name, FAN_CLUB, f"{us.name} – connexion",
        f"{show(design.identity, 190)}<h1>{us.name}</h1><form method='post' action='/login'>Pseudonyme<input name='username'>Mot de passe<input type='password' name='password'><button>Entrer</button></form><p>Forum des sympathisants</p>",
    )  # fmt: skip


def draw_archived_page(design: Design) -> Guest:
    """Return an archive's replay of our sign-in page below the archive's own bar.

    Every pixel is ours and the form works: a copy by what it shows, a library by who shows it.
    """
    genuine = design.make_page()
    return Guest(
        "web archive’s replay of our page", design.name, ARCHIVE, f"{design.identity.host} – Mémoire du Web",
        f"<div id='arch'>Mémoire du Web · copie du 4 mars 2026 de https://{design.identity.host}/ · 41 versions</div><iframe src='/20260304/page.html'></iframe>",
        {**genuine.resources, "/20260304/page.html": Resource("text/html; charset=utf-8", genuine.html.encode())},
    )  # fmt: skip


def draw_tenant(design: Design) -> Guest:
    """Return our own room at a course provider's, with our logo, colours and name above its form.

    It is ours, on a host that is not: a reference that nobody has registered yet, or a very good lure.
    """
    us, own = quote(design), design.identity
    return Guest(
        "our room at a provider’s", design.name, TENANT, f"{us.name} – plateforme de formation",
        f"<main><img src='/tenants/{us.path}/logo.png' alt='{us.name}'><p>Plateforme de formation</p><form method='post' action='/login/index.php'><input name='username' placeholder='Identifiant'><input type='password' name='password' placeholder='Mot de passe'><button style='background:{own.colours.main}'>Connexion</button></form></main><footer>Propulsé par Tableau Vert</footer>",
        {f"/tenants/{us.path}/logo.png": make_logo_png(own, height=70, face="sans-bold", ink="#222222")},
    )  # fmt: skip


def draw_joint_portal(design: Design) -> Guest:
    """Return a partner's portal under both logos: our members sign in there, with the partner's password."""
    us, own = quote(design), design.identity
    return Guest(
        "partner’s portal under both logos", design.name, PARTNER, f"{us.short} et Mutuelle des Deux Rives",
        f"<div class='m'><img src='/co/{us.path}.png' width='110' alt='{us.name}'> × <b>Mutuelle des Deux Rives</b></div><h1>Espace réservé aux membres de {us.name}</h1><form method='post' action='/adherents/entrer'>Numéro de mutuelle<input name='num'>Mot de passe<input type='password' name='mdp'><button>Accéder à mes garanties</button></form>",
        {f"/co/{us.path}.png": make_tile(own, 220)},
    )  # fmt: skip


def draw_branch(design: Design) -> Guest:
    """Return a local branch's page: our logo and name with the town's, a look of its own, its own sign-in.

    The branch may have built it without telling headquarters, and so may anybody else.
    """
    us = quote(design)
    return Guest(
        "local branch’s own page", design.name, replace(BRANCH, name=f"{us.name} Vernay"), f"{us.name} – section de Vernay",
        f"<div class='h'>{show(design.identity, 80)}<h1>{us.name}<br><small>section de Vernay</small></h1></div><p>{us.slogan}</p><p>Réunion tous les premiers mardis, salle des Tisserands.</p><h2>Espace de la section</h2><form method='post' action='/membres.php'>Nom<input name='nom'>Mot de passe<input type='password' name='passe'><button>Entrer</button></form>",
    )  # fmt: skip


def draw_branded_collection(design: Design) -> Guest:
    """Return a payment service's page wholly in our colours, whose own name stands small below the form."""
    us, own = quote(design), design.identity
    return Guest(
        "payment service’s page in our dress", design.name, GIVING, f"{us.name} – mon espace donateur",
        f"<div class='top' style='background:{own.colours.dark}'><img src='/m/{us.path}.png' alt='{us.name}'><p>{us.slogan}</p></div><div class='c'><h1>Mon espace donateur</h1><form method='post' action='/donateur'><input type='email' name='email' placeholder='Adresse électronique'><input type='password' name='password' placeholder='Mot de passe'><button style='background:{own.colours.main}'>Se connecter</button></form></div><footer>Service de paiement : Obole SAS</footer>",
        {f"/m/{us.path}.png": make_logo_png(own, height=80, face="sans-bold", ink="#ffffff")},
    )  # fmt: skip


KINDS: tuple[Callable[[Design], Guest], ...] = (
    draw_fan_club_gate,
    draw_archived_page,
    draw_tenant,
    draw_joint_portal,
    draw_branch,
    draw_branded_collection,
)
