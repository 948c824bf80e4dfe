"""Hand out the fact pack of a dump: what two people have released, signed with the key that was published beforehand."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction

from chaffinch.desk.factpack_facts import compose_facts
from chaffinch.desk.home import PRESS_KEY, find_home
from chaffinch.desk.models import Dump
from chaffinch.desk.services.audit import Actor, write_audit
from chaffinch.desk.services.dump_readings import require_reader
from chaffinch.desk.services.dump_releases import list_releasable
from chaffinch.desk.services.dumps import DumpError
from chaffinch.reports.catalogue import gettext_noop as N_
from chaffinch.reports.factpack.keys import make_signing_key
from chaffinch.reports.factpack.pack import make_pack


def take_factpack(number: int, *, name: str, language: str, actor: Actor, now: datetime) -> tuple[str, bytes]:
    """Return the name and the bytes of a dump's fact pack; that it was taken, and what it showed, is on record.

    Args:
        number: the dump's.
        name: by which the public knows the dump.
        language: which of the two is seen first.
        actor: who takes it; a person of this house.
        now: when.

    Raises:
        DumpError: the dump is not read to its end, or has no public name.
        ReadingRefusedError: a partner, or somebody whose log-in is closed.
        PackRefusedError: a guardrail stands against something in it.
        ChaffinchError: the archive or the ledger cannot be opened.
    """
    require_reader(actor.person_id)
    dump = Dump.objects.filter(pk=number).first()
    if dump is None or dump.state != Dump.State.READ:
        raise DumpError(
            N_("The dump is not read to its end."),
            why=N_("Its totals would change after they were published."),
        )
    if not name.strip():
        raise DumpError(N_("Give the dump a name."), why=N_("The public must know which one is meant."))
    domains = settings.CONFIGURATION.watch.domains
    key = make_signing_key(domains[0] if domains else "", find_home().read_key(PRESS_KEY))
    out = list_releasable(dump)
    pack = make_pack(compose_facts(dump, out, name=name.strip()[:120], now=now), key=key, language=language)
    with transaction.atomic():
        shown = [one.item.pk for one in out.examples]
        write_audit(
            "fact pack taken", subject=("dump", dump.pk), actor=actor, now=now,
            params={"items": shown, "totals": dict(out.totals), "size": len(pack)},
        )  # fmt: skip
    return f"facts-{dump.pk}.zip", pack
