"""HTML of mails as the text that a reader sees: lines for blocks, `>` for quotations, nothing of what is hidden.

Addresses behind links are left out: `links` finds them. Pictures, their descriptions included, say nothing.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser

from chaffinch.mail.charsets import clean_text

MOST_MARKUP = 8_000_000
"""Characters of a page; what stands behind is not read."""
_PIECE = re.compile(
    r'<!--.*?(?:-->|\Z)|<!(?:[^>])*>|<(/?)([a-zA-Z][^\s/>]*)((?:[^>"]|"[^"]*")*)>|([^<]+|<)', re.DOTALL
)
_SPACE = re.compile(r"[ \t\n\r\f]+")
_UNSEEN = {
    "head",
    "title",
    "style",
    "script",
    "template",
    "noscript",
    "object",
    "svg",
    "math",
    "select",
    "textarea",
    "iframe",
}
_VOID = {
    "area",
    "base",
    "br",
    "col",
    "embed",
    "hr",
    "img",
    "input",
    "link",
    "meta",
    "source",
    "track",
    "wbr",
    "param",
}
_BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "center", "dd", "div", "dl", "dt", "fieldset", "figcaption",
    "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre",
    "section", "table", "tbody", "tfoot", "thead", "tr", "ul", "legend", "caption", "details", "summary",
}  # fmt: skip
_APART = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "pre", "dl"}
_HIDDEN = re.compile(
    r"(?:^|[;\s\"])(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*all"
    r"|font-size\s*:\s*0(?:px|pt|em|%)?\s*(?:[;!\"]|$)|opacity\s*:\s*0(?:\.0+)?\s*(?:[;!\"]|$)"
    r"|max-(?:height|width)\s*:\s*0(?:px)?\s*(?:[;!\"]|$))",
    re.IGNORECASE,
)
_HIDDEN_ATTRIBUTE = re.compile(r"\shidden(?:=|\s|$)")
_INDENTED = re.compile(
    r"border(?:-left)?\s*:\s*(?:none|0)|margin\s*:\s*0(?:px)?\s+0(?:px)?\s+0(?:px)?\s+40px", re.IGNORECASE
)


@dataclass(slots=True)
class _Lines:
    """What was written so far."""

    done: list[str] = field(default_factory=list)
    line: list[str] = field(default_factory=list)
    level: int = 0
    empty: bool = True
    """Whether the last line is empty, or there is none."""
    hidden_words: bool = False

    def write(self, text: str) -> None:
        if self.line and self.line[-1].endswith(" "):
            text = text.removeprefix(" ")
        if text and (self.line or text != " "):
            self.line.append(text)

    def end_line(self) -> None:
        """Begin a new line, unless nothing stands in this one."""
        text = "".join(self.line).strip(" ")
        self.line = []
        if text:
            self.done.append(self._mark(text))
            self.empty = False

    def break_line(self) -> None:
        """Begin a new line, whatever stands in this one."""
        if any(piece.strip(" ") for piece in self.line):
            self.end_line()
        else:
            self.leave_line()

    def leave_line(self) -> None:
        self.end_line()
        if not self.empty:
            self.done.append(self._mark(""))
            self.empty = True

    def _mark(self, text: str) -> str:
        return f"{'>' * self.level} {text}".rstrip() if self.level else text


def read_page_text(untrusted_html: str) -> tuple[str, tuple[str, ...]]:
    """Return the text of a page and codes of what was wrong.

    Codes: `hidden-text` words stand in it that a reader does not see; `cut` it is longer than is read.
    Hidden is what `display`, `visibility`, `opacity`, a size of 0 or the attribute `hidden` hide; text in the colour of its
    ground, or out of the page, is not told from other text.
    """
    parser = LexborHTMLParser(untrusted_html[:MOST_MARKUP])
    root = parser.root
    lines = _Lines()
    if root is not None and root.html:
        _read_pieces(root.html, lines)
    lines.end_line()
    text = html.unescape("\n".join(lines.done)).replace("\xa0", " ")
    faults = (("hidden-text",) if lines.hidden_words else ()) + (
        ("cut",) if len(untrusted_html) > MOST_MARKUP else ()
    )
    return clean_text(text).strip("\n"), faults


def _read_pieces(markup: str, lines: _Lines) -> None:
    """Go through a page as the parser wrote it again: every tag closed, every attribute quoted."""
    hidden_depth = preformatted = unseen_depth = 0
    quotes: list[bool] = []
    for piece in _PIECE.finditer(markup):
        closing, tag, attributes, text = piece.groups()
        if text is not None:
            if hidden_depth or unseen_depth:
                lines.hidden_words |= not unseen_depth and bool(text.replace("&nbsp;", " ").strip())
            elif preformatted:
                _write_preformatted(text, lines)
            else:
                lines.write(_SPACE.sub(" ", text))
            continue
        if tag is None:
            continue
        step = 0 if tag in _VOID else -1 if closing else 1
        if unseen_depth or (tag in _UNSEEN and step > 0):
            unseen_depth = max(0, unseen_depth + step)
            continue
        if hidden_depth or (step > 0 and attributes and _is_hidden(attributes)):
            hidden_depth = max(0, hidden_depth + step)
            continue
        if tag == "blockquote":
            _cross_quotation(step, attributes, quotes, lines)
            continue
        if tag == "pre":
            preformatted = max(0, preformatted + step)
        _break(tag, step, lines)


def _cross_quotation(step: int, attributes: str, quotes: list[bool], lines: _Lines) -> None:
    """Go into a quotation, or out of it; what is only indented is none."""
    if step > 0:
        lines.leave_line()
        quotes.append(not _INDENTED.search(attributes))
        lines.level += quotes[-1]
    elif quotes:
        lines.end_line()
        lines.level -= quotes.pop()
        lines.leave_line()


def _break(tag: str, step: int, lines: _Lines) -> None:
    """Begin a line where the tag does."""
    if tag == "br":
        lines.break_line()
    elif tag in _APART:
        lines.leave_line()
    elif tag in _BLOCKS:
        lines.end_line()
        if tag == "li" and step > 0:
            lines.write("- ")
    elif tag in {"td", "th"} and step < 0:
        lines.write(" ")


def _write_preformatted(text: str, lines: _Lines) -> None:
    first, *others = text.split("\n")
    lines.write(first)
    for other in others:
        lines.break_line()
        lines.write(other)


def _is_hidden(attributes: str) -> bool:
    if "hidden" in attributes and _HIDDEN_ATTRIBUTE.search(attributes):
        return True
    return "style=" in attributes and bool(_HIDDEN.search(attributes))
