"""Pages that turn into a sign-in once the visitor looks away, waits or moves."""

from __future__ import annotations

from tests.pages.guises.page import ChangingPage, dress

SIGN_IN = """<main style="width:340px;margin:90px auto;font:16px DejaVu Sans;background:#fff;padding:30px;color:#222">
<h1>Votre session a expiré</h1><form method=post action=/c><p><input type=email name=a placeholder="Adresse"></p>
<p><input type=password name=b placeholder="Mot de passe"></p><button>Se reconnecter</button></form></main>"""
LOGIN_PAGE = dress("Courriel Libre – Connexion", SIGN_IN, look="bare")
ICON = "data:image/svg+xml,<svg xmlns=%22http://www.w3.org/2000/svg%22><rect width=%2216%22 height=%2216%22 fill=%22teal%22/></svg>"
CHANGES = {
    "title": f"""document.title = 'Courriel Libre – Session expirée';
  document.querySelector('link[rel=icon]').href = '{ICON}';""",
    "body": f"document.title = 'Courriel Libre'; document.body.innerHTML = `{SIGN_IN}`;",
    "leave": "location.replace('/session.html');",
    "frame": """const frame = document.createElement('iframe');
  frame.src = '/session.html';
  frame.style.cssText = 'position:fixed;inset:0;width:100%;height:100%;border:0;background:#fff';
  document.body.append(frame);""",
    "overlay": "document.getElementById('over').style.display = 'block';",
}
STORIES = {
    "fr": (
        "La crue annoncée",
        "Les riverains remplissent des sacs. La digue tiendra-t-elle ? Reportage au bord du fleuve.",
    ),
    "en": (
        "The night ferry",
        "The last boat leaves at ten. Few know its captain, and fewer what it carries back.",
    ),
    "de": (
        "Der lange Winter",
        "Im Dorf wird das Holz knapp. Die Gemeinde hat einen Plan, doch er kostet Geld.",
    ),
    "it": ("Il mercato coperto", "Dopo trent’anni riapre il mercato. I banchi sono pieni, i prezzi anche."),
}
TURNS = (
    ("blur-window-property", "blur", "title", 0.0, "window.onblur = () => change();"),
    ("blur-listener", "blur", "body", 0.0, "addEventListener('blur', change, {once: true});"),
    (
        "blur-then-wait",
        "blur",
        "leave",
        5.0,
        "addEventListener('blur', () => { setTimeout(change, 5000); });",
    ),
    ("blur-attribute", "blur", "overlay", 0.0, "document.body.setAttribute('onblur', 'change()');"),
    (
        "blur-polled-focus",
        "blur",
        "frame",
        1.0,
        "const poll = setInterval(() => { if (!document.hasFocus()) { clearInterval(poll); change(); } }, 1000);",
    ),
    (
        "visibility-listener",
        "visibility",
        "body",
        0.0,
        "document.addEventListener('visibilitychange', () => { if (document.hidden) change(); });",
    ),
    (
        "visibility-property-title",
        "visibility",
        "title",
        0.0,
        "document.onvisibilitychange = () => { if (document.visibilityState === 'hidden') change(); };",
    ),
    (
        "visibility-on-return",
        "visibility",
        "overlay",
        0.0,
        """let left = false;
document.addEventListener('visibilitychange', () => {
  if (document.hidden) left = true; else if (left) change();
});""",
    ),
    (
        "visibility-then-wait",
        "visibility",
        "leave",
        10.0,
        """let wait;
document.addEventListener('visibilitychange', () => {
  if (document.hidden) wait = setTimeout(change, 10000); else clearTimeout(wait);
});""",
    ),
    (
        "visibility-page-hidden",
        "visibility",
        "frame",
        0.5,
        """let shown = true;
addEventListener('pagehide', () => { shown = false; });
document.addEventListener('visibilitychange', () => { shown = !document.hidden; });
addEventListener('pageshow', () => { if (!shown) change(); });
setInterval(() => { if (!shown) { shown = true; change(); } }, 500);""",
    ),
    ("timer-20-s", "timer", "body", 20.0, "setTimeout(change, 20000);"),
    ("timer-5-min", "timer", "leave", 300.0, "setTimeout(change, 5 * 60 * 1000);"),
    (
        "timer-interval-counting",
        "timer",
        "overlay",
        30.0,
        "let ticks = 0;\nconst clock = setInterval(() => { if (++ticks === 30) { clearInterval(clock); change(); } }, 1000);",
    ),
    (
        "timer-animation-frames",
        "timer",
        "frame",
        15.0,
        """const start = performance.now();
requestAnimationFrame(function look(now) {
  if (now - start > 15000) change(); else requestAnimationFrame(look);
});""",
    ),
    (
        "timer-date-checked",
        "timer",
        "title",
        60.0,
        "const then = Date.now() + 60000;\nconst clock = setInterval(() => { if (Date.now() > then) { clearInterval(clock); change(); } }, 2000);",
    ),
    (
        "timer-css-animation",
        "timer",
        "body",
        30.0,
        """const drop = document.createElement('style');
drop.textContent = '@keyframes w{to{opacity:.99}} header{animation:w 30s}';
document.head.append(drop);
document.querySelector('header').addEventListener('animationend', change);""",
    ),
    (
        "timer-chained",
        "timer",
        "leave",
        25.0,
        "let left = 5;\n(function next() { if (left-- === 0) change(); else setTimeout(next, 5000); })();",
    ),
    (
        "mouse-first-move",
        "mouse",
        "body",
        0.0,
        "document.addEventListener('mousemove', change, {once: true});",
    ),
    (
        "mouse-leaves-document",
        "mouse",
        "overlay",
        0.0,
        "document.documentElement.addEventListener('mouseleave', change);",
    ),
    (
        "mouse-out-of-window",
        "mouse",
        "title",
        0.0,
        "document.addEventListener('mouseout', event => { if (!event.relatedTarget) change(); });",
    ),
    (
        "mouse-tenth-pointer-move",
        "mouse",
        "leave",
        0.0,
        "let moves = 0;\naddEventListener('pointermove', () => { if (++moves === 10) change(); });",
    ),
    (
        "mouse-scroll",
        "mouse",
        "frame",
        0.0,
        "addEventListener('scroll', () => { if (scrollY > 300) change(); });",
    ),
    (
        "mouse-wheel",
        "mouse",
        "body",
        0.0,
        "addEventListener('wheel', () => change(), {passive: true, once: true});",
    ),
)
"""Name, trigger, change, seconds, and the script that calls `change`."""


def list_turning() -> tuple[ChangingPage, ...]:
    """Return the pages that turn into a sign-in."""
    looks, languages = ("press", "card", "dark", "phone"), tuple(STORIES)
    return tuple(
        ChangingPage(
            name=name,
            trigger=trigger,
            change=change,
            after_s=seconds,
            why=f"After {trigger}, the page changes ({change}) into a sign-in.",
            others={"/session.html": LOGIN_PAGE} if change in ("leave", "frame") else {},
            html=_tell(
                languages[index % len(languages)],
                looks[index % len(looks)],
                change=change,
                script=script,
            ),
        )
        for index, (name, trigger, change, seconds, script) in enumerate(TURNS)
    )


def _tell(lang: str, look: str, *, change: str, script: str) -> str:
    """Return a story that waits to change."""
    title, text = STORIES[lang]
    over = (
        f"<div id=over style='display:none;position:fixed;inset:0;background:#0009'>{SIGN_IN}</div>"
        if change == "overlay"
        else ""
    )
    return dress(
        title,
        f"<header>{title}</header><main><h1>{title}</h1>{f'<p>{text}</p>' * 24}</main>{over}",
        lang=lang,
        look=look,
        head="<link rel=icon href=data:,>",
        script=f"function change() {{\n  {CHANGES[change]}\n}}\n{script}",
    )
