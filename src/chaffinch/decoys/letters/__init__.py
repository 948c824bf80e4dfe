"""Letters between people who do not exist: months of dull correspondence for the mailboxes of traps."""

from __future__ import annotations

from chaffinch.decoys.letters.boxes import write_maildir, write_mbox
from chaffinch.decoys.letters.corpus import Corpus, LetterOrder, PlacedTrap, list_threads, write_letters
from chaffinch.decoys.letters.delivery import Delivered, deliver_letters
from chaffinch.decoys.letters.letter import Attachment, Letter
from chaffinch.decoys.letters.likeness import LikenessIndex
from chaffinch.decoys.letters.marks import MarkReader, Match, Planted, find_marks
from chaffinch.decoys.letters.wording import Code
from chaffinch.decoys.letters.writer import Brief, GrammarWriter, Writer, Written, check_written

__all__ = [
    "Attachment",
    "Brief",
    "Code",
    "Corpus",
    "Delivered",
    "GrammarWriter",
    "Letter",
    "LetterOrder",
    "LikenessIndex",
    "MarkReader",
    "Match",
    "PlacedTrap",
    "Planted",
    "Writer",
    "Written",
    "check_written",
    "deliver_letters",
    "find_marks",
    "list_threads",
    "write_letters",
    "write_maildir",
    "write_mbox",
]
