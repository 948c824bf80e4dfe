"""Pages that react to the same events and stay what they are."""

from __future__ import annotations

from tests.pages.guises.page import GuisedPage, dress

STORY = "<p>Les bateaux rentrent avec la marée, et la criée commence avant le jour.</p>" * 24


def list_staying() -> tuple[GuisedPage, ...]:
    """Return the pages that never become a sign-in."""
    return (
        _read(
            "ticking-clock",
            "A clock ticks each second.",
            "setInterval(() => { t.textContent = new Date().toTimeString().slice(0, 8); }, 1000);",
        ),
        _read(
            "carousel",
            "A carousel turns every four seconds.",
            "let at = 0;\nsetInterval(() => { at = (at + 1) % 3; t.textContent = ['Le port', 'La digue', 'Le phare'][at]; }, 4000);",
        ),
        _read(
            "title-blinks-message",
            "The title blinks '(1) new message' while the visitor is away.",
            """const title = document.title;
let blink;
addEventListener('blur', () => { blink = setInterval(() => {
  document.title = document.title === title ? '(1) nouveau message' : title;
}, 900); });
addEventListener('focus', () => { clearInterval(blink); document.title = title; });""",
        ),
        _read(
            "title-come-back",
            "A shop's title says 'come back' when its tab is hidden.",
            "document.addEventListener('visibilitychange', () => { document.title = document.hidden ? 'Revenez !' : 'Gazette'; });",
        ),
        _read(
            "video-paused-when-hidden",
            "A video pauses when the tab is hidden.",
            """const film = document.createElement('video');
film.controls = true;
t.append(film);
document.addEventListener('visibilitychange', () => { if (document.hidden) film.pause(); });""",
        ),
        _read(
            "tooltip-on-hover",
            "A tooltip follows the mouse.",
            """const tip = document.createElement('div');
tip.style.cssText = 'position:fixed;background:#ffc;padding:4px;border:1px solid #990';
tip.textContent = 'La criée : vente du poisson';
document.addEventListener('mousemove', event => {
  tip.style.left = `${event.clientX + 12}px`;
  tip.style.top = `${event.clientY + 12}px`;
  document.body.append(tip);
});
document.addEventListener('mouseleave', () => tip.remove());""",
        ),
        _read(
            "analytics-on-blur",
            "The reading time is sent to the own host when the page loses the focus.",
            "const start = Date.now();\naddEventListener('blur', () => navigator.sendBeacon('/lu', String(Date.now() - start)));",
        ),
        _read(
            "exit-intent-newsletter",
            "When the mouse leaves, an overlay offers a newsletter (an address, no password).",
            """document.documentElement.addEventListener('mouseleave', () => {
  if (document.getElementById('n')) return;
  document.body.insertAdjacentHTML('beforeend', `<div id=n style="position:fixed;inset:0;background:#0008">
<form style="background:#fff;width:340px;margin:140px auto;padding:24px"><h2>Avant de partir…</h2><p>La lettre du matin, gratuite.</p>
<input type=email placeholder="Votre adresse"> <button>S’abonner</button></form></div>`);
});""",
        ),
        _read(
            "lazy-footer",
            "A footer is loaded when the end of the page comes near.",
            """let loaded = false;
addEventListener('scroll', () => {
  if (loaded || scrollY < 200) return;
  loaded = true;
  fetch('/pied.html').then(r => r.text()).then(text => document.body.insertAdjacentHTML('beforeend', text));
});""",
            others={
                "/pied.html": "<footer><p>Gazette du Port, quai n° 3. <a href=/contact>Contact</a></p></footer>"
            },
        ),
        _read(
            "live-ticker",
            "News lines are added on a timer.",
            "let line = 0;\nsetInterval(() => { t.insertAdjacentHTML('afterbegin', `<p>Dépêche ${++line}</p>`); }, 5000);",
        ),
        _read(
            "dark-after-a-minute",
            "The page dims after a minute without a key.",
            "setTimeout(() => { document.body.style.background = '#222'; document.body.style.color = '#ddd'; }, 60000);",
        ),
        _read(
            "reload-to-latest",
            "After five minutes the page goes to its newest edition, still an article.",
            "setTimeout(() => location.replace('/edition.html'), 300000);",
            others={
                "/edition.html": dress(
                    "Gazette, édition du soir", f"<main><h1>Édition du soir</h1>{STORY}</main>", look="press"
                )
            },
        ),
        _read(
            "game-paused-on-blur",
            "A game shows 'paused' over itself when the window loses the focus.",
            """addEventListener('blur', () => { t.innerHTML = '<b style="font-size:40px">PAUSE</b>'; });
addEventListener('focus', () => { t.textContent = 'Jouez !'; });""",
        ),
        _read(
            "reading-progress",
            "A bar shows how far one has scrolled.",
            """const bar = document.createElement('div');
bar.style.cssText = 'position:fixed;top:0;left:0;height:4px;background:#8d1f1f';
document.body.append(bar);
addEventListener('scroll', () => { bar.style.width = `${100 * scrollY / (document.body.scrollHeight - innerHeight)}%`; });""",
        ),
    )


def _read(name: str, why: str, script: str, *, others: dict[str, str] | None = None) -> GuisedPage:
    """Return an article with a script; `t` is its moving part."""
    return GuisedPage(
        name=name,
        why=why,
        others=others or {},
        html=dress(
            "Gazette du Port",
            f"<header>Gazette du Port</header><main><div id=t></div><h1>La criée</h1>{STORY}</main>",
            look="press",
            head="<link rel=icon href=data:,>",
            script=script,
        ),
    )
