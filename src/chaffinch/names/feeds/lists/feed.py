"""A list as a feed: a file, standard input or an address."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path
from stat import S_ISREG

from chaffinch.ground.web import Fetcher
from chaffinch.names.feeds.feed import Checkpoint, Chunk, FeedFault
from chaffinch.names.feeds.lists.detect import find_format
from chaffinch.names.feeds.lists.document import (
    DocumentError,
    DocumentFormat,
    deliver_document,
    fingerprint_document,
    read_document,
)
from chaffinch.names.feeds.lists.errors import ListFormatError, ListSourceError, ListStoreError
from chaffinch.names.feeds.lists.events import MANIFEST, Folder, Shelf, Site, read_feed
from chaffinch.names.feeds.lists.fetched import fetch_list, name_list
from chaffinch.names.feeds.lists.formats import DOCUMENT_FORMATS, FEED, FORMATS, TEXT_FORMATS
from chaffinch.names.feeds.lists.going_on import begin_anew, go_on, is_beginning_same
from chaffinch.names.feeds.lists.opening import OnRead, Opened, fingerprint, is_same, open_list
from chaffinch.names.feeds.lists.piece import TextFormat, Wish
from chaffinch.names.feeds.lists.place import Place
from chaffinch.names.feeds.lists.reading import Stop, TextReading
from chaffinch.names.feeds.lists.seen import SeenSieve
from chaffinch.names.feeds.lists.sieve import OpenSieve, Sieve
from chaffinch.names.feeds.lists.table import guess_delimiter
from chaffinch.names.feeds.lists.text import LineCutter


class ListFeed:
    """Read a list of names.

    Args:
        source: a path, "-" for standard input, or an http(s) address.
        format: one of `FORMATS`; told by the list's first 64 KB where it is not named.
        column: of a table: its name, or its number from 1.
        origin: of a zone file: what relative names are relative to before its first $ORIGIN.
        fetcher: for an address, within its `with`.
        folder: for an address or `new_only`: where the fetched list and the memory are kept.
        new_only: hand on only names that the last reading which reached the end did not have.
        key: for `new_only`: the installation's, 16 to 64 bytes.
        limit_bytes: of what is fetched.
        on_read: is told of the bytes read of a file, as they lie on the disk, since it was told last.

    Raises:
        ListFormatError: there is no such format.
        ListSourceError: something that the source needs was not given.
    """

    def __init__(
        self,
        source: str | Path,
        *,
        format: str | None = None,
        column: str | int | None = None,
        origin: str | None = None,
        fetcher: Fetcher | None = None,
        folder: Path | None = None,
        new_only: bool = False,
        key: bytes | None = None,
        limit_bytes: int = 8_000_000_000,
        on_read: OnRead | None = None,
    ) -> None:
        self.source = str(source)
        self._format = format
        self._wish = Wish(column=column, origin=origin)
        self._fetcher = fetcher
        self._folder = folder
        self._new_only = new_only
        self._key = key
        self._limit_bytes = limit_bytes
        self._on_read = on_read
        self._asked = "|".join(str(one) for one in (format, column, origin) if one is not None)
        self._shelf = self._find_shelf()
        self._check()

    @property
    def is_address(self) -> bool:
        """Whether the list is fetched."""
        return self.source.lower().startswith(("http://", "https://"))

    def read(self, checkpoint: Checkpoint | None, *, stop: Stop) -> Iterator[Chunk]:
        """Yield what the list holds beyond the checkpoint; see `Feed` and docs/reference/sources.md.

        A list that grew is read from where it ended, one whose beginning changed from its start; with `new_only` any
        list that changed is read from its start. Standard input is always read from its start.

        Args:
            checkpoint: of the last chunk that was stored.
            stop: asked between chunks and pieces.

        Raises:
            ListCheckpointError: the checkpoint is not one of a list.
            ListFormatError: the list is not of the format named, or of none that is known.
            ListStoreError: the folder cannot be written.
            StreamError: there is no such file.
        """
        place = Place.read(checkpoint)
        if self._shelf is None and place.asked != self._asked:
            place = Place(asked=self._asked, reading=place.reading + place.ended, memory=place.memory)
        try:
            if self._folder is not None:
                self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if self._shelf is not None:
                yield from read_feed(self._shelf, place, stop=stop)
            elif self.is_address:
                yield from self._read_address(place, stop=stop)
            else:
                yield from self._read_file(self.source, place, stop=stop)
        except OSError as fault:
            raise ListStoreError(
                "What belongs to a list cannot be kept",
                why=str(fault),
                todo="Check the folder's rights and the room on its disk.",
            ) from fault

    def _read_address(self, place: Place, *, stop: Stop) -> Iterator[Chunk]:
        assert self._fetcher is not None and self._folder is not None  # noqa: S101 - checked when made
        fetched = fetch_list(
            self.source,
            place,
            fetcher=self._fetcher,
            folder=self._folder,
            limit_bytes=self._limit_bytes,
            stop=stop,
        )
        if fetched is None:
            return
        if fetched.fault is not None:
            yield _say(place, fetched.fault)
        elif fetched.is_same:
            yield self._say_again(place)
        else:
            yield from self._read_file(str(fetched.path), fetched.place, stop=stop)

    def _check(self) -> None:
        if self._format is not None and self._format not in FORMATS:
            raise ListFormatError(
                f"There is no format {self._format!r}", why="", todo="Take one of " + ", ".join(FORMATS) + "."
            )
        if self.is_address and (self._fetcher is None or (self._folder is None and self._shelf is None)):
            raise ListSourceError(
                "A list at an address needs a way to fetch it and a folder to keep it in",
                why=self.source[:200],
            )
        if self._new_only and (self._folder is None or self._key is None or not 16 <= len(self._key) <= 64):
            raise ListSourceError(
                "The difference to the last reading needs a folder and a key",
                why="Names are remembered as keyed hashes.",
                todo="Give the installation's key, 16 to 64 bytes.",
            )

    def _find_shelf(self) -> Shelf | None:
        """Return where the documents of a MISP feed stand; None for any other list."""
        base = self.source.removesuffix(MANIFEST)
        if self._format not in (None, FEED):
            return None
        if self.is_address:
            is_feed = self._format == FEED or base.endswith("/")
            return Site(base.rstrip("/") + "/", self._fetcher) if is_feed and self._fetcher else None
        folder = Path(base or ".")
        if self._format == FEED or (self.source != "-" and folder.is_dir()):
            if not (folder / MANIFEST).is_file():
                raise ListSourceError(f"{folder} holds no MISP feed", why=f"There is no {MANIFEST} in it.")
            return Folder(folder)
        return None

    def _read_file(self, path: str, place: Place, *, stop: Stop) -> Iterator[Chunk]:
        stamp = _stamp(path)
        if stamp and stamp == place.stamp and (place.ended or place.trouble):
            yield self._say_again(place)
            return
        place = replace(place, stamp=stamp, trouble="")
        with ExitStack() as files:
            opened = files.enter_context(open_list(path, on_read=self._on_read))
            form = self._choose_format(opened.head, place, path=path)
            if isinstance(form, DocumentFormat):
                yield from self._read_document(opened, form, place, stop=stop)
            else:
                yield from self._read_text(opened, form, place, path=path, files=files, stop=stop)

    def _choose_format(self, head: bytes, place: Place, *, path: str) -> TextFormat | DocumentFormat:
        name = self._format or (place.format if is_same(head, place.head) else "") or self._tell(head)
        form = TEXT_FORMATS.get(name) or DOCUMENT_FORMATS.get(name)
        if form is None:
            raise ListFormatError("A folder or an address is needed for a feed", why=path[:200])
        return form

    def _tell(self, head: bytes) -> str:
        """Return the format; where a column is named, it is a table."""
        if self._wish.column is None:
            return find_format(head)
        return "tsv" if guess_delimiter(head) == b"\t" else "csv"

    def _read_text(
        self, opened: Opened, form: TextFormat, place: Place, *, path: str, files: ExitStack, stop: Stop
    ) -> Iterator[Chunk]:
        begun = form.begin(opened.head, self._wish)
        goes_on = (
            bool(place.stamp)  # a pipe cannot be opened twice
            and place.format == form.name
            and place.state.keys() == begun.keys()
            and not (self._new_only and place.ended)
            and is_beginning_same(place, opened.head)
        )
        found = go_on(path, place, files=files, on_read=self._on_read) if goes_on else None
        if found is None:
            place = begin_anew(place, format=form.name, state=begun, head=fingerprint(opened.head))
            found = place, LineCutter(opened.blocks)
        place, cutter = found
        with closing(self._open_sieve(place)) as sieve:
            yield from TextReading(cutter, form, place, sieve=sieve, source=self.source).run(stop=stop)

    def _read_document(
        self, opened: Opened, form: DocumentFormat, place: Place, *, stop: Stop
    ) -> Iterator[Chunk]:
        try:
            content = read_document(opened.blocks, source=self.source)
        except DocumentError as error:
            yield _say(replace(place, trouble=error.fault.code), error.fault)
            return
        head = fingerprint_document(content)
        if place.head != head or place.format != form.name:
            place = begin_anew(place, format=form.name, state={}, head=head)
        with closing(self._open_sieve(place)) as sieve:
            yield from deliver_document(content, form, place, sieve=sieve, source=self.source, stop=stop)

    def _say_again(self, place: Place) -> Chunk:
        """Return a chunk for a list that did not change: what stood in its way still does."""
        return _say(place, *([FeedFault(place.trouble, self.source)] if place.trouble else []))

    def _open_sieve(self, place: Place) -> Sieve:
        if not self._new_only or self._folder is None or self._key is None:
            return OpenSieve()
        return SeenSieve(self._folder / name_list(self.source), key=self._key, place=place)


def _stamp(path: str) -> str:
    """Return what changes whenever a file is written; empty for what is no file."""
    try:
        state = Path(path).stat()
    except (OSError, ValueError):
        return ""
    return f"{state.st_size}:{state.st_mtime_ns}:{state.st_ino}" if S_ISREG(state.st_mode) else ""


def _say(place: Place, *faults: FeedFault) -> Chunk:
    """Return a chunk that says only that the list was looked at, and what was wrong with it."""
    return Chunk(
        names=(),
        checkpoint=place.write(),
        entries=0,
        position=place.line,
        waiting=0 if place.ended else None,
        faults=faults,
    )
