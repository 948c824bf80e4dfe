"""The formats by their names."""

from __future__ import annotations

from chaffinch.names.feeds.lists.document import DocumentFormat
from chaffinch.names.feeds.lists.misp import MISP, WARNINGLIST
from chaffinch.names.feeds.lists.piece import TextFormat
from chaffinch.names.feeds.lists.plain import PLAIN
from chaffinch.names.feeds.lists.rpz import RPZ
from chaffinch.names.feeds.lists.rules import ADBLOCK, DNSMASQ, HOSTS, UNBOUND
from chaffinch.names.feeds.lists.stix import STIX
from chaffinch.names.feeds.lists.table import CSV, TSV
from chaffinch.names.feeds.lists.zone import ZONE

FEED = "misp-feed"
"""A folder or an address with a manifest.json: many documents."""
TEXT_FORMATS: dict[str, TextFormat] = {
    form.name: form for form in (PLAIN, CSV, TSV, ZONE, RPZ, HOSTS, ADBLOCK, DNSMASQ, UNBOUND)
}
DOCUMENT_FORMATS: dict[str, DocumentFormat] = {form.name: form for form in (MISP, WARNINGLIST, STIX)}
FORMATS = (*TEXT_FORMATS, *DOCUMENT_FORMATS, FEED)
"""What `ListFeed` and `--format` take."""
