"""A decoy portal's page, written by hand from its look: no script, nothing from elsewhere, nothing that names Chaffinch."""

from __future__ import annotations

import random
from collections.abc import Iterable
from html import escape
from typing import Literal

from chaffinch.tripwires.listener.portal_look import Look

Step = Literal["sign-in", "code"]
_WIDE = (
    "input:not([type=checkbox])",
    "input[type=text],input[type=password]",
    "input[autocomplete]",
)


def render_page(
    look: Look, *, action: str, hidden: str, step: Step = "sign-in", notice: str = "", typed: str = ""
) -> str:
    """Return the page.

    Args:
        look: of this installation.
        action: path that the form is sent to.
        hidden: value of the hidden field, another each time.
        step: the log-in, or the code that it leads to.
        notice: of the look's own words, above the form.
        typed: the log-in as it was typed, to stand there again.
    """
    rng = random.Random(look.order)  # noqa: S311 -- the order of attributes, no secret
    outer, card, head, form, button, foot = look.classes
    words, inner = look.words, "p" if look.paragraphs else "div"
    title = f"<h1>{escape(words['name'])}</h1>"
    lead = f'<p class="{head}">{escape(words["welcome"])}</p>'
    said = f'<p role="alert"><strong>{escape(notice)}</strong></p>' if notice else ""
    entries = _list_entries(look, rng, step=step, typed=typed, inner=inner)
    send = _write_tag(rng, "button", {"type": "submit", "class": button})
    label = words["submit" if step == "sign-in" else "code_submit"]
    fields = "\n".join(entries)
    concealed = _write_tag(rng, "input", {"type": "hidden", "name": look.hidden_field, "value": hidden})
    opened = _write_tag(
        rng, "form", {"method": "post", "action": action, "class": form, "autocomplete": "on"}
    )
    body = (
        f"{said}\n{opened}\n{concealed}\n{fields}\n<{inner}>{send}{escape(label)}</button></{inner}>\n</form>"
    )
    last = "".join(f"<p>{escape(words[place])}</p>" for place in ("forgotten", "help") if words[place])
    ending = f'<div class="{foot}">{escape(words["foot"])}</div>'
    page = _lay_out(look, title=title, lead=lead, body=body, last=last, ending=ending, outer=outer, card=card)
    return (
        f'<!DOCTYPE html>\n<html lang="{look.language}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(words['name'])}</title>\n<style>\n{_write_style(look, rng)}\n</style>\n</head>\n{page}\n</html>\n"
    )


def _list_entries(look: Look, rng: random.Random, *, step: Step, typed: str, inner: str) -> Iterable[str]:
    words = look.words
    if step == "code":
        kind = {
            "type": "text",
            "name": look.code_field,
            "inputmode": "numeric",
            "autocomplete": "one-time-code",
        }
        yield _write_entry(look, rng, words["code_label"], kind, inner=inner)
        return
    login = {"type": "text", "name": look.login_field, "autocomplete": "username", "value": typed}
    yield _write_entry(look, rng, words["login"], login, inner=inner)
    password = {"type": "password", "name": look.password_field, "autocomplete": "current-password"}
    yield _write_entry(look, rng, words["password"], password, inner=inner)
    if words["remember"]:
        box = _write_tag(rng, "input", {"type": "checkbox", "name": f"{look.hidden_field}_r", "value": "1"})
        yield f"<{inner}><label>{box} {escape(words['remember'])}</label></{inner}>"


def _write_entry(
    look: Look, rng: random.Random, label: str, attributes: dict[str, str], *, inner: str
) -> str:
    name = attributes["name"]
    if look.wrap_labels:
        entry = f"<label>{escape(label)}\n{_write_tag(rng, 'input', attributes)}</label>"
    else:
        entry = f'<label for="{name}">{escape(label)}</label>\n{_write_tag(rng, "input", {**attributes, "id": name})}'
    return f"<{inner}>{entry}</{inner}>"


def _write_tag(rng: random.Random, name: str, attributes: dict[str, str]) -> str:
    order = sorted(attributes, key=lambda _: rng.random())
    written = " ".join(f'{key}="{escape(attributes[key])}"' for key in order)
    return f"<{name} {written}>"


def _lay_out(
    look: Look, *, title: str, lead: str, body: str, last: str, ending: str, outer: str, card: str
) -> str:
    if look.layout == 0:
        return f'<body class="{outer}">\n<main class="{card}">{title}{lead}\n{body}\n{last}</main>\n{ending}\n</body>'
    if look.layout == 1:
        return (
            f"<body>\n<header>{title}</header>\n"
            f'<div class="{outer}"><section class="{card}">{lead}{body}</section>{last}</div>{ending}\n</body>'
        )
    if look.layout == 2:
        return (
            f'<body>\n<div class="{outer}">\n<aside>{title}{lead}{ending}</aside>\n'
            f'<main class="{card}">{body}{last}</main></div>\n</body>'
        )
    return (
        f'<body>\n{title}\n<article class="{card}">\n{lead}\n{body}\n</article>\n'
        f'<footer class="{outer}">{last}{ending}</footer>\n</body>'
    )


def _write_style(look: Look, rng: random.Random) -> str:
    outer, card, head, form, button, foot = (f".{name}" for name in look.classes)
    rules = {
        "body": f"margin:0;min-height:100vh;font:16px/1.5 {look.font};color:{look.ink};background:{look.paper}",
        "h1": f"margin:{look.gap}px 0;font-size:{rng.choice((22, 24, 26, 28, 30))}px",
        "input": f"box-sizing:border-box;max-width:100%;padding:{rng.randint(6, 10)}px;font:inherit;color:{look.ink};"
        f"background:{look.card};border:1px solid {look.line};border-radius:{look.radius}px",
        rng.choice(
            _WIDE
        ): f"display:block;width:{rng.choice((100, 98, 96))}%;margin-top:{rng.randint(1, 6)}px",
        button: f"padding:{rng.randint(7, 11)}px {rng.randint(14, 30)}px;border:0;border-radius:{look.radius}px;"
        f"font:inherit;cursor:pointer;background:{look.accent};color:{look.card}",
        ":focus-visible": f"outline:{rng.choice((2, 3))}px solid {look.accent};outline-offset:2px",
        f"{form} p,{form} div": f"margin:{look.gap}px 0",
        card: f"box-sizing:border-box;width:100%;max-width:{look.width}px;padding:{look.gap + 8}px;background:{look.card};"
        f"border:{rng.choice((0, 1))}px solid {look.line};border-radius:{look.radius}px",
        head: f"margin:{look.gap}px 0",
        foot: f"padding:{look.gap}px;font-size:{rng.choice((13, 14))}px",
        **_write_layout(look, outer=outer, card=card),
    }
    order = sorted(rules, key=lambda _: rng.random())
    return "\n".join(f"{name}{{{_shuffle(rules[name], rng)}}}" for name in order)


def _shuffle(rule: str, rng: random.Random) -> str:
    parts = rule.split(";")
    return ";".join(sorted(parts, key=lambda _: rng.random()))


def _write_layout(look: Look, *, outer: str, card: str) -> dict[str, str]:
    if look.layout == 0:
        return {
            f"body{outer}": "display:grid;place-items:center;align-content:center;padding:8px;box-sizing:border-box"
        }
    if look.layout == 1:
        return {
            "header": f"background:{look.accent};color:{look.card};padding:4px {look.gap}px",
            outer: f"padding:{look.gap * 2}px {look.gap}px",
        }
    if look.layout == 2:
        return {
            outer: "display:flex;flex-wrap:wrap;min-height:100vh",
            "aside": f"flex:1 1 260px;padding:{look.gap}px {look.gap * 2}px;background:{look.accent};color:{look.card}",
            f"main{card}": f"flex:1 1 {look.width}px;align-self:center;margin:auto",
        }
    return {
        f"article{card}": f"margin:{look.gap}px auto",
        "body>h1": f"text-align:center;padding-top:{look.gap * 2}px",
        f"footer{outer}": "text-align:center",
    }
