"""Passwords asked for inside something: shadow trees, frames, objects, drawings, templates."""

from __future__ import annotations

from base64 import b64encode
from html import escape

from tests.pages.guises.page import AskingPage, dress

FORM = """<form method=post action=/connexion><p><label>Adresse e-mail<br><input name=mail></label></p>
<p><label>Mot de passe<br><input type=password name=pw></label></p><button>Se connecter</button></form>"""
FRAME = f"<!doctype html><meta charset=utf-8><body style='font:16px DejaVu Sans;margin:12px;background:#fff'>{FORM}"
WIDE = "iframe,object,embed{border:0;width:100%;height:220px}"


def _list_shadows() -> tuple[AskingPage, ...]:
    """Return fields in shadow trees."""
    return (
        AskingPage(
            name="shadow-closed",
            why="The form stands in a closed shadow tree made by script.",
            html=dress(
                "Portail",
                "<main><h1>Portail</h1><div id=host></div></main>",
                script=f"host.attachShadow({{mode: 'closed'}}).innerHTML = `{FORM}`;",
            ),
        ),
        AskingPage(
            name="shadow-closed-declared",
            why="The closed shadow tree is declared in the markup, no script.",
            html=dress(
                "Portail",
                f"<main><h1>Portail</h1><div><template shadowrootmode=closed>{FORM}</template></div></main>",
                look="office",
            ),
        ),
        AskingPage(
            name="shadow-open-in-closed",
            why="An open shadow tree inside a closed one.",
            html=dress(
                "Portail",
                "<main><h1>Accès équipe</h1><x-box></x-box></main>",
                look="dark",
                script=f"""customElements.define('x-in', class extends HTMLElement {{
  connectedCallback() {{ this.attachShadow({{mode: 'open'}}).innerHTML = `{FORM}`; }}
}});
customElements.define('x-box', class extends HTMLElement {{
  connectedCallback() {{ this.attachShadow({{mode: 'closed'}}).innerHTML = '<section><x-in></x-in></section>'; }}
}});""",
            ),
        ),
        AskingPage(
            name="shadow-closed-in-frame",
            why="A closed shadow tree inside a frame of the same host.",
            others={
                "/widget.html": "<!doctype html><meta charset=utf-8><div id=a></div><script>"
                f"a.attachShadow({{mode:'closed'}}).innerHTML=`{FORM}`</script>"
            },
            html=dress(
                "Portail", "<main><h1>Portail</h1><iframe src=/widget.html></iframe></main>", style=WIDE
            ),
        ),
        AskingPage(
            name="form-associated-element",
            why="A custom element with ElementInternals is the password field of its form.",
            html=dress(
                "Connexion",
                """<main><h1>Connexion</h1><form method=post action=/c><label>Adresse <input name=a></label>
<label>Mot de passe</label><x-secret name=k tabindex=0></x-secret><button>Entrer</button></form></main>""",
                script="""customElements.define('x-secret', class extends HTMLElement {
  static formAssociated = true;
  #inside = this.attachInternals();
  #real = '';
  connectedCallback() {
    const root = this.attachShadow({mode: 'closed'});
    root.innerHTML = '<div style="border:1px solid #a9b3c1;border-radius:6px;padding:10px;min-height:22px"></div>';
    this.addEventListener('keydown', event => {
      if (event.key === 'Backspace') this.#real = this.#real.slice(0, -1);
      else if (event.key.length === 1) this.#real += event.key;
      this.#inside.setFormValue(this.#real);
      root.firstChild.textContent = '•'.repeat(this.#real.length);
    });
  }
});""",
            ),
        ),
    )


def _list_frames() -> tuple[AskingPage, ...]:
    """Return fields in frames and objects."""
    return (
        AskingPage(
            name="frame-same-host",
            why="The form is a page of the same host in a frame.",
            others={"/f/login.html": FRAME},
            html=dress(
                "Espace", "<main><h1>Espace</h1><iframe src=/f/login.html></iframe></main>", style=WIDE
            ),
        ),
        AskingPage(
            name="frame-srcdoc",
            why="The form stands in the srcdoc of a frame.",
            html=dress(
                "Espace",
                f'<main><h1>Espace</h1><iframe srcdoc="{escape(FRAME)}"></iframe></main>',
                style=WIDE,
                look="dark",
            ),
        ),
        AskingPage(
            name="frame-sandboxed",
            why="A sandboxed frame that may send forms but has an origin of its own.",
            others={"/f/box.html": FRAME},
            html=dress(
                "Espace",
                "<main><h1>Espace</h1><iframe sandbox='allow-forms allow-scripts' src=/f/box.html></iframe></main>",
                style=WIDE,
                look="office",
            ),
        ),
        AskingPage(
            name="frame-two-deep",
            why="A frame in a frame.",
            others={
                "/a.html": "<!doctype html><body style='margin:0'>"
                "<iframe src=/b.html style='border:0;width:100%;height:210px'></iframe>",
                "/b.html": FRAME,
            },
            html=dress("Espace", "<main><h1>Espace</h1><iframe src=/a.html></iframe></main>", style=WIDE),
        ),
        AskingPage(
            name="frame-srcdoc-in-srcdoc",
            why="srcdoc frames, one in the other.",
            html=dress(
                "Espace",
                '<main><h1>Espace</h1><iframe srcdoc="'
                + escape(
                    f"<iframe style='border:0;width:100%;height:200px' srcdoc=\"{escape(FRAME)}\"></iframe>"
                )
                + '"></iframe></main>',
                style=WIDE,
            ),
        ),
        AskingPage(
            name="frame-data-address",
            why="The frame's page is a data: address.",
            html=dress(
                "Espace",
                f"<main><h1>Espace</h1><iframe src='data:text/html;base64,{b64encode(FRAME.encode()).decode()}'></iframe></main>",
                style=WIDE,
                look="press",
            ),
        ),
        AskingPage(
            name="frame-blob-address",
            why="The frame's page is a blob made by script.",
            html=dress(
                "Espace",
                "<main><h1>Espace</h1><iframe id=w></iframe></main>",
                style=WIDE,
                script=f"w.src = URL.createObjectURL(new Blob([`{FRAME}`], {{type: 'text/html'}}));",
            ),
        ),
        AskingPage(
            name="frame-written-by-script",
            why="An empty frame whose document is written by its parent.",
            html=dress(
                "Espace",
                "<main><h1>Espace</h1><iframe id=w></iframe></main>",
                style=WIDE,
                look="dark",
                script=f"const inner = w.contentDocument; inner.open(); inner.write(`{FRAME}`); inner.close();",
            ),
        ),
        AskingPage(
            name="frameset",
            why="An old frameset, the form in its lower frame.",
            others={
                "/top.html": "<!doctype html><meta charset=utf-8><h2>Webmail Lumen</h2>",
                "/main.html": FRAME,
            },
            html="""<html><head><meta charset=utf-8><title>Webmail Lumen</title></head>
<frameset rows="80,*" border=0><frame src=/top.html><frame src=/main.html></frameset></html>""",
        ),
        AskingPage(
            name="object-data",
            why="The form is loaded by an object element.",
            others={"/o.html": FRAME},
            html=dress(
                "Espace",
                "<main><h1>Espace</h1><object data=/o.html type=text/html></object></main>",
                style=WIDE,
            ),
        ),
        AskingPage(
            name="embed-src",
            why="The form is loaded by an embed element.",
            others={"/e.html": FRAME},
            html=dress(
                "Espace",
                "<main><h1>Espace</h1><embed src=/e.html type=text/html></main>",
                style=WIDE,
                look="office",
            ),
        ),
    )


def _list_makings() -> tuple[AskingPage, ...]:
    """Return fields that script or another language puts there."""
    code = b64encode(FORM.encode("latin-1")).decode()
    return (
        AskingPage(
            name="template-cloned",
            why="The form waits in a template and is cloned by script.",
            html=dress(
                "Portail",
                f"<main id=m><h1>Portail</h1><template id=t>{FORM}</template></main>",
                script="m.append(t.content.cloneNode(true));",
            ),
        ),
        AskingPage(
            name="written-from-base64",
            why="document.write of a base64 string.",
            html=dress(
                "Portail",
                f"<main><h1>Portail</h1><script>document.write(atob('{code}'))</script></main>",
                look="office",
            ),
        ),
        AskingPage(
            name="written-from-percent-code",
            why="document.write of a percent-encoded page, nothing readable in the source.",
            html="<!doctype html><meta charset=utf-8><title>.</title><script>document.write(decodeURIComponent('"
            + "".join(f"%{byte:02x}" for byte in FORM.encode())
            + "'))</script>",
        ),
        AskingPage(
            name="written-from-shifted-codes",
            why="The page is an array of character codes, each shifted by one.",
            html=dress(
                "Portail",
                "<main id=m></main>",
                look="dark",
                script=f"m.innerHTML = String.fromCharCode(...{[ord(letter) + 1 for letter in FORM]}.map(code => code - 1));",
            ),
        ),
        AskingPage(
            name="svg-foreign-object",
            why="The form stands in a foreignObject of an SVG drawing.",
            html=dress(
                "Portail",
                f"""<svg width=700 height=500 viewBox="0 0 700 500"><rect width=700 height=500 fill=#e8edf7 />
<rect x=150 y=60 width=400 height=360 rx=12 fill=#fff /><text x=190 y=120 font-size=28>Fondation Lumen</text>
<foreignObject x=190 y=150 width=320 height=240>{FORM}</foreignObject></svg>""",
                look="bare",
            ),
        ),
        AskingPage(
            name="svg-document-in-object",
            why="An SVG document of the host, with the form in a foreignObject, loaded by object.",
            others={
                "/logo.svg": "<svg xmlns='http://www.w3.org/2000/svg' width='400' height='200'><foreignObject width='400' "
                "height='200'><form xmlns='http://www.w3.org/1999/xhtml' method='post' action='/c'>Mot de passe "
                "<input type='password' name='p'/> <input type='submit' value='OK'/></form></foreignObject></svg>"
            },
            html=dress(
                "Portail",
                "<main><h1>Portail</h1><object data=/logo.svg type=image/svg+xml></object></main>",
                style=WIDE,
            ),
        ),
        AskingPage(
            name="fragment-fetched",
            why="The form is a fragment fetched from the host and put into the page.",
            others={"/part/7.html": FORM},
            html=dress(
                "Portail",
                "<main id=m><h1>Portail</h1></main>",
                look="phone",
                script="fetch('/part/7.html').then(r => r.text()).then(t => m.insertAdjacentHTML('beforeend', t));",
            ),
        ),
        AskingPage(
            name="module-script",
            why="An empty page; a module script of the host builds everything.",
            others={
                "/app/main.js": "import {build} from '/app/view.js';\nbuild(document.getElementById('root'));\n",
                "/app/view.js": "export function build(root) {\n  root.innerHTML = `<main><h1>Redaktion</h1>"
                + FORM
                + "</main>`;\n}\n",
            },
            html=dress("App", "<div id=root></div>", head="<script type=module src=/app/main.js></script>"),
        ),
    )


def list_framed() -> tuple[AskingPage, ...]:
    """Return the fields inside something."""
    return _list_shadows() + _list_frames() + _list_makings()
