"""The practice range: starts its servers on loopback, tells the house where they are, ends without a trace."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from chaffinch.errors import ChaffinchError, UsageError
from chaffinch.ground.range_directory import RangeDirectory, check_proof
from chaffinch.lab.accounts import ACCOUNTS, Account, SessionBook
from chaffinch.lab.authority import Authority, make_authority, make_server_context, write_chain
from chaffinch.lab.loopback import LOOPBACK
from chaffinch.lab.organisation import PORTAL_HOST
from chaffinch.lab.phisher_desk import PhisherDesk
from chaffinch.lab.phishers import build_phishers
from chaffinch.lab.phishers.kit import Kit
from chaffinch.lab.postbox import Postbox
from chaffinch.lab.servers import open_servers
from chaffinch.lab.sites import build_sites

DIRECTORY_FILE = "range.json"
MAIL_FOLDER = "range-mail"
_START_SECONDS = 30.0


class RangeRunsError(UsageError):
    """Another range already runs for this home folder."""


class RangeStartError(ChaffinchError):
    """The range's servers did not come up."""


class Range:
    """A practice range; use it as a context manager. It serves from a thread of its own.

    Attributes:
        desk: what the copies have caught.
        directory: where each host is served; also in `range.json` below the home folder while the range runs.
        smtp_port: loopback port of the mail server.
        authority_pem: certificate of this start's authority, for clients that are to trust it.
        kits: the ten phishing pages by host, so that one can be closed while it is used.
    """

    def __init__(
        self,
        home: Path,
        *,
        mail_folder: Path | None = None,
        address: str = LOOPBACK,
        traps: tuple[Account, ...] = (),
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Prepare a range; `traps` are decoy accounts that open at the portal, `clock` tells the kits Unix seconds."""
        self.home = home
        self.mail_folder = mail_folder or home / MAIL_FOLDER
        self.address = address
        self.desk = PhisherDesk()
        self.kits: Mapping[str, Kit] = {}
        self.directory: RangeDirectory
        self.smtp_port = 0
        self.authority_pem = b""
        self._authority: Authority | None = None
        self._sessions = SessionBook(accounts=(*ACCOUNTS, *traps))
        self._clock = clock
        self._secret = secrets.token_hex(32)
        self._ready = threading.Event()
        self._fault: Exception | None = None
        self._loop: asyncio.AbstractEventLoop
        self._stop: asyncio.Event
        self._thread = threading.Thread(target=self._run, name="practice-range", daemon=True)

    @property
    def file(self) -> Path:
        """Where the directory of the running range stands."""
        return self.home / DIRECTORY_FILE

    def __enter__(self) -> Self:
        """Start serving.

        Raises:
            NotLoopbackError: the address is not loopback.
            RangeRunsError: another range runs for this home.
            RangeStartError: the servers did not come up.
        """
        self.home.mkdir(parents=True, exist_ok=True)
        self._refuse_second_range()
        self._thread.start()
        started = self._ready.wait(_START_SECONDS)
        if isinstance(self._fault, ChaffinchError):
            raise self._fault
        if self._fault is not None or not started:
            raise RangeStartError(
                "The practice range did not start",
                why=str(self._fault or f"nothing happened within {_START_SECONDS:.0f} s"),
                todo="see whether the home folder can be written, then start it again",
            ) from self._fault
        try:
            self.directory.write(self.file)
        except OSError:
            self._end()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop serving, and take the directory away if it is still this range's own."""
        with contextlib.suppress(ChaffinchError):
            if RangeDirectory.read(self.file).secret == self._secret:
                self.file.unlink(missing_ok=True)
        self._end()

    def write_certificate(self, host: str, path: Path, *, now: datetime) -> None:
        """Write key and certificate of a further server of the demo, of this start's authority, into one new file."""
        assert self._authority is not None  # noqa: S101 -- of a range that runs
        write_chain(self._authority, host, path, now=now)

    def announce_sign_in_log(self, path: Path) -> None:
        """Tell the house, by the directory, where the range's mail server writes who signs in."""
        self.directory = replace(self.directory, sign_in_log=str(path.absolute()))
        self.directory.write(self.file)

    def _end(self) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()

    def _refuse_second_range(self) -> None:
        if not self.file.exists():
            return
        try:
            runs = check_proof(RangeDirectory.read(self.file), seconds=1.0)
        except ChaffinchError:
            runs = False  # left behind by a range that was killed
        if runs:
            raise RangeRunsError(
                f"A practice range already runs for {self.home}",
                why=f"it answered the proof named in {self.file.name}",
                todo="use that one, or stop it first",
            )

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except Exception as fault:  # the edge of the thread; __enter__ raises it
            self._fault = fault
        finally:
            self._ready.set()

    async def _serve(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        now = datetime.now(UTC)
        authority = self._authority = make_authority(now)
        self.authority_pem = authority.pem
        sites = dict(build_sites(desk=self.desk, sessions=self._sessions))
        kits = build_phishers(desk=self.desk, portal=sites[PORTAL_HOST], clock=self._clock)
        self.kits = {kit.host: kit for kit in kits}
        sites.update(self.kits)
        async with open_servers(
            sites,
            postbox=Postbox(self.mail_folder),
            secret=self._secret,
            context=make_server_context(authority, sites, now=now),
            address=self.address,
        ) as ports:
            self.smtp_port = ports.smtp
            self.directory = RangeDirectory(
                hosts={host: {"http": ports.http, "https": ports.https} for host in sites},
                control_port=ports.control,
                secret=self._secret,
                spki_sha256=(authority.spki_sha256,),
            )
            self._ready.set()
            await self._stop.wait()
