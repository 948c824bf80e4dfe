"""Lists of names: from files, standard input and addresses, in the forms that they come in."""

from chaffinch.names.feeds.lists.detect import find_format
from chaffinch.names.feeds.lists.errors import (
    ListCheckpointError,
    ListFormatError,
    ListSourceError,
    ListStoreError,
)
from chaffinch.names.feeds.lists.feed import ListFeed
from chaffinch.names.feeds.lists.formats import FORMATS

__all__ = [
    "FORMATS",
    "ListCheckpointError",
    "ListFeed",
    "ListFormatError",
    "ListSourceError",
    "ListStoreError",
    "find_format",
]
