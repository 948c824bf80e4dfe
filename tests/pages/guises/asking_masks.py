"""Passwords asked for without type=password: something else masks what is typed."""

from __future__ import annotations

from tests.pages.guises.page import AskingPage, dress

DOT_FONT = (
    "d09GRgABAAAAAAJkAAoAAAAABRgAAQAAAAAAAAAAAAAAAAAAAAAAAAAAAABPUy8yAAABZAAAACkAAABgRQVGO2NtYXAAAAGYAAAA"
    "OwAAAroDkQQcZ2x5ZgAAAdwAAAAtAAAASERDTMBoZWFkAAAA9AAAADYAAAA2DpWLsGhoZWEAAAEsAAAAHwAAACQFegIAaG10eAAA"
    "AZAAAAAGAAAABgLGAG5sb2NhAAAB1AAAAAYAAAAGACQAEm1heHAAAAFMAAAAFgAAACAABAAKbmFtZQAAAgwAAABMAAAAWisUPsZw"
    "b3N0AAACWAAAAAwAAAAgAAMAAAABAAAAAQAAB7vHj18PPPUAAwPoAAAAANaTpAAAAAAA1pOkAABuAKoB6gImAAAAAwACAAAAAAAA"
    "eJxjYGRgYFb4b8HAwBTBkMeQx/iKASiCAhgBVfkDfwB4nGNgZGBgYGLgYADRIBYaAAABdgAPAAB4nGNgZopgnMDAysDCQBiwI3Ps"
    "gQBIKTDWMyuA+EDyBJp6oDgAplgDyQAAAAJYAG4AbgAAeJxjYGBgYmBgYAZiESDJCKZZmJYBaTYGFiCfiaGOsf7/fyBfgWEBmGYA"
    "irIxHALTo3AUDhAEAKHPCK0AAAAAEgAkAAB4nGNgZMhjWMX4ikmNgZ2BQdhYXJRdWd307rz8/Hn5TGr5IJqBgQg1AFwMEoUAAAB4"
    "nC2IQQqAIBQFRzPCiJYdpXOIN/gLEeHjQvD+qTSL4c0DHC+GiWFfnliOURvG+fGcXP+23DxBpdSYcldpBBShUIkkMn11+wDyrQo8"
    "eJxjYGbACwAAfQAE"
)
"""A font of one glyph, a dot, for every Latin letter (WOFF, base64)."""

LABELS = (
    ("fr", "Adresse e-mail", "Mot de passe", "Se connecter", "Mouvement Aurore"),
    ("de", "E-Mail-Adresse", "Passwort", "Anmelden", "Freie Feder"),
    ("es", "Correo electrónico", "Contraseña", "Iniciar sesión", "El Faro"),
    ("it", "Indirizzo e-mail", "Parola d’accesso", "Accedi", "Voce Libera"),
    ("pl", "Adres e-mail", "Hasło", "Zaloguj się", "Wolne Słowo"),
    ("ru", "Электронная почта", "Пароль", "Войти", "Речной вестник"),
    ("ar", "البريد الإلكتروني", "كلمة المرور", "تسجيل الدخول", "صوت النهر"),
    ("el", "Ηλεκτρονική διεύθυνση", "Κωδικός πρόσβασης", "Σύνδεση", "Ελεύθερη Φωνή"),
)


def _list_languages() -> tuple[AskingPage, ...]:
    """Return one page for each language: only the label and the mask say what x1 is."""
    looks = ("card", "office", "press", "dark")
    return tuple(
        AskingPage(
            name=f"label-only-{lang}",
            why=f"Only the label ({lang}) says what the masked text field is.",
            html=dress(
                house,
                f"""<main><h1>{house}</h1><form method=post action=/p><label for=x0>{mail}</label><input id=x0 name=x0>
<label for=x1>{word}</label><input type=text id=x1 name=x1 style="-webkit-text-security:disc" autocomplete=off>
<button>{button}</button></form></main>""",
                lang=lang,
                look=looks[index % len(looks)],
            ),
        )
        for index, (lang, mail, word, button, house) in enumerate(LABELS)
    )


def _list_styles() -> tuple[AskingPage, ...]:
    """Return fields masked by style alone."""
    font = f"url(data:font/woff;base64,{DOT_FONT})"
    return (
        AskingPage(
            name="text-security-inline",
            why="type=text with -webkit-text-security.",
            html=dress(
                "Connexion",
                """<main><h1>Connexion</h1><form method=post action=/c><label>Identifiant <input name=i></label>
<label>Mot de passe <input type=text name=m style="-webkit-text-security: disc"></label><button>OK</button></form></main>""",
            ),
        ),
        AskingPage(
            name="text-security-outer-sheet",
            why="inputmode and a class whose mask stands in an external stylesheet.",
            others={
                "/assets/ui.css": ".k7{-webkit-text-security:square;letter-spacing:2px}.k7::placeholder{color:#888}"
            },
            html=dress(
                "PIN",
                """<main><h1>Votre espace</h1><form method=post action=/c><label>Numéro d'adhérent <input name=q></label>
<label>Code secret</label><input class=k7 inputmode=numeric name=r placeholder="••••••"><button>Entrer</button></form></main>""",
                head="<link rel=stylesheet href=/assets/ui.css>",
                look="phone",
            ),
        ),
        AskingPage(
            name="text-security-set-late",
            why="The mask is set by script only at the first key.",
            html=dress(
                "Sign in",
                """<main><h1>Newsroom</h1><form method=post action=/c><label>User <input name=q></label>
<label>Password <input name=r id=r></label><button>Sign in</button></form></main>""",
                look="dark",
                lang="en",
                script="r.addEventListener('keydown', () => { r.style.webkitTextSecurity = 'circle'; });",
            ),
        ),
        AskingPage(
            name="dots-font-in-page",
            why="A font whose every letter is a dot, from a data: address.",
            html=dress(
                "Connexion",
                """<main><h1>Messagerie Lumen</h1><form method=post action=/c><label>Adresse <input name=q></label>
<label>Mot de passe <input class=z name=r spellcheck=false></label><button>Connexion</button></form></main>""",
                look="office",
                style=f"@font-face{{font-family:q1;src:{font}}}.z{{font-family:q1!important}}",
            ),
        ),
        AskingPage(
            name="dots-font-by-script",
            why="The font of dots is loaded by script and named like the known one.",
            html=dress(
                "Connexion",
                """<main><h1>Gazette du Port</h1><form method=post action=/c><label>Adresse <input name=q></label>
<label>Mot de passe <input id=w name=r></label><button>Connexion</button></form></main>""",
                look="press",
                script=f"""new FontFace('text-security-disc', '{font}').load().then(face => {{
  document.fonts.add(face);
  w.style.fontFamily = 'text-security-disc';
}});""",
            ),
        ),
        AskingPage(
            name="letters-transparent",
            why="The letters are transparent and a layer below draws as many dots.",
            html=dress(
                "Connexion",
                """<main><h1>Connexion</h1><label>Adresse <input></label><label>Mot de passe</label>
<div class=u><span id=d></span><input id=t autocomplete=off></div><button>Valider</button></main>""",
                style=""".u{position:relative}.u span{position:absolute;left:12px;top:9px;letter-spacing:3px}
.u input{color:transparent;caret-color:#000;background:transparent;position:relative}""",
                script="t.oninput = () => { d.textContent = '●'.repeat(t.value.length); };",
            ),
        ),
        AskingPage(
            name="letters-blurred",
            why="The letters are blurred by a filter.",
            html=dress(
                "Sign in",
                """<main><h1>Harbour Press</h1><form method=post action=/x><label>E-mail <input name=e></label><label>Password</label>
<div class=b><input name=v style="filter:blur(6px);border:0"></div><button>Sign in</button></form></main>""",
                lang="en",
                style=".b{border:1px solid #a9b3c1;border-radius:6px;overflow:hidden}",
            ),
        ),
        AskingPage(
            name="textarea-masked",
            why="A one-line textarea with a mask.",
            html=dress(
                "Connexion",
                """<main><h1>Connexion</h1><form method=post action=/x><label>Adresse <input name=e></label><label>Mot de passe</label>
<textarea rows=1 name=v style="resize:none;overflow:hidden;-webkit-text-security:disc"></textarea><button>OK</button></form></main>""",
                look="dark",
            ),
        ),
        AskingPage(
            name="search-masked",
            why="type=search with a mask.",
            html=dress(
                "Anmelden",
                """<main><h1>Redaktionsportal</h1><form method=post action=/x><label>Konto <input name=e></label>
<label>Kennwort <input type=search name=v class=s></label><button>Weiter</button></form></main>""",
                look="office",
                lang="de",
                style=".s{-webkit-text-security:disc;-webkit-appearance:none}",
            ),
        ),
        AskingPage(
            name="tel-masked",
            why="type=tel with a mask, for a PIN.",
            html=dress(
                "PIN",
                """<main><h1>Confirm your PIN</h1><form method=post action=/x><label>PIN code
<input type=tel name=v maxlength=8 style="-webkit-text-security:disc"></label><button>Confirm</button></form></main>""",
                look="phone",
                lang="en",
            ),
        ),
        AskingPage(
            name="real-field-invisible",
            why="A real password field with opacity 0 lies over drawn dots.",
            html=dress(
                "Connexion",
                """<main><h1>Coffre-fort</h1><label>Adresse <input></label><label>Mot de passe</label>
<div class="field f"><span id=d>&nbsp;</span><input type=password id=t></div><button>Ouvrir</button></main>""",
                style=".f{position:relative}.f input{position:absolute;inset:0;opacity:0;height:100%}.f span{letter-spacing:6px}",
                script="t.oninput = () => { d.textContent = '•'.repeat(t.value.length) || '\\u00a0'; };",
            ),
        ),
    )


def _list_scripts() -> tuple[AskingPage, ...]:
    """Return fields masked by script."""
    return (
        AskingPage(
            name="letters-replaced",
            why="Each letter typed is replaced by a dot; the real value is kept in a hidden field.",
            html=dress(
                "Connexion",
                """<main><h1>Connexion</h1><form method=post action=/c><label>Adresse <input name=a></label>
<label>Mot de passe <input id=v autocomplete=off></label><input type=hidden name=k id=k><button>Continuer</button></form></main>""",
                script="""let real = '';
v.addEventListener('input', () => {
  const typed = v.value.replace(/•/g, '');
  real = real.slice(0, v.value.length - typed.length) + typed;
  k.value = real;
  v.value = '•'.repeat(real.length);
});""",
            ),
        ),
        AskingPage(
            name="keys-swallowed",
            why="keydown is stopped, a star is written instead, and the key kept in an array.",
            html=dress(
                "Login",
                """<main><h1>Volunteer desk</h1><label>Name <input></label><label>Password <input id=v></label><button>Enter</button></main>""",
                lang="en",
                look="dark",
                script="""const kept = [];
v.addEventListener('keydown', event => {
  if (event.key === 'Tab') return;
  event.preventDefault();
  if (event.key === 'Backspace') kept.pop(); else if (event.key.length === 1) kept.push(event.key);
  v.value = '*'.repeat(kept.length);
});""",
            ),
        ),
        AskingPage(
            name="type-toggled-at-focus",
            why="The field is text until it has the focus, then a password.",
            html=dress(
                "Connexion",
                """<main><h1>Connexion</h1><form method=post action=/c><input name=a placeholder="Adresse e-mail"><br>
<input type=text name=b placeholder="Mot de passe" onfocus="this.type='password'" onblur="if(!this.value)this.type='text'">
<button>Se connecter</button></form></main>""",
                look="office",
            ),
        ),
        AskingPage(
            name="type-spelled-by-script",
            why="The word 'password' is never written: the type is put together by script.",
            html=dress(
                "Entry",
                """<main><h1>Archive</h1><form method=post action=/c id=f><input name=a placeholder="E-mail"></form></main>""",
                look="press",
                lang="en",
                script="""const field = document.createElement('input');
field.type = ['drow', 'ssap'].join('').split('').reverse().join('');
field.name = 'b';
const send = document.createElement('button');
send.textContent = 'Continue';
f.append(document.createElement('br'), field, document.createElement('br'), send);""",
            ),
        ),
        AskingPage(
            name="editable-masked-by-style",
            why="A contenteditable div with -webkit-text-security.",
            html=dress(
                "Connexion",
                """<main><h1>Connexion</h1><label>Adresse</label><div class=field contenteditable>&#8203;</div><label>Mot de passe</label>
<div class=field contenteditable style="-webkit-text-security:disc;min-height:24px"></div><button>Valider</button></main>""",
            ),
        ),
        AskingPage(
            name="editable-masked-by-script",
            why="A contenteditable span whose text is replaced by dots.",
            html=dress(
                "Accesso",
                """<main><h1>Voce Libera</h1><p>Utente: redazione@voce.example</p><p>Password</p>
<span class=field contenteditable id=s style="min-height:24px"></span><button>Accedi</button></main>""",
                look="press",
                lang="it",
                script="""let real = '';
s.addEventListener('beforeinput', event => {
  event.preventDefault();
  if (event.inputType === 'deleteContentBackward') real = real.slice(0, -1); else real += event.data || '';
  s.textContent = '●'.repeat(real.length);
  getSelection().selectAllChildren(s);
  getSelection().collapseToEnd();
});""",
            ),
        ),
        AskingPage(
            name="aria-textbox",
            why="A div with role textbox and key handling; no field at all.",
            html=dress(
                "Connexion",
                """<main><h1>Accès réservé</h1><p id=n>Mot de passe</p>
<div role=textbox tabindex=0 aria-labelledby=n class=field id=b style="min-height:24px"></div><button>Entrer</button></main>""",
                look="dark",
                script="""let real = '';
b.onkeydown = event => {
  if (event.key === 'Backspace') real = real.slice(0, -1);
  else if (event.key.length === 1) real += event.key;
  b.textContent = '•'.repeat(real.length);
};""",
            ),
        ),
        AskingPage(
            name="six-letter-boxes",
            why="Six boxes of one masked letter each.",
            html=dress(
                "Code secret",
                f"""<main><h1>Saisissez votre code secret</h1><form method=post action=/k class=r>
{"".join(f"<input class=o maxlength=1 name=c{box}>" for box in range(6))}<button>Valider</button></form></main>""",
                look="phone",
                style=".r{display:flex;flex-wrap:wrap;gap:6px}.r .o{width:46px;text-align:center;-webkit-text-security:disc}",
                script="""document.querySelectorAll('.o').forEach((box, at, all) => {
  box.oninput = () => { if (box.value && all[at + 1]) all[at + 1].focus(); };
});""",
            ),
        ),
        AskingPage(
            name="chosen-letters-boxes",
            why="Three password boxes for the 2nd, 5th and 7th letter, as banks do.",
            html=dress(
                "Memorable word",
                """<main><h1>Harbour Bank</h1><p>Enter letters 2, 5 and 7 of your password</p><form method=post action=/k class=r>
<input type=password maxlength=1 name=l2><input type=password maxlength=1 name=l5>
<input type=password maxlength=1 name=l7><button>Continue</button></form></main>""",
                look="office",
                lang="en",
                style=".r{display:flex;gap:14px;align-items:center}.r input{width:40px;border:1px solid #555}",
            ),
        ),
    )


def list_masked() -> tuple[AskingPage, ...]:
    """Return the masked fields."""
    return _list_languages() + _list_styles() + _list_scripts()
