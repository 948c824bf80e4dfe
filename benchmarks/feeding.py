"""Feeding: from the kill switch to silence beside simply ending the worker, the ten pages, and decoys an hour.

    python benchmarks/feeding.py [--throws 20] [--rounds 1] [--document docs/reference/feeding-figures.md]

Silence: a page on loopback whose script sends something every 15 ms is filled in by a real browser in a worker process of
its own; at a random moment the switch is thrown, and what still reaches the server is timed. The page begins to send when
it is open. Pages: one decoy of a persona of its own to each of the range's ten, at that persona's own pace.
"""

from __future__ import annotations

import argparse
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.documents import write_into, write_table
from tests.feeding.factory import NOW, make_draft, make_facts
from tests.pages.loopback_site import LoopbackSite, Visitor

from chaffinch.decoys.habits import draw_habits
from chaffinch.feeding.clearance import Clearance, seal_clearance
from chaffinch.feeding.limits import PRODUCT
from chaffinch.feeding.pace import draw_arrivals
from chaffinch.feeding.submit import NotFedError, Secrets, Submission, Submitter
from chaffinch.feeding.terms import Terms, read_terms
from chaffinch.feeding.visitor import make_rhythm, make_visitor
from chaffinch.ground.egress import Egress
from chaffinch.ground.range_directory import RangeDirectory
from chaffinch.lab import phishers
from chaffinch.lab.range import Range
from chaffinch.pages.browser import Browser

HOST, KEY = "copie.test", b"k" * 32
ADDRESS = "lise.moreau@mouvement-aurore.test"
SECRETS = Secrets(ADDRESS, "Brume-du-port7", "493018")
PAGE = """<h1>Portail</h1><form method=post action=/taken><input type=email name=a><input type=password name=p>
<button>OK</button></form><script>setInterval(()=>fetch('/beat',{method:'POST',body:document.forms[0].a.value}),15)</script>"""
SILENCE_SECONDS, OPEN_SECONDS = 2.5, 60.0


def submit(submitter: Submitter, terms: Terms, *, host: str, rng: random.Random) -> Submission:
    """Send one decoy as a persona of its own."""
    leave = Clearance(
        7, "d-1", "order-1", terms.url, terms.hosts, (), terms.certificates, terms.kinds, NOW.at
    )
    leave = replace(leave, seal=seal_clearance(leave, key=KEY))
    facts = make_facts(practice=True, host=host)
    draft, habits = make_draft(domain="mouvement-aurore.test"), draw_habits(rng, age=rng.randint(22, 64))
    return submitter.submit(
        leave, SECRETS, profile=make_visitor(habits, locale="fr_FR"), rhythm=make_rhythm(habits, rng=rng),
        look_up=lambda: (facts, draft, NOW), spend=lambda: None,
    )  # fmt: skip


def work(folder: Path) -> None:
    """Be the worker: feed the page again and again while the switch, a file, is not thrown."""
    switch, directory = folder / "feeding.stopped", RangeDirectory.read(folder / "range.json")
    terms = Terms(f"http://{HOST}/form", (HOST,), (), (), ("email", "password"))
    rng = random.Random()
    with Submitter(egress=Egress(), key=KEY, is_killed=switch.exists, range_directory=directory) as submitter:
        while True:
            try:
                submit(submitter, terms, host=HOST, rng=rng)
            except NotFedError:
                time.sleep(0.05)


@dataclass
class Phisher:
    """The page that sends something all the time, and when it last did."""

    beats: list[float] = field(default_factory=list)

    def take(self, visitor: Visitor) -> None:
        self.beats.append(time.monotonic())
        visitor.rfile.read(int(visitor.headers.get("Content-Length", 0)))
        visitor.say("")


@dataclass
class Worker:
    """A worker process; one that was ended is started again."""

    folder: Path
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        if self.process is None or self.process.poll() is not None:
            command = [sys.executable, __file__, "--work", str(self.folder)]
            self.process = subprocess.Popen(command, start_new_session=True)

    def end(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()


def measure_silence(
    phisher: Phisher, worker: Worker, throw: Callable[[], None], *, throws: int, rng: random.Random
) -> list[float]:
    """Return seconds from each throw to the last byte that arrived."""
    switch, found = worker.folder / "feeding.stopped", []
    for _ in range(throws):
        switch.unlink(missing_ok=True)
        worker.start()
        wait_for_beats(phisher)
        time.sleep(rng.uniform(0.0, 8.0))
        wait_for_beats(phisher)
        begun = time.monotonic()
        throw()
        time.sleep(SILENCE_SECONDS)
        found.append(max(0.0, phisher.beats[-1] - begun))
    return found


def wait_for_beats(phisher: Phisher) -> None:
    """Wait until the page is open."""
    known, until = len(phisher.beats), time.monotonic() + OPEN_SECONDS
    while len(phisher.beats) < known + 5:
        if time.monotonic() > until:
            raise TimeoutError("the browser does not open the page")
        time.sleep(0.02)


@contextmanager
def serve_phisher(folder: Path) -> Iterator[Phisher]:
    """Serve the page, and tell the worker where."""
    phisher = Phisher()
    with LoopbackSite(folder, hosts=(HOST,)) as site:
        site.page("/form", PAGE)
        site.routes["/beat"] = site.routes["/taken"] = phisher.take
        site.directory.write(folder / "range.json")
        yield phisher


def describe_silence(throws: int) -> str:
    """Return the three ways of stopping side by side."""
    rng, rows, medians = random.Random(), list[list[str]](), list[float]()
    with tempfile.TemporaryDirectory() as name, serve_phisher(Path(name)) as phisher:
        folder, worker = Path(name), Worker(Path(name))
        ways: dict[str, Callable[[], None]] = {
            "the file alone": (folder / "feeding.stopped").touch,
            "`chaffinch stop`": lambda: run_stop(folder),
            "peer: kill -9 of the worker": worker.end,
        }
        try:
            for way, throw in ways.items():
                found = sorted(measure_silence(phisher, worker, throw, throws=throws, rng=rng))
                medians.append(statistics.median(found))
                high = found[min(len(found) - 1, round(0.95 * (len(found) - 1)))]
                rows.append([way, *(f"{value:.3f}" for value in (medians[-1], high, found[-1]))])
        finally:
            worker.end()
    peer = max(medians[-1], 0.001)
    return (
        f"From the throw to the last byte that reaches the phisher, {throws} throws each, in seconds:\n\n"
        + write_table(["way", "median", "95 %", "most"], rows)
        + "\n\nRatio to the peer, of the medians, the peer's taken for a millisecond at least: "
        f"file {medians[0] / peer:.0f}, command {medians[1] / peer:.0f}."
    )


def run_stop(folder: Path) -> None:
    """Throw the switch as a person does; the interpreter's own start counts."""
    command = [sys.executable, "-m", "chaffinch", "stop", "--home", str(folder)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def describe_pages(rounds: int) -> str:
    """Feed each of the ten pages at a person's pace; return what became of it and how long it took."""
    rng, rows, seconds, taken = random.Random(57), list[list[str]](), list[float](), 0
    with tempfile.TemporaryDirectory() as name, Range(Path(name)) as practice:
        with Browser(egress=Egress(), range_directory=practice.directory, tabs=2) as browser:
            seen = {
                host: read_terms(
                    browser.capture(phishers.write_lure_url(host, "ines.kerbrat@mouvement-aurore.test"))
                )
                for host in phishers.KIT_HOSTS
            }
        with Submitter(
            egress=Egress(), key=KEY, is_killed=lambda: False, range_directory=practice.directory
        ) as submitter:
            for host, terms in seen.items():
                before = len(practice.desk.catches)
                done = [submit(submitter, terms, host=host, rng=rng) for _ in range(rounds)]
                arrived = len(practice.desk.catches) - before
                taken += arrived
                seconds += [one.seconds for one in done]
                answers = ", ".join(one.answer.outcome for one in done)
                mean = statistics.mean(one.seconds for one in done)
                rows.append([f"`{host}`", answers, f"{arrived} of {rounds}", f"{mean:.1f}"])
    mean = statistics.mean(seconds)
    return (
        write_table(["page", "answers", "arrived", "seconds each"], rows, words=2)
        + f"\n\n{taken} of {rounds * len(seen)} arrived; {mean:.1f} s each on average. One browser could send "
        f"{3_600 / mean:.0f} an hour; the limit is {PRODUCT.an_hour} an hour to one page, "
        f"{PRODUCT.an_hour * PRODUCT.targets} to {PRODUCT.targets} pages."
    )


def describe_pace() -> str:
    """Return how many decoys the limits and the pace let through."""
    begun, zone = datetime(2027, 3, 1, 8, tzinfo=UTC), ZoneInfo("Europe/Paris")
    rows: list[list[str]] = []
    for count, hours in ((57, 12), (57, 6), (200, 12)):
        runs = [
            draw_arrivals(
                count, begun=begun, hours=hours, zone=zone, limits=PRODUCT, rng=random.Random(seed)
            ).times
            for seed in range(50)
        ]
        busiest = max(most_an_hour(times) for times in runs)
        first = statistics.mean(sum(at < begun + timedelta(hours=1) for at in times) for times in runs)
        fit = statistics.mean(map(len, runs))
        rows.append([f"{count} decoys in {hours} h", f"{fit:.1f}", f"{busiest}", f"{first:.1f}"])
    return "Fifty draws of each, from nine in the morning of a Monday:\n\n" + write_table(
        ["run", "fit", "busiest hour", "first hour"], rows
    )


def most_an_hour(times: tuple[datetime, ...]) -> int:
    """Return the most arrivals within any hour."""
    return max((sum(at <= one < at + timedelta(hours=1) for one in times) for at in times), default=0)


def main() -> None:
    """Measure and print, or write into the documentation."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--throws", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--document", type=Path, help="put the tables between the marks of this page")
    parser.add_argument("--work", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.work:
        work(given.work)
    parts: dict[str, Callable[[], str]] = {
        "pages": lambda: describe_pages(given.rounds),
        "pace": describe_pace,
        "silence": lambda: describe_silence(given.throws),
    }
    for mark, describe in parts.items():
        text = describe()
        if given.document:
            write_into(given.document, mark, text)
        print(f"\n{text}", flush=True)


if __name__ == "__main__":
    main()
