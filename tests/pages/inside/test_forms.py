"""Fields, labels and targets, read from snapshots as Chromium writes them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaffinch.pages.capture import Form
from chaffinch.pages.inside.forms import MOST_FORMS, find_forms
from chaffinch.pages.inside.snapshot import Document, Node

URL = "https://a.test/dir/page"


def make_document(*nodes: Node, framed: bool = False) -> Document:
    """Return a document whose root is number 0."""
    return Document(URL, URL, "", [Node(0, -1, "HTML"), *nodes], "", framed)


def make_input(number: int, *, parent: int = 0, masked: bool = False, **attributes: Any) -> Node:
    styles = {
        "-webkit-text-security": "disc" if masked else "none",
        "visibility": "visible",
        "font-family": "Arial",
    }
    named = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
    return Node(number, parent, "INPUT", named, styles=styles, bounds=(0, 0, 200, 30))


def find_one(*nodes: Node) -> Form:
    (form,) = find_forms([make_document(*nodes)])
    return form


@pytest.mark.parametrize(
    ("attributes", "kind"),
    [
        ({"type": "password"}, "password"), ({"type": "email"}, "email"), ({"type": "tel"}, "tel"),
        ({"name": "user_email"}, "email"), ({"autocomplete": "one-time-code"}, "one-time-code"),
        ({"type": "tel", "name": "otp"}, "one-time-code"), ({"autocomplete": "cc-number"}, "card"),
        ({"name": "cvv"}, "card"), ({"type": "hidden"}, "hidden"), ({"type": "checkbox"}, "other"), ({}, "text"),
        ({"type": "nonsense"}, "text"),
    ],
)  # fmt: skip
def test_the_kind_of_a_field(attributes: dict[str, Any], kind: str) -> None:
    assert find_one(make_input(1, **attributes)).fields[0].kind == kind


@pytest.mark.parametrize("kind", ["submit", "button", "image", "reset"])
def test_buttons_are_no_fields(kind: str) -> None:
    assert find_forms([make_document(make_input(1, type=kind))]) == ()


def test_a_masked_text_field_takes_a_password() -> None:
    entry = find_one(make_input(1, type="text", masked=True)).fields[0]
    assert (entry.kind, entry.found_by) == ("password", "masked-text")


def test_a_field_drawn_in_a_font_of_dots_takes_a_password() -> None:
    node = make_input(1, type="text")
    node.styles = {"-webkit-text-security": "none", "font-family": "text-security-disc"}
    assert find_one(node).fields[0].kind == "password"


def test_a_field_that_is_not_laid_out_waits_unless_nothing_is_to_reach_it() -> None:
    waiting, trap = make_input(1, type="password"), make_input(1, type="password", tabindex="-1")
    waiting.bounds = trap.bounds = None
    entry = find_one(waiting).fields[0]
    assert (entry.kind, entry.found_by) == ("password", "hidden-until")
    assert find_one(trap).fields[0].kind == "hidden"


@pytest.mark.parametrize(
    ("label", "kind"),
    [("Mot de passe", "password"), ("Hasło", "password"), ("E-Mail", "email"), ("Nom", "text"),
     ("Écrivez-nous si vous avez oublié votre mot de passe", "text")],
)  # fmt: skip
def test_a_plain_field_is_what_it_is_called(label: str, kind: str) -> None:
    assert find_one(make_input(1, type="text", name="x1", aria_label=label)).fields[0].kind == kind


def test_what_only_shows_something_takes_nothing_and_a_card_s_dots_are_no_password() -> None:
    assert find_one(make_input(1, readonly="", value="F7KX-2PQM")).fields[0].kind == "other"
    assert find_one(make_input(1, masked=True, autocomplete="cc-csc")).fields[0].kind == "card"


@pytest.mark.parametrize(("shadow", "found"), [("closed", "closed-shadow"), ("open", "page")])
def test_shadow_trees_are_named(shadow: str, found: str) -> None:
    node = make_input(1, type="password")
    node.shadow = shadow
    assert find_one(node).fields[0].found_by == found


def test_what_the_browser_itself_draws_is_no_field() -> None:
    node = make_input(1)
    node.shadow = "user-agent"
    assert find_forms([make_document(node)]) == ()


@pytest.mark.parametrize(
    ("attributes", "action"),
    [
        ({"action": "take.php"}, "https://a.test/dir/take.php"), ({"action": "//b.example/x"}, "https://b.example/x"),
        ({"action": ""}, URL), ({"action": "#"}, ""), ({"action": "javascript:void(0)"}, ""),
        ({"method": "POST"}, URL), ({}, ""), ({"action": "http://[bad"}, "http://[bad"),
    ],
)  # fmt: skip
def test_where_a_form_posts(attributes: dict[str, str], action: str) -> None:
    assert find_one(Node(1, 0, "FORM", attributes), make_input(2, parent=1)).action == action


def test_a_button_may_send_the_form_elsewhere() -> None:
    button = Node(3, 1, "BUTTON", {"formaction": "https://b.example/x"})
    form = find_one(Node(1, 0, "FORM", {"action": "/a"}), make_input(2, parent=1), button)
    assert form.action == "https://b.example/x"


def test_a_field_belongs_to_the_form_that_it_names() -> None:
    forms = find_forms(
        [
            make_document(
                Node(1, 0, "FORM", {"id": "f", "action": "/a"}), make_input(2), make_input(3, form="f")
            )
        ]
    )
    assert [(form.action, len(form.fields)) for form in forms] == [("", 1), ("https://a.test/a", 1)]


@pytest.mark.parametrize(
    "nodes",
    [
        (
            Node(1, 0, "LABEL", {"for": "x"}),
            Node(2, 1, "#TEXT", value=" Mot  de passe "),
            make_input(3, id="x"),
        ),
        (Node(1, 0, "LABEL"), Node(2, 1, "#TEXT", value="Mot de passe"), make_input(3, parent=1)),
        (make_input(1, aria_label="Mot de passe"),),
        (make_input(1, placeholder="Mot de passe"),),
    ],
)
def test_the_label_of_a_field(nodes: tuple[Node, ...]) -> None:
    assert find_one(*nodes).fields[0].label == "Mot de passe"


@given(
    st.lists(
        st.tuples(
            st.integers(-5, 40),
            st.sampled_from(["FORM", "INPUT", "LABEL", "#TEXT", "DIV", "TEXTAREA", "SELECT"]),
            st.dictionaries(
                st.sampled_from(["id", "for", "form", "type", "action", "formaction", "contenteditable"]),
                st.text(max_size=8),
            ),
        ),
        max_size=40,
    )
)
def test_no_tree_makes_it_fall(rows: list[tuple[int, str, dict[str, str]]]) -> None:
    nodes = [
        Node(number + 1, parent, name, attributes) for number, (parent, name, attributes) in enumerate(rows)
    ]
    assert len(find_forms([make_document(*nodes)])) <= MOST_FORMS
