"""Make a whole lot: who holds the accounts, what stands in the documents, what they wrote to one another."""

from __future__ import annotations

import mimetypes
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from chaffinch.decoys.chance import Seed, Weighted
from chaffinch.decoys.decoy import Secret
from chaffinch.decoys.documents.making import Format
from chaffinch.decoys.errors import OrderError
from chaffinch.decoys.letters import Attachment, Corpus, LetterOrder, PlacedTrap, write_letters
from chaffinch.decoys.lists import Account
from chaffinch.decoys.names import Name, NameSource
from chaffinch.decoys.persona import Persona, draw_persona
from chaffinch.decoys.planting.order import PlantingOrder
from chaffinch.decoys.planting.papers import Paper, PaperOrder, make_papers

_LOCALES = {"fr": "fr_FR", "en": "en_GB"}
_SPREAD = 0.25
_DAYS_A_MONTH = 30.4


@dataclass(frozen=True, slots=True)
class Lot:
    """Everything of one planting, in a form that places take."""

    holders: tuple[tuple[Persona, Account], ...]
    corpus: Corpus
    loose: tuple[Paper, ...]
    """Documents for the folder."""
    attached: tuple[Paper, ...]
    """Documents that go with letters; fewer than ordered where few letters are fit for one."""
    lent: Mapping[str, str] = field(default_factory=dict)
    """Id of a letter or document → address of the account whose log-in stands in it."""


def make_lot(
    order: PlantingOrder,
    accounts: Sequence[Account],
    *,
    batch: str,
    seed: Seed,
    at: datetime,
    zone: str,
    templates: Mapping[tuple[str, Format], bytes] | None = None,
) -> Lot:
    """Make everything that an order wants; the same order, accounts, batch, seed and time make the same.

    Args:
        order: what is wanted.
        accounts: whose mailboxes they are, as many as ordered; the first ones are lent.
        batch: names the planting.
        seed: the installation's.
        at: aware; when it is planted: the last letters are of the day before.
        zone: IANA name of the organisation's time zone.
        templates: the organisation's own, by kind and format.

    Raises:
        OrderError: there are fewer accounts than ordered.
        LetterOrderError, and what make_documents raises.
    """
    if len(accounts) != order.accounts:
        raise OrderError(f"{len(accounts)} accounts are there, {order.accounts} are ordered.")
    holders = draw_holders(accounts, order.languages, batch=batch, seed=seed, year=at.year)
    in_letters = accounts[: order.lent_in_letters]
    in_papers = accounts[order.lent_in_letters : order.lent_in_letters + order.lent_in_documents]
    names = _name_people(holders, order.languages, batch=batch, seed=seed, year=at.year)

    def draw_papers(count: int, which: str, logins: Sequence[Account]) -> tuple[Paper, ...]:
        if not count:
            return ()
        wanted = PaperOrder(
            count=count,
            batch=f"{batch} {which}",
            people=names,
            languages=order.languages,
            organisation=order.organisation,
            logins=[(one.address, one.password) for one in logins],
            beacon=order.beacon,
            templates=templates or {},
        )
        return make_papers(wanted, seed=seed, at=at)

    loose = draw_papers(order.documents - order.attached, "folder", in_papers)
    attached = draw_papers(order.attached, "letters", ())
    corpus = _write_corpus(order, holders, in_letters, attached, batch=batch, seed=seed, at=at, zone=zone)
    lent = {paper.document.id: paper.document.login for paper in loose if paper.document.login} | dict(
        corpus.traps
    )
    sent = {one.name for letter in corpus.letters for one in letter.attachments}
    return Lot(
        tuple(holders), corpus, loose, tuple(one for one in attached if one.document.file in sent), lent
    )


def draw_holders(
    accounts: Sequence[Account], languages: Mapping[str, float], *, batch: str, seed: Seed, year: int
) -> list[tuple[Persona, Account]]:
    """Return who holds each account: the name is the account's, the rest is drawn."""
    chance = seed.open_stream(f"holders {batch}")
    sources = {
        language: NameSource(locale, chance=seed.open_stream(f"names {locale}"), spread=_SPREAD)
        for language, locale in _LOCALES.items()
    }
    spoken = Weighted.of(languages)
    holders: list[tuple[Persona, Account]] = []
    for account in accounts:
        persona = draw_persona(sources[spoken.draw(chance)], chance, year=year)
        first, _, last = account.name.partition(" ")
        holders.append((replace(persona, name=Name(first, last)) if last else persona, account))
    return holders


def _name_people(
    holders: Sequence[tuple[Persona, Account]],
    languages: Mapping[str, float],
    *,
    batch: str,
    seed: Seed,
    year: int,
) -> dict[str, list[str]]:
    """Return who is named in documents, by language: holders of accounts, and invented colleagues until there are three."""
    chance = seed.open_stream(f"named {batch}")
    named: dict[str, list[str]] = {}
    for language in languages:
        found = [persona.name.full for persona, _ in holders if persona.language == language]
        locale = _LOCALES[language]
        source = NameSource(locale, chance=seed.open_stream(f"names {locale}"), spread=_SPREAD)
        while len(found) < 3:
            found.append(draw_persona(source, chance, year=year).name.full)
        named[language] = found
    return named


def _write_corpus(
    order: PlantingOrder,
    holders: Sequence[tuple[Persona, Account]],
    lent: Sequence[Account],
    papers: Sequence[Paper],
    *,
    batch: str,
    seed: Seed,
    at: datetime,
    zone: str,
) -> Corpus:
    if not order.letters:
        return Corpus((), ())
    chance = seed.open_stream(f"readers {batch}")
    lent_to = {one.address for one in lent}
    readers = [account.address for _, account in holders if account.address not in lent_to]
    today = at.astimezone(ZoneInfo(zone)).date()
    return write_letters(
        LetterOrder(
            people=[(persona, account.address) for persona, account in holders],
            count=order.letters,
            since=today - timedelta(days=round(order.months * _DAYS_A_MONTH)),
            until=today,
            batch=batch,
            zone=zone,
            organisation=order.organisation,
            traps=[PlacedTrap(one.address, Secret(one.password), chance.choice(readers)) for one in lent],
            papers=[_attach(paper) for paper in papers],
        ),
        seed=seed,
    )


def _attach(paper: Paper) -> Attachment:
    content_type = mimetypes.guess_type(paper.document.file)[0] or "application/octet-stream"
    return Attachment(paper.document.file, content_type, paper.document.content)
