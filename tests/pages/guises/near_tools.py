"""Tools, games and media that take keys or draw dots, and ask for no password."""

from __future__ import annotations

from tests.pages.guises.page import GuisedPage, dress
from tests.pages.guises.pictures import draw_qr


def _list_key_takers() -> tuple[GuisedPage, ...]:
    """Return pages that listen to keys for good reasons."""
    rows = "".join(f"<tr><th>{row}{'<td contenteditable></td>' * 5}" for row in range(1, 9))
    return (
        GuisedPage(
            name="quiz",
            why="A quiz with text answers.",
            html=dress(
                "Quiz",
                """<main><h1>Quiz du dimanche</h1><label>Capitale de l’Islande ? <input id=a></label><button id=b>Vérifier</button><p id=r></p></main>""",
                script="b.onclick = () => { r.textContent = /reykja/i.test(a.value) ? 'Juste !' : 'Perdu.'; };",
            ),
        ),
        GuisedPage(
            name="canvas-game",
            why="A game on a canvas moves a square with the keys.",
            html=dress(
                "Taupe",
                "<main><h1>La taupe</h1><canvas id=c width=340 height=240 style='background:#cde'></canvas></main>",
                script="""const pen = c.getContext('2d');
let x = 160, y = 110;
function paint() { pen.clearRect(0, 0, 340, 240); pen.fillStyle = '#532'; pen.fillRect(x, y, 22, 22); }
document.addEventListener('keydown', event => {
  if (event.key === 'ArrowLeft') x -= 8;
  if (event.key === 'ArrowRight') x += 8;
  if (event.key === 'ArrowUp') y -= 8;
  if (event.key === 'ArrowDown') y += 8;
  paint();
});
paint();""",
            ),
        ),
        GuisedPage(
            name="hangman",
            why="A word game: keys reveal letters, the others stay dots.",
            html=dress(
                "Pendu",
                "<main><h1>Le pendu</h1><p id=w style='font-size:34px;letter-spacing:8px'>•••••••</p><p>Tapez une lettre.</p></main>",
                look="phone",
                script="""const word = 'journal', seen = new Set();
document.addEventListener('keydown', event => {
  seen.add(event.key);
  w.textContent = [...word].map(letter => seen.has(letter) ? letter : '•').join('');
});""",
            ),
        ),
        GuisedPage(
            name="typing-tutor",
            why="A typing tutor colours the letters typed.",
            html=dress(
                "Typing",
                "<main><h1>Type this line</h1><p id=l>the quick brown fox</p><p id=s>0 right</p></main>",
                lang="en",
                look="dark",
                script="""let at = 0;
document.addEventListener('keydown', event => {
  if (event.key === l.textContent[at]) s.textContent = `${++at} right`;
});""",
            ),
        ),
        GuisedPage(
            name="text-editor",
            why="A contenteditable editor with keyboard commands.",
            html=dress(
                "Éditeur",
                """<main><h1>Brouillon</h1><div contenteditable class=field style="min-height:220px">Il était une fois…</div><p id=n></p></main>""",
                look="press",
                script="""document.querySelector('.field').oninput = event => {
  n.textContent = `${event.target.textContent.length} signes`;
};""",
            ),
        ),
        GuisedPage(
            name="spreadsheet",
            why="A table of editable cells.",
            html=dress(
                "Tableur",
                f"<h1>Dépenses</h1><table border=1 cellpadding=6 width=700><tr><th><th>A<th>B<th>C<th>D<th>E{rows}</table>",
                look="bare",
            ),
        ),
        GuisedPage(
            name="chat-box",
            why="A chat box.",
            html=dress(
                "Permanence",
                """<main><h1>Permanence</h1><div id=l><p><b>Nadia</b> : Bonjour, comment vous aider ?</p></div><input id=t placeholder="Votre message"></main>""",
                script="""t.onkeydown = event => {
  if (event.key !== 'Enter') return;
  const line = document.createElement('p');
  line.textContent = t.value;
  l.append(line);
  t.value = '';
};""",
            ),
        ),
        GuisedPage(
            name="calculator",
            why="Digit buttons of a calculator.",
            html=dress(
                "Calculatrice",
                f"""<main><h1>Calculatrice</h1><div class=field id=o>0</div><div class=g id=g>{
                    "".join(f"<button>{key}</button>" for key in "789+456-123*0.=C")
                }</div></main>""",
                style=".g{display:grid;grid-template-columns:repeat(4,1fr);gap:6px}.g button{margin:4px 0}",
                script="""let sum = '';
g.onclick = event => {
  const key = event.target.textContent;
  if (key.length > 1) return;
  if (key === 'C') sum = ''; else if (key === '=') sum = String(Number(sum.split('+').reduce((a, b) => +a + +b, 0)));
  else sum += key;
  o.textContent = sum || '0';
};""",
            ),
        ),
        GuisedPage(
            name="phone-dialler",
            why="Digit buttons to dial a help line.",
            html=dress(
                "Appeler",
                f"""<header>Appel</header><main><h1 id=n>&nbsp;</h1><div class=g id=g>{
                    "".join(f"<button>{key}</button>" for key in "123456789*0#")
                }</div><button>☎ Appeler</button></main>""",
                look="phone",
                style=".g{display:grid;grid-template-columns:repeat(3,1fr);gap:8px}",
                script="g.onclick = event => { if (event.target.tagName === 'BUTTON') n.textContent += event.target.textContent; };",
            ),
        ),
    )


def _list_media() -> tuple[GuisedPage, ...]:
    """Return pages to look at."""
    days = "".join(f"<td>{day}" + ("<tr>" if day % 7 == 0 else "") for day in range(1, 31))
    dots = "".join(f"<circle cx={60 + at * 37} cy={80 + at * at % 170} r=6 fill=#b33 />" for at in range(12))
    return (
        GuisedPage(
            name="cookie-banner",
            why="A cookie banner over an article.",
            html=dress(
                "Gazette",
                """<header>Gazette du Port</header><main><h1>Marée basse</h1><p>Les chalutiers attendent.</p></main>
<div class=c id=c>Nous utilisons des témoins. <button onclick="c.remove()">Accepter</button> <button onclick="c.remove()">Refuser</button></div>""",
                look="press",
                style=".c{position:fixed;bottom:0;left:0;right:0;background:#222;color:#fff;padding:24px}",
            ),
        ),
        GuisedPage(
            name="map",
            why="A map of dots with a zoom.",
            html=dress(
                "Carte",
                f"""<h1>Nos antennes</h1><svg width=600 height=320 style="background:#dfe8d8"><path d="M0 200q150-90 300 0t300-40" fill=none
stroke=#69c stroke-width=9 />{dots}</svg><p><button>+</button> <button>−</button></p>""",
                look="bare",
            ),
        ),
        GuisedPage(
            name="video-page",
            why="A video with comments.",
            html=dress(
                "Vidéo",
                """<main><h1>Conférence de presse</h1><video controls width=340 height=190></video><label>Commentaire <input></label><button>Publier</button></main>""",
                look="dark",
            ),
        ),
        GuisedPage(
            name="calendar",
            why="A calendar of a month.",
            html=dress(
                "Agenda",
                f"<main><h1>Juin</h1><table cellpadding=8><tr>{days}</table><label>Ajouter <input type=datetime-local></label></main>",
                look="office",
            ),
        ),
        GuisedPage(
            name="qr-museum-guide",
            why="A museum's guide with a QR code of an https address.",
            html=dress(
                "Musée",
                f"<main><h1>Salle 4 : la lampe à huile</h1><p>Écoutez le guide :</p>{draw_qr('https://guide.musee-du-port.example/s/4')}</main>",
                look="press",
            ),
        ),
        GuisedPage(
            name="slideshow-dots",
            why="A slideshow with a row of dots below.",
            html=dress(
                "Exposition",
                """<main><h1>Exposition</h1><div style="height:180px;background:#c9b;padding:20px" id=s>Image 1</div>
<p style="text-align:center;font-size:26px" id=d>● ○ ○ ○</p><button id=b>Suivante</button></main>""",
                script="""let at = 0;
b.onclick = () => {
  at = (at + 1) % 4;
  s.textContent = `Image ${at + 1}`;
  d.textContent = [0, 1, 2, 3].map(one => one === at ? '●' : '○').join(' ');
};""",
            ),
        ),
        GuisedPage(
            name="poem-masked-letters",
            why="A puzzle page masks its solution with -webkit-text-security; nothing can be typed.",
            html=dress(
                "Énigme",
                "<main><h1>Énigme</h1><p>Qui suis-je ?</p><p style='-webkit-text-security:disc' id=s>une ombre</p>"
                "<button onclick=\"s.style.webkitTextSecurity='none'\">Solution</button></main>",
            ),
        ),
    )


def list_tools() -> tuple[GuisedPage, ...]:
    """Return the tools, games and media that ask for no password."""
    return _list_key_takers() + _list_media()
