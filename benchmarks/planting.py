"""Planting a whole lot: 50 accounts with 10,000 letters, 200 documents, into a real Dovecot and a folder.

    python benchmarks/planting.py [--accounts 50] [--letters 10000] [--documents 200] [--document docs/reference/planting.md]

A desk in a folder of its own, two people who approve, one worker process' planting lane; the ledger is begun. First into a
decoy mail host of our own, which makes the accounts; then with accounts that are registered with the range's Dovecot, by
IMAP, and beside it the limit: the same messages handed to the same server by IMAP APPEND and nothing else.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.documents import write_into, write_table
from tests.tripwires.mailhost.running import run_host

from chaffinch.decoys import DecoyOrder, Seed, make_decoys
from chaffinch.decoys.lists import Account
from chaffinch.desk.home import Home
from chaffinch.desk.start import bring_tables_up_to_date, start_django
from chaffinch.lab.accounts import Account as RangeAccount
from chaffinch.lab.post_office.dovecot import PostOffice

DOMAIN = "mouvement-aurore.test"
SETTINGS = """[organisation]
name = "Mouvement Aurore"
language = "fr"
time_zone = "Europe/Paris"
[watch]
domains = ["{domain}"]
[[planting.places]]
name = "post"
kind = "imap"
where = "127.0.0.1"
port = {port}
security = "none"
[[planting.places]]
name = "host"
kind = "mail-host"
where = "{host}"
[[planting.places]]
name = "share"
kind = "folder"
where = "{share}"
"""


def invent(count: int) -> list[Account]:
    """Return accounts as somebody registered them."""
    order = DecoyOrder({"trap": count}, DOMAIN, "benchmark", locales={"fr_FR": 0.7, "en_GB": 0.3})
    made = make_decoys(order, seed=Seed(b"a benchmark of planting"), at=datetime.now(UTC))
    return [Account(one.persona.name.full, one.address, one.password.reveal()) for one in made]


def measure_size(folder: Path) -> int:
    """Return the bytes of all files below a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def furnish(accounts: list[Account]) -> None:
    """Prove the domain, let two people approve, register the accounts."""
    from chaffinch.desk.models import User
    from chaffinch.desk.services.audit import Actor
    from chaffinch.desk.services.feeding import add_approver
    from chaffinch.desk.services.ledger import begin_ledger
    from chaffinch.desk.services.proofs import note_proof
    from chaffinch.desk.services.startup import prepare_desk
    from chaffinch.desk.services.traps import keep_accounts

    now = datetime.now(UTC)
    prepare_desk(now=now)
    for name in ("ines", "tomas"):
        User.objects.create(username=name)
    ines = Actor("ines", User.objects.get(username="ines").pk)
    note_proof(DOMAIN, fault="", actor=ines, now=now)
    for name in ("ines", "tomas"):
        add_approver(name, actor=ines, now=now - timedelta(days=2))
    keep_accounts(accounts, isolated=True, actor=ines, now=now)
    begin_ledger(origin="aurore.test/ledger", most=50_000, actor=ines, now=now)


def plant(arguments: argparse.Namespace, *, mailboxes: str = "post") -> dict[str, float]:
    """Propose, approve and work one planting; return the seconds of each part."""
    from chaffinch.desk.jobs.worker import Lane, Worker
    from chaffinch.desk.models import Planting, User
    from chaffinch.desk.ordering import Wish, write_order
    from chaffinch.desk.services.audit import Actor
    from chaffinch.desk.services.planting import approve_planting, propose_planting

    people = [Actor(one.username, one.pk) for one in User.objects.order_by("pk")]
    wish = Wish(
        domain=DOMAIN, accounts=arguments.accounts, letters=arguments.letters, months=14, documents=arguments.documents,
        registered=mailboxes == "post", mailboxes=mailboxes, files="share", languages={"fr": 0.7, "en": 0.3},
        lent_in_letters=2, lent_in_documents=4,
    )  # fmt: skip
    planting = propose_planting(
        write_order(wish), reason="A benchmark.", actor=people[0], now=datetime.now(UTC)
    )
    for person in people:
        approve_planting(planting.pk, reason="A benchmark.", actor=person, now=datetime.now(UTC))
    began, made = time.monotonic(), 0.0
    worker = Worker([Lane("planting")])
    import threading

    thread = threading.Thread(target=worker.run)
    thread.start()
    while planting.state in (Planting.State.PROPOSED, Planting.State.RUNNING):
        time.sleep(0.2)
        planting.refresh_from_db()
        made = made or (time.monotonic() - began if planting.items.exists() else 0.0)
    whole = time.monotonic() - began
    worker.stop()
    thread.join()
    if planting.state != Planting.State.PLANTED:
        raise SystemExit(f"It stopped: {planting.stop_code} {planting.stop_params}")
    return {"made": made, "put in place": whole - made, "whole": whole}


def measure_limit(accounts: list[Account], port: int) -> tuple[int, float]:
    """Append what stands in the first mailboxes to others of the same server; return how many messages, and seconds."""
    import imaplib

    messages: list[bytes] = []
    for account in accounts[:5]:
        with imaplib.IMAP4("127.0.0.1", port, timeout=60) as box:
            box.login(account.address, account.password)
            box.select("INBOX", readonly=True)
            _, found = box.fetch("1:*", "(BODY.PEEK[])")
            messages += [part[1] for part in found if isinstance(part, tuple)]
    with imaplib.IMAP4("127.0.0.1", port, timeout=60) as box:
        box.login(accounts[-1].address, accounts[-1].password)
        box.create("Limit")
        began = time.monotonic()
        for content in messages:
            box.append("Limit", "(\\Seen)", imaplib.Time2Internaldate(datetime.now(UTC)), content)
        return len(messages), time.monotonic() - began


def _say_seconds(seconds: dict[str, float]) -> str:
    return f"{seconds['made']:.0f}; {seconds['put in place']:.0f}; {seconds['whole']:.0f} s"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--accounts", type=int, default=50)
    parser.add_argument("--letters", type=int, default=10_000)
    parser.add_argument("--documents", type=int, default=200)
    parser.add_argument("--document", type=Path)
    arguments = parser.parse_args()
    accounts = invent(arguments.accounts)
    people = [RangeAccount(one.name, one.address, one.password, "x") for one in accounts]
    with ExitStack() as closing:
        folder = Path(closing.enter_context(tempfile.TemporaryDirectory(prefix="chaffinch-planting-")))
        post = closing.enter_context(PostOffice(accounts=people))
        own = closing.enter_context(run_host(folder, accounts=())).host.folder
        home = Home(folder / "home")
        home.create()
        home.settings_file.write_text(
            SETTINGS.format(domain=DOMAIN, port=post.port, share=folder / "share", host=own)
        )
        start_django(home)
        bring_tables_up_to_date(now=datetime.now(UTC))
        furnish(accounts)
        to_host = plant(arguments, mailboxes="host")
        sizes = [measure_size(one) / 1e6 for one in (own / "mail", folder / "share", home.folder)]
        on_host = sum(1 for _ in (own / "mail").rglob("cur/*"))
        by_imap = plant(arguments)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        appended, alone = measure_limit(accounts, post.port)
        copies = sum(1 for _ in (post.log_file.parent / "mail").rglob("cur/*")) - appended
        from chaffinch.desk.models import LedgerEntry, PlantedItem

        items, entries = PlantedItem.objects.count() // 2, LedgerEntry.objects.count() // 2
    rows = [
        ("items (accounts, letters, documents); entered into the ledger", f"{items:,}; {entries:,}"),
        ("**own mail host**: messages in mailboxes", f"{on_host:,}"),
        ("made and kept; put in their places; whole", _say_seconds(to_host)),
        ("on disk: mailboxes, folder, the desk's own", "; ".join(f"{size:,.0f} MB" for size in sizes)),
        ("**by IMAP**: messages in mailboxes", f"{copies:,}"),
        ("made and kept; put in their places; whole", _say_seconds(by_imap)),
        ("messages a second; bare IMAP APPEND of such messages to the same server; ratio",
         f"{copies / by_imap['put in place']:.0f}; {appended / alone:.0f}; "
         f"{copies / by_imap['put in place'] / (appended / alone):.2f}"),
        ("peak memory of desk and worker", f"{peak:,.0f} MB"),
    ]  # fmt: skip
    table = write_table(("what", "figure"), rows)
    print(table)
    if arguments.document:
        write_into(arguments.document, "figures", table)


if __name__ == "__main__":
    main()
