"""What a forger changes, fourth set: written when the model was done; only its totals were ever looked at."""

from __future__ import annotations

import random
import re

from benchmarks.taints import exports_held
from benchmarks.taints.mutations import Altered, Mutation, _draw, keep_body
from benchmarks.taints.mutations_held import HELD
from benchmarks.taints.rebuilding import rebuild

from chaffinch.mail.message import parse_message


def change_pronoun(raw: bytes, chance: random.Random) -> Altered | None:
    drawn = _draw(re.compile(r"(?<= )(?:je|nous|vous|il|elle|they|we|you|he|she)(?= [a-zà-ÿ])"), raw, chance)
    if drawn is None:
        return None
    match = drawn[1]
    return keep_body(raw, match.start(), match.end(), "personne" if match[0] != "personne" else "je")


def insert_if(raw: bytes, chance: random.Random) -> Altered | None:
    drawn = _draw(re.compile(r"(?<=[a-zà-ÿ]), (?=[a-zà-ÿ]{3})"), raw, chance)
    return keep_body(raw, drawn[1].end(), drawn[1].end(), "contre paiement ") if drawn else None


def drop_zero(raw: bytes, chance: random.Random) -> Altered | None:
    drawn = _draw(re.compile(r"(?<![\w.,:/=%-])[1-9]\d*0(?![\w,:/=%-]|\.\d)"), raw, chance)
    if drawn is None:
        return None
    match = drawn[1]
    return keep_body(raw, match.start(), match.end(), match[0][:-1])


def double_sentence_end(raw: bytes, chance: random.Random) -> Altered | None:
    drawn = _draw(re.compile(r"(?<=[a-zà-ÿ]{3})\.(?= [A-ZÀÉ])"), raw, chance)
    return keep_body(raw, drawn[1].start(), drawn[1].end(), ", ce que Claire ignore.") if drawn else None


def change_recipient_name(raw: bytes, chance: random.Random) -> Altered | None:
    message = parse_message(raw)
    if len(message.to) != 1 or "@" not in message.to[0].address:
        return None
    local, _, domain = message.to[0].address.partition("@")
    return Altered(rebuild(raw, replace={"to": f"{local}.perso@{domain}"}), "to")


def change_and_export(raw: bytes, chance: random.Random) -> Altered | None:
    """A change of the second set, then an export of the second set over it."""
    altered = HELD[chance.choice(["change_day", "turn_around", "drop_word", "append_sentence"])](raw, chance)
    if altered is None:
        return None
    name = chance.choice(
        ["proton", "add_company", "space_out", "bar_quotes", "encode_fields", "misread_by_dos"]
    )
    done = exports_held.EXPORTS[name](altered.raw, chance)
    return Altered(done, "text") if isinstance(done, bytes) else None


FOURTH: dict[str, Mutation] = {
    one.__name__: one
    for one in (
        change_pronoun,
        insert_if,
        drop_zero,
        double_sentence_end,
        change_recipient_name,
        change_and_export,
    )
}
