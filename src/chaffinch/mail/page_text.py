"""HTML of mails as the text that a reader sees: lines for blocks, `>` for quotations, nothing of what is hidden.

Addresses behind links are left out: `links` finds them. Pictures, their descriptions included, say nothing.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser

from chaffinch.mail.charsets import clean_text

MOST_MARKUP = 8_000_000
"""Characters of a page; what stands behind is not read."""
_PIECE = re.compile(
    r'<!--.*?(?:-->|\Z)|<!(?:[^>])*>|<(/?)([a-zA-Z][^\s/>]*)((?:[^>"]|"[^"]*")*)>|([^<]+|<)', re.DOTALL
)
_RAW_PIECE = re.compile(r"<!--.*?(?:-->|\Z)|<![^<>]*>|<(/?)([a-zA-Z][^\s/<>]*)([^<>]*)>|([^<]+|<)", re.DOTALL)
_OPENED, _CLOSED = re.compile(r"<([a-zA-Z][a-zA-Z0-9]*)"), re.compile(r"</([a-zA-Z][a-zA-Z0-9]*)")
_MOST_OPEN, _MOST_OPEN_STYLES = 5_000, 300
_FORMATTING = {
    "a",
    "b",
    "big",
    "code",
    "em",
    "font",
    "i",
    "nobr",
    "s",
    "small",
    "strike",
    "strong",
    "tt",
    "u",
}
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
#: What the parser closes by itself, so that it never nests.
_NEVER_DEEP = _VOID | {
    "p",
    "li",
    "td",
    "th",
    "tr",
    "dd",
    "dt",
    "option",
    "tbody",
    "thead",
    "html",
    "head",
    "body",
}
_BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "center", "dd", "div", "dl", "dt", "fieldset", "figcaption",
    "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre",
    "section", "table", "tbody", "tfoot", "thead", "tr", "ul", "legend", "caption", "details", "summary",
}  # fmt: skip
_APART = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "pre", "dl"}
_HIDDEN = re.compile(
    r"(?:^|[;\s\"'])(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*all"
    r"|font-size\s*:\s*0(?:px|pt|em|%)?\s*(?:[;!\"]|$)|opacity\s*:\s*0(?:\.0+)?\s*(?:[;!\"]|$)"
    r"|max-(?:height|width)\s*:\s*0(?:px)?\s*(?:[;!\"]|$))",
    re.IGNORECASE,
)
_HIDDEN_ATTRIBUTE = re.compile(r"\shidden(?:=|\s|$)")
_INDENTED = re.compile(
    r"border(?:-left)?\s*:\s*(?:none|0)|margin\s*:\s*0(?:px)?\s+0(?:px)?\s+0(?:px)?\s+40px", re.IGNORECASE
)


_WITHIN_WORDS = frozenset({"a", "b", "em", "font", "i", "s", "span", "strong", "sub", "sup", "u", "wbr"})
"""Tags that may stand within a word."""
MOST_HIDDEN = 20_000
"""Characters that are kept of what a page hides."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it is read."""

    text: str
    """What a reader sees."""
    hidden: str
    """What he does not, a line for each stretch: a preview for lists of mails, mostly."""
    faults: tuple[str, ...]


@dataclass(slots=True)
class _Lines:
    """What was written so far."""

    done: list[str] = field(default_factory=list)
    line: list[str] = field(default_factory=list)
    level: int = 0
    empty: bool = True
    """Whether the last line is empty, or there is none."""
    hidden: list[str] = field(default_factory=list)
    """Text that a reader does not see, and ends of lines."""
    preformatted: int = 0
    """How deep in `pre`."""

    def write(self, text: str) -> None:
        if self.line and self.line[-1].endswith(" "):
            text = text.removeprefix(" ")
        if text and (self.line or text != " "):
            self.line.append(text)

    def end_line(self) -> None:
        """Begin a new line, unless nothing stands in this one."""
        text = "".join(self.line)
        text = text.rstrip(" ") if self.preformatted else text.strip(" ")
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
            self.done.append("")
            self.empty = True
        if self.done:
            self.done[-1] = self._mark("")

    def _mark(self, text: str) -> str:
        return f"{'>' * self.level} {text}".rstrip() if self.level else text


def read_page_text(untrusted_html: str) -> tuple[str, tuple[str, ...]]:
    """Return the text of a page and codes of what was wrong.

    Codes: `hidden-text` words stand in it that a reader does not see; `cut` it is longer than is read; `deep-page` it is
    nested so deep that it was read tag by tag, without a parser.
    Hidden is what `display`, `visibility`, `opacity`, a size of 0 or the attribute `hidden` hide; text in the colour of its
    ground, or out of the page, is not told from other text.
    """
    page = read_page(untrusted_html)
    return page.text, page.faults


def read_page(untrusted_html: str) -> Page:
    """Return what a reader of a page sees, and what it hides from him; see `read_page_text`."""
    markup, lines = untrusted_html[:MOST_MARKUP], _Lines()
    is_deep = _is_too_deep(markup)
    if is_deep:
        _read_pieces(_RAW_PIECE.finditer(markup), lines)
    else:
        root = LexborHTMLParser(markup).root
        _read_pieces(_PIECE.finditer((root.html if root is not None else "") or ""), lines)
    lines.end_line()
    told = {"hidden-text": bool(lines.hidden), "deep-page": is_deep, "cut": len(untrusted_html) > MOST_MARKUP}
    faults = tuple(code for code, wrong in told.items() if wrong)
    return Page(_finish("\n".join(lines.done)), _finish("".join(lines.hidden))[:MOST_HIDDEN], faults)


def _finish(text: str) -> str:
    return clean_text(html.unescape(text).replace("\xa0", " ")).strip("\n")


def _is_too_deep(markup: str) -> bool:
    """Return whether so much stands open in the page that the parser, as the standard wants it, takes quadratic time."""
    opened = Counter(tag.lower() for tag in _OPENED.findall(markup))
    closed = Counter(tag.lower() for tag in _CLOSED.findall(markup))
    left = {tag: count - closed[tag] for tag, count in opened.items() if tag not in _NEVER_DEEP}
    styled = sum(count for tag, count in left.items() if tag in _FORMATTING and count > 0)
    return styled > _MOST_OPEN_STYLES or sum(count for count in left.values() if count > 0) > _MOST_OPEN


def _read_pieces(pieces: Iterable[re.Match[str]], lines: _Lines) -> None:
    """Go through a page as the parser wrote it again: every tag closed, every attribute quoted."""
    hidden_depth = unseen_depth = 0
    quotes: list[bool] = []
    for piece in pieces:
        closing, written, attributes, text = piece.groups()
        tag = written and written.lower()
        if text is not None:
            if hidden_depth or unseen_depth:
                if not unseen_depth and text.replace("&nbsp;", " ").strip():
                    lines.hidden.append(text)
            elif lines.preformatted:
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
            if lines.hidden and (not hidden_depth or tag not in _WITHIN_WORDS):
                lines.hidden.append("\n")
            continue
        if tag == "blockquote":
            _cross_quotation(step, attributes, quotes, lines)
            continue
        if tag == "pre":
            lines.end_line()
            lines.preformatted = max(0, lines.preformatted + step)
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
