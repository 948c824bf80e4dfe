"""Changes of the words: other language, other letters, pictures in their place."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from tests.pages.suite.designs import Design
from tests.pages.suite.drawing import draw_words, save_png
from tests.pages.suite.markup import Element, read_html, walk_texts, write_html
from tests.pages.suite.mutations.kit import Mutation, change_tree, say
from tests.pages.suite.page import Resource, WebPage

LOOK_ALIKE = str.maketrans("aceopxyisjABCEHKMOPTX", "асеорхуіѕјАВСЕНКМОРТХ")
INVISIBLE = "\u200b\u200c\u200d\u2060"
SIZE = 40  # words are drawn this high, then shown at the size of the text they stand for
NOISE = [
    "jardin",
    "nuage",
    "pierre",
    "violon",
    "lampe",
    "rivière",
    "tambour",
    "citron",
    "fenêtre",
    "chemin",
    "orage",
    "plume",
    "sable",
    "miroir",
    "panier",
    "horloge",
    "falaise",
    "bougie",
    "tunnel",
    "verger",
    "copper",
    "meadow",
    "lantern",
    "window",
    "candle",
    "harbour",
    "willow",
    "marble",
]
TEXT_ATTRIBUTES = ("placeholder", "alt", "title", "aria-label")


def change_words(root: Element, change: Callable[[str], str], *, with_title: bool = True) -> None:
    """Rewrite every text of the page and those attributes that are shown."""
    for holder, place, words in walk_texts(root.find("body")):
        holder.children[place] = change(words)
    for element in root.walk():
        if element.tag in {"option", "title"} and (with_title or element.tag != "title"):
            element.children = [change(str(child)) for child in element.children]
        for name in TEXT_ATTRIBUTES:
            if element.attributes.get(name):
                element.attributes[name] = change(element.attributes[name])
        if element.attributes.get("type") == "submit" and "value" in element.attributes:
            element.attributes["value"] = change(element.attributes["value"])


def translate(page: WebPage, design: Design, picture: bytes) -> WebPage:
    """Return the page in the other language; the name stays."""

    def put(words: str) -> str:
        plain = words.strip()
        return words.replace(plain, design.translation.get(plain, plain)) if plain else words

    def change(root: Element) -> None:
        change_words(root, put)
        root.find("html").attributes["lang"] = "fr" if design.language == "en" else "en"

    return change_tree(page, change)


def draw_text(page: WebPage, design: Design, picture: bytes) -> WebPage:
    """Return a page whose words are pictures, except what is typed into and the drop-down's choices."""
    root = read_html(page.html)
    resources = dict(page.resources)
    paths: dict[tuple[str, str], str] = {}

    def make_picture(word: str, face: str) -> Element:
        path = paths.setdefault((word, face), f"/w/{len(paths) + 1}.png")
        drawn = draw_words(word, face=face, size=SIZE, colour="#000000")
        resources[path] = Resource("image/png", save_png(drawn))
        shape = f"width:{drawn.width / SIZE:.3f}em;height:1.25em"
        mask = f"-webkit-mask:url({path}) 0 0/100% 100%;mask:url({path}) 0 0/100% 100%"
        return Element(
            "i",
            {"style": f"display:inline-block;vertical-align:-.27em;{shape};background:currentColor;{mask}"},
        )

    for element in list(root.find("body").walk()):
        if element.tag in {"script", "style", "svg", "option"} or not any(
            isinstance(c, str) for c in element.children
        ):
            continue
        face = design.face + ("-bold" if element.tag in {"h1", "h2", "h3", "b", "strong", "button"} else "")
        drawn: list[Element | str] = []
        for child in element.children:
            if isinstance(child, Element):
                drawn.append(child)
                continue
            for piece in re.split(r"(\s+)", child):
                drawn.append(make_picture(piece, face) if piece.strip() else piece)
        element.children = drawn
    for element in root.walk():
        for name in TEXT_ATTRIBUTES:
            element.attributes.pop(name, None)
    root.find("title").children = []
    return WebPage(write_html(root), resources)


def use_look_alikes(page: WebPage, design: Design, picture: bytes) -> WebPage:
    """Return a page in which two letters of three, where there is a twin, are Cyrillic."""
    chance = random.Random(design.name)

    def put(words: str) -> str:
        return "".join(letter.translate(LOOK_ALIKE) if chance.random() < 0.67 else letter for letter in words)

    return change_tree(page, lambda root: change_words(root, put))


def break_words(page: WebPage, design: Design, picture: bytes) -> WebPage:
    """Return a page with characters of no width inside its words."""
    chance = random.Random(design.name)

    def put(words: str) -> str:
        return re.sub(
            r"(?<=\w)(?=\w)", lambda _: chance.choice(INVISIBLE) if chance.random() < 0.5 else "", words
        )

    return change_tree(page, lambda root: change_words(root, put))


def hide_words(page: WebPage, design: Design, picture: bytes) -> WebPage:
    """Return a page with words between its words that nobody sees."""
    chance = random.Random(design.name)
    ways = (
        "font-size:0",
        "position:absolute;left:-9999px",
        "position:absolute;opacity:0;pointer-events:none",
        "display:none",
    )

    def change(root: Element) -> None:
        for holder, place, words in reversed(list(walk_texts(root.find("body")))):
            pieces: list[Element | str] = []
            for piece in re.split(r"(?<=\s)", words):
                noise = " ".join(chance.sample(NOISE, 3))
                pieces += [piece, Element("span", {"style": chance.choice(ways)}, [noise])]
            holder.children[place : place + 1] = pieces

    return change_tree(page, change)


def reword(page: WebPage, design: Design, picture: bytes) -> WebPage:
    """Return a page whose own sentences gave way to an alarm."""
    own = design.identity
    alarm = say(
        design,
        "Action requise : confirmez votre accès avant minuit.",
        "Action needed: confirm your access by midnight.",
    )
    short = say(design, "Vérification de sécurité", "Security check")
    table = {own.lead: alarm, own.help: alarm, own.slogan: short, **dict.fromkeys(own.news, short)}

    def put(words: str) -> str:
        for before, after in table.items():
            words = words.replace(before, after)
        return words

    return change_tree(page, lambda root: change_words(root, put))


def drop_name(page: WebPage, design: Design, picture: bytes) -> WebPage:
    """Return a page that says nowhere in words whose it is; the logo stays as it was."""
    own = design.identity
    neutral = say(design, "Espace sécurisé", "Secure area")

    def put(words: str) -> str:
        return words.replace(own.name, neutral).replace(own.short, neutral).replace(own.host, "secure")

    return change_tree(page, lambda root: change_words(root, put))


MUTATIONS = (
    Mutation("translated", "text", translate),
    Mutation("text-as-pictures", "text", draw_text),
    Mutation("look-alike-letters", "text", use_look_alikes),
    Mutation("zero-width", "text", break_words),
    Mutation("hidden-words", "text", hide_words),
    Mutation("reworded", "text", reword),
    Mutation("name-dropped", "text", drop_name),
)
