"""Write the hashes of verify.html's style and script into its own policy, so that it runs these two and nothing else.

Run it after a change of the page: python scripts/seal_page.py. A test fails where it was forgotten.
"""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

PAGE = Path(__file__).resolve().parent.parent / "src" / "chaffinch" / "ledger" / "verify.html"


def seal_page(page: str) -> str:
    """Return the page with the hashes of its style and script in its policy (Content Security Policy, level 2)."""
    for tag in ("style", "script"):
        content = page.partition(f"<{tag}>")[2].partition(f"</{tag}>")[0]
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        page = re.sub(rf"{tag}-src '[^']*'", f"{tag}-src 'sha256-{digest}'", page, count=1)
    return page


if __name__ == "__main__":
    PAGE.write_text(seal_page(PAGE.read_text("utf-8")), "utf-8")
