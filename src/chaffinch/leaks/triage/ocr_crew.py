"""Several recognisers at once: threads of this process, each with a sandboxed worker of its own."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor

from chaffinch.leaks.reading.recogniser import Recogniser, WordsRead
from chaffinch.leaks.reading.tesseract import OcrEngine


class RecogniserCrew:
    """Reads as many items at a time as there are workers."""

    def __init__(self, engine: OcrEngine, *, passwords: Sequence[str], workers: int) -> None:
        """Set out; each worker starts with its first item."""
        self.workers = workers
        self._engine, self._passwords = engine, tuple(passwords)
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="ocr")
        self._own = threading.local()
        self._all: list[Recogniser] = []
        self._closing = False

    def submit(self, untrusted: bytes) -> Future[WordsRead]:
        """Have an item read."""
        return self._threads.submit(self._read, untrusted)

    def _read(self, untrusted: bytes) -> WordsRead:
        if self._closing:
            return WordsRead("", fault="crashed")
        if not hasattr(self._own, "recogniser"):
            self._own.recogniser = Recogniser(self._engine, passwords=self._passwords)
            self._all.append(self._own.recogniser)
        recogniser: Recogniser = self._own.recogniser
        return recogniser.read_words(untrusted)

    def close(self) -> None:
        """End every worker, whatever it is at: what it was reading is not told."""
        self._closing = True
        for recogniser in self._all:
            recogniser.close()
        self._threads.shutdown(wait=True, cancel_futures=True)
        for recogniser in self._all:
            recogniser.close()
