"""Harmless pages that use the same calls in the open."""

from __future__ import annotations

from tests.pages.guises.page import LOCK, GuisedPage, dress
from tests.pages.guises.pictures import draw_window_picture


def _show(
    name: str, why: str, title: str, body: str, script: str = "", *, look: str = "card", lang: str = "fr"
) -> GuisedPage:
    """Return a page with a title."""
    return GuisedPage(
        name=name,
        why=why,
        html=dress(title, f"<main><h1>{title}</h1>{body}</main>", look=look, lang=lang, script=script),
    )


def list_plain_dealing() -> tuple[GuisedPage, ...]:
    """Return the harmless pages near the tricks."""
    return (
        _show(
            "copy-code-button",
            "A documentation page with a 'copy' button beside its command, which copies what is shown.",
            "Install",
            "<pre id=c>python -m pip install harbour-notes</pre><button id=b>Copy</button>",
            "b.onclick = () => navigator.clipboard.writeText(c.textContent).then(() => { b.textContent = 'Copied'; }).catch(() => {});",
            lang="en",
            look="press",
        ),
        _show(
            "copy-share-link",
            "A button copies the address of the article.",
            "Partager",
            "<p>Un article à faire lire.</p><button id=b>Copier le lien</button>",
            "b.onclick = () => navigator.clipboard.writeText(location.href).catch(() => {});",
        ),
        _show(
            "video-full-screen",
            "A video player with a full-screen button.",
            "Le film",
            "<div id=f style='background:#000;height:190px'></div><button id=b>Plein écran</button>",
            "b.onclick = () => f.requestFullscreen().catch(() => {});",
            look="dark",
        ),
        _show(
            "slides-full-screen",
            "Slides shown full screen, turned with the arrow keys.",
            "Assemblée générale",
            "<div id=f class=field style='height:200px;background:#fff'>1 / 3</div><button id=b>Présenter</button>",
            """let at = 1;
b.onclick = () => f.requestFullscreen().catch(() => {});
addEventListener('keydown', event => {
  if (event.key === 'ArrowRight' && at < 3) f.textContent = `${++at} / 3`;
});""",
            look="office",
        ),
        _show(
            "tutorial-window-screenshot",
            "A tutorial shows the screenshot of a browser's window with its address bar; there is no form.",
            "Where are the settings?",
            f"<p>Open the settings page:</p><img width=640 alt='The settings page in a browser' src='{draw_window_picture()}'>",
            lang="en",
            look="press",
        ),
        _show(
            "tutorial-drawn-address-bar",
            "An article on reading addresses draws an address bar in HTML; there is no form.",
            "Lire une adresse",
            f"""<p>Le nom qui compte est juste avant la première barre :</p><div style="background:#dee1e6;padding:12px;border-radius:8px">
<span style="background:#fff;border-radius:14px;padding:5px 16px">{LOCK} https://comptes.<b>courriel-libre.example</b>/aide</span></div>""",
            look="press",
        ),
        _show(
            "keyboard-shortcuts",
            "A reader's shortcuts: j and k move, ? shows help. Nothing is sent.",
            "Courrier des lecteurs",
            "<p id=p>Lettre 1</p><p>j : suivante, k : précédente</p>",
            """let at = 1;
addEventListener('keydown', event => {
  if (event.key === 'j') at += 1;
  if (event.key === 'k' && at > 1) at -= 1;
  p.textContent = `Lettre ${at}`;
});""",
        ),
        _show(
            "search-suggestions",
            "Each key in a search field asks the own host for suggestions.",
            "Archives",
            "<input type=search id=q placeholder=Chercher><ul id=l></ul>",
            "q.oninput = () => fetch('/suggestions?q=' + encodeURIComponent(q.value)).catch(() => {});",
        ),
        _show(
            "print-button",
            "A recipe with a print button.",
            "Soupe de poisson",
            "<p>Un fenouil, deux rascasses, une orange.</p><button onclick='print()'>Imprimer</button>",
            look="press",
        ),
        _show(
            "drawing-own-context-menu",
            "A drawing board with a context menu of its own.",
            "Dessin",
            "<canvas id=c width=320 height=200 style='border:1px solid #888'></canvas><p id=p hidden>Gomme · Pinceau</p>",
            "c.oncontextmenu = event => { event.preventDefault(); p.hidden = false; };",
        ),
        _show(
            "map-find-me",
            "A map with a 'find me' button.",
            "Points d’accueil",
            "<div class=field style='height:160px;background:#dfe8d8'></div><button id=b>Autour de moi</button>",
            "b.onclick = () => navigator.geolocation.getCurrentPosition(() => {}, () => {});",
            look="phone",
        ),
        _show(
            "video-call",
            "A video call starts the camera after 'Join'.",
            "Permanence vidéo",
            "<video width=300 height=180 muted></video><button id=b>Rejoindre</button>",
            "b.onclick = () => navigator.mediaDevices.getUserMedia({video: true}).catch(() => {});",
            look="dark",
        ),
        _show(
            "notifications-opt-in",
            "A settings page with a button for notifications.",
            "Réglages",
            "<p>Être averti des nouveaux articles ?</p><button id=b>Activer les notifications</button>",
            "b.onclick = () => Notification.requestPermission();",
        ),
        _show(
            "unsaved-draft",
            "An editor warns before leaving once something was written.",
            "Brouillon",
            "<textarea id=t rows=6></textarea><button>Publier</button>",
            """let changed = false;
t.oninput = () => { changed = true; };
addEventListener('beforeunload', event => { if (changed) event.preventDefault(); });""",
            look="office",
        ),
        _show(
            "filters-in-address",
            "A list writes its filter into the address and follows the back button.",
            "Emplois",
            "<button class=f>Paris</button> <button class=f>Lyon</button><p id=p>Toutes les villes</p>",
            """document.querySelectorAll('.f').forEach(one => {
  one.onclick = () => { history.pushState(one.textContent, '', '#' + one.textContent); p.textContent = one.textContent; };
});
addEventListener('popstate', event => { p.textContent = event.state || 'Toutes les villes'; });""",
        ),
        _show(
            "modal-window-with-title-bar",
            "A modal window with a title bar and a close cross, holding a privacy notice.",
            "Association",
            """<p>Nos statuts.</p><div style="border:1px solid #888;box-shadow:0 6px 20px #0004"><div style="background:#dee1e6;padding:8px">Vie privée
<span style="float:right">✕</span></div><p style="padding:12px">Nous ne gardons que votre adresse.</p></div>""",
        ),
    )
