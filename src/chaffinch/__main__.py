"""Start the command line: `python -m chaffinch`."""

from __future__ import annotations

from chaffinch.cli import main

if __name__ == "__main__":
    main()
