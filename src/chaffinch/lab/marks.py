"""The mark LAB: on the screen, in the source and in the headers of everything that the range serves."""

from __future__ import annotations

import re

HEADERS = (("X-Chaffinch-Lab", "LAB"),)
SOURCE_MARK = "<!-- LAB: page of Chaffinch's practice range; everything on it is invented -->"
SCREEN_MARK = "LAB — terrain d’entraînement"

_RIBBON = f"""<div role="note" style="all:initial;position:fixed;z-index:2147483647;right:0;bottom:0;padding:3px 9px;\
border-radius:6px 0 0 0;background:#111;opacity:.72;color:#fff;font:600 11px/1.4 Arial,sans-serif;\
letter-spacing:.02em;pointer-events:none">{SCREEN_MARK}</div>
"""
_BODY_END = re.compile(r"</body>\s*</html>\s*\Z", re.IGNORECASE)


def mark_page(page: str) -> str:
    """Return the page with the mark in its source and on its screen.

    Raises:
        ValueError: the page has no single place for the marks, which is a fault of its template.
    """
    doctype, found, rest = page.partition("<!doctype html>")
    if not found or doctype.strip() or not _BODY_END.search(rest):
        raise ValueError("a page of the range begins with <!doctype html> and ends with </body></html>")
    return f"{found}\n{SOURCE_MARK}" + _BODY_END.sub(lambda end: _RIBBON + end[0], rest)
