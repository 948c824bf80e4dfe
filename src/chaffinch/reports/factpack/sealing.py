"""A page that runs nothing but itself: the hashes of its style and script in its own policy."""

from __future__ import annotations

import base64
import hashlib
import re


def seal_page(page: str) -> str:
    """Return the page with the hashes of its style and script in its policy (Content Security Policy, level 2)."""
    for tag in ("style", "script"):
        content = page.partition(f"<{tag}>")[2].partition(f"</{tag}>")[0]
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        page = re.sub(rf"{tag}-src '[^']*'", f"{tag}-src 'sha256-{digest}'", page, count=1)
    return page
