"""The program inside the sandbox that fills in forms: takes orders as the capturing one does, and does another trade."""

from __future__ import annotations

import sys

from chaffinch.feeding.inside.fill import fill_page
from chaffinch.feeding.order import FillOrder
from chaffinch.pages.inside.worker import Trade, main

FILLING = Trade(FillOrder.from_json, fill_page)

if __name__ == "__main__":
    main(sys.argv[1:], trade=FILLING)
