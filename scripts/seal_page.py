"""Write the hashes of verify.html's style and script into its own policy, so that it runs these two and nothing else.

Run it after a change of the page: python scripts/seal_page.py. A test fails where it was forgotten.
"""

from __future__ import annotations

from pathlib import Path

from chaffinch.reports.factpack.sealing import seal_page

__all__ = ["PAGE", "seal_page"]
PAGE = Path(__file__).resolve().parent.parent / "src" / "chaffinch" / "ledger" / "verify.html"


if __name__ == "__main__":
    PAGE.write_text(seal_page(PAGE.read_text("utf-8")), "utf-8")
