"""What a page's HTML must keep to: nothing inline, every id once, one main heading."""

from __future__ import annotations

from collections import Counter
from html.parser import HTMLParser


class MarkupCheck(HTMLParser):
    """Collect faults while a page is read.

    Attributes:
        faults: what is wrong, in words.
        headings: how many h1 there are.
        text: everything that is shown.
    """

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []
        self.headings = 0
        self.language = ""
        self.ids: Counter[str] = Counter()
        self.links: list[str] = []
        self.text = ""
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at one element."""
        values = {name: value or "" for name, value in attrs}
        self._open.append(tag)
        self.headings += tag == "h1"
        if tag == "html":
            self.language = values.get("lang", "")
        if "id" in values:
            self.ids[values["id"]] += 1
        if tag == "a":
            self.links.append(values.get("href", ""))
        if tag == "style" or "style" in values:
            self.faults.append(f"inline style at <{tag}>")
        if tag == "script" and "src" not in values:
            self.faults.append("inline script")
        self.faults += [
            f"handler {name} at <{tag}>"
            for name in values
            if name.startswith("on") or name.startswith("hx-on")
        ]
        self.faults += [
            f"javascript: at <{tag}>"
            for value in values.values()
            if value.strip().lower().startswith("javascript:")
        ]
        self.faults += [
            f"another host: {values[name]}"
            for name in ("src", "action", "href")
            if values.get(name, "").startswith(("http:", "https:", "//"))
        ]

    def handle_data(self, data: str) -> None:
        """Keep what is shown."""
        if self._open and self._open[-1] == "script" and data.strip():
            self.faults.append("inline script")
        self.text += data


def check_markup(page: str) -> MarkupCheck:
    """Read a page and return what was found."""
    check = MarkupCheck()
    check.feed(page)
    check.close()
    check.faults += [f"id {name} stands {count} times" for name, count in check.ids.items() if count > 1]
    if check.headings != 1:
        check.faults.append(f"{check.headings} main headings")
    return check
