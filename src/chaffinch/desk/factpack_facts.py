"""From what a dump's readers have released to the facts of a pack. Reads only; everything is looked at anew."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from django.conf import settings
from django.db.models import Count

from chaffinch.desk.custody_dating import read_stamp
from chaffinch.desk.disclosing import list_in_use
from chaffinch.desk.models import Disclosure, Dump, Ledger, PicturePass
from chaffinch.desk.reference import Ours, open_ours, read_standing
from chaffinch.desk.services.dump_releases import Example as Released
from chaffinch.desk.services.dump_releases import Releasable
from chaffinch.desk.services.ledger import require_ledger
from chaffinch.errors import ChaffinchError
from chaffinch.leaks.finding import VERDICTS, Confidence, Verdict
from chaffinch.ledger.disclosure import disclose
from chaffinch.reports.factpack.examples import make_example
from chaffinch.reports.factpack.facts import (
    DumpFacts,
    Example,
    Figures,
    LedgerFacts,
    PackFacts,
    Proof,
    Standout,
    name_engine,
)
from chaffinch.reports.factpack.redaction import Redactor


def compose_facts(dump: Dump, out: Releasable, *, name: str, now: datetime) -> PackFacts:
    """Return everything that a pack says of a dump.

    Args:
        dump: read to its end.
        out: what may leave the desk.
        name: by which the public knows the dump.
        now: when the pack is made.

    Raises:
        ChaffinchError: the archive or the ledger cannot be opened.
    """
    organisation = settings.CONFIGURATION.organisation
    standing = read_standing(dump.order)
    proofs = [_prove(one) for one in out.examples if one.item.verdict == "decoy"]
    return PackFacts(
        organisation=organisation.name,
        contact=organisation.contact,
        state="released",
        made_at=now.replace(microsecond=0),
        dump=DumpFacts(
            name,
            dump.sha256,
            dump.manifest_sha256,
            dump.total_size,
            dump.listed_at or now,
            stamp=read_stamp(dump),
        ),
        figures=count_figures(out),
        ocr=_name_ocr(dump),
        examples=tuple(_show(one) for one in out.examples),
        ledger=_describe_ledger() if proofs else None,
        proofs=tuple(proofs),
        anomalies=tuple(
            Standout(str(one["code"]), int(one["count"]), dict(one["params"])) for one in dump.anomalies
        ),
        covered=(standing.complete, len(standing.mailboxes)),
    )


def _name_ocr(dump: Dump) -> str:
    """Return what read the words in pictures, with its version; nothing where that pass did not come to its end."""
    done = PicturePass.objects.filter(dump=dump, state=PicturePass.State.READ).first()
    return name_engine(done.terms) if done else ""


def count_figures(out: Releasable) -> Figures:
    """Return the totals: of verdicts that accuse somebody only those items to which two people agree."""
    counted = out.counted.order_by()
    sure: dict[str, dict[str, int]] = {verdict: {} for verdict in VERDICTS}
    for verdict, confidence, count in counted.values_list("verdict", "confidence").annotate(Count("pk")):
        sure[verdict][confidence] = count
    return Figures(
        sure=cast("dict[Verdict, dict[Confidence, int]]", sure),
        kinds=dict(counted.values_list("kind").annotate(Count("pk"))),
        unread=counted.exclude(fault="").count(),
        duplicates=counted.exclude(duplicate_of=None).count(),
        waiting=out.unread,
    )


def _show(released: Released) -> Example:
    details, item = released.details, released.item
    people = (details.sender_name, details.sender, *details.to, *details.cc, *released.redactions)
    return make_example(
        details.finding,
        ours=_find_ours(released).text,
        theirs=details.text,
        redactor=Redactor(people=frozenset(one for one in people if one.strip())),
        released_by=released.released_by,
        entry=item.match if item.verdict == "decoy" else "",
    )


def _find_ours(released: Released) -> Ours:
    """Return our own copy; where there is none, of an invented item, no text."""
    try:
        return open_ours(released.item)
    except ChaffinchError:
        if released.item.verdict == "altered":
            raise
        return Ours("", released.item.dump.started_at, "")


def _prove(released: Released) -> Proof:
    entry = released.item.match
    return Proof(entry, disclose(require_ledger(), entry), released.released_by, _list_left(entry))


def _list_left(entry: str) -> tuple[str, ...]:
    """Return what stands against showing a decoy, but what two people have agreed to burn."""
    burnt = Disclosure.objects.filter(entry=entry, state=Disclosure.State.AGREED, burnt=True).exists()
    return () if burnt else list_in_use(entry)


def _describe_ledger() -> LedgerFacts | None:
    row = Ledger.objects.first()
    return LedgerFacts(row.origin, row.key, row.most) if row else None
