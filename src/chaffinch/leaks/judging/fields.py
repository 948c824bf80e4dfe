"""Subject, date, people and files of what leaked, held against ours: what exports lose, and what only a person changes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

from chaffinch.leaks.finding import Change, Op
from chaffinch.leaks.judging.additions import is_same_subject
from chaffinch.leaks.judging.carried import decode_words
from chaffinch.leaks.judging.claims import read_moment
from chaffinch.leaks.judging.damage import is_damaged
from chaffinch.leaks.judging.forms import list_date_forms, list_subject_forms
from chaffinch.leaks.judging.moments import is_shifted
from chaffinch.leaks.judging.people import is_renamed
from chaffinch.leaks.prints import AttachmentPrint, MailPrint
from chaffinch.mail.addresses import read_addresses

_CLOSE = timedelta(minutes=2)
"""Exports write when a message was handed over, or drop seconds."""
#: Attachments that exports and gateways make, or leave out, by themselves.
_PACKING = re.compile(
    r"(?:ATT\d{3,}|noname|part[\d.]+|untitled[\w-]*|smime|signature|winmail|mime-attachment|image\d{3}|text_\d+|encoding)"
    r"\.?(?:txt|htm|html|p7s|asc|dat|ics|eml|png|jpg|jpeg|gif|bin)?",
    re.IGNORECASE,
)
_PACKING_TYPES = {
    "application/pgp-signature",
    "application/pkcs7-signature",
    "application/x-pkcs7-signature",
    "application/ms-tnef",
    "application/pgp-encrypted",
    "text/x-amp-html",
}
_NUMBERED = re.compile(
    r"(?:attach(?:ment|ed)?|file|document|doc|image|img|part|pi[èe]ce|fichier|anlage|datei|adjunto|allegato|data|body|message|mail)?"
    r"[\W_]*(?:jointe?)?[\W_]*[0-9a-f]*(?:\.\w{1,5})?",
    re.IGNORECASE,
)
"""`attachment-2.pdf`, `0001.bin`, `7f3a9c.pdf`: names that programs give."""
_LEAST_NAME = 3
_WORDS = re.compile(r"\w+")
_SAFE_NAME = re.compile(r"[^\w]+")


@dataclass(frozen=True, slots=True)
class FieldComparison:
    """What the fields of theirs are of ours."""

    changes: tuple[Change, ...]
    codes: frozenset[str]


def compare_fields(ours: MailPrint, theirs: MailPrint) -> FieldComparison:
    """Compare who, when, about what, and with which files."""
    changes: list[Change] = []
    codes: set[str] = set()
    _compare_subject(ours, theirs, changes, codes)
    _compare_date(ours, theirs, changes, codes)
    _compare_sender(ours, theirs, changes, codes)
    _compare_recipients(ours, theirs, changes, codes)
    _compare_files(ours.attachments, theirs.attachments, changes, codes)
    _compare_parents(ours, theirs, changes)
    if ours.message_id and not theirs.message_id:
        codes.add("fields-lost")
    elif theirs.message_id and ours.message_id and theirs.message_id != ours.message_id:
        codes.add("other-message-id")
    return FieldComparison(tuple(changes), frozenset(codes))


def _compare_subject(ours: MailPrint, theirs: MailPrint, changes: list[Change], codes: set[str]) -> None:
    if ours.subject == theirs.subject:
        return
    if not theirs.subject.strip():
        codes.add("fields-lost")
    elif is_same_subject(ours.subject, theirs.subject):
        codes.add("subject-form")
    else:
        forms = list_subject_forms(ours.subject, theirs.subject)
        changes.append(Change("replace", "subject", ours.subject[:400], theirs.subject[:400], forms))


def _compare_date(ours: MailPrint, theirs: MailPrint, changes: list[Change], codes: set[str]) -> None:
    if ours.date == theirs.date:
        return
    mine, said = read_moment(ours.date), read_moment(theirs.date)
    if said is None or mine is None:
        codes.add("fields-lost")
        return
    if mine.tzinfo and said.tzinfo and abs(mine - said) <= _CLOSE:
        codes.add("date-form")
        return
    if "no-zone" in {*theirs.faults, *ours.faults} and is_shifted(
        mine.replace(tzinfo=None), said.replace(tzinfo=None)
    ):
        codes.add("date-form")
        return
    changes.append(Change("replace", "date", ours.date, theirs.date, list_date_forms(mine, said)))


def _compare_parents(ours: MailPrint, theirs: MailPrint, changes: list[Change]) -> None:
    """A message that answers another one than ours does says something else; what only lost its parents does not."""
    mine, said = (dict.fromkeys([*mail.references, mail.in_reply_to]) for mail in (ours, theirs))
    parents = [next((one for one in reversed(ids) if one), "") for ids in (mine, said)]
    if (
        ours.message_id
        and ours.message_id == theirs.message_id
        and all(parents)
        and not (mine.keys() - {""}) & said.keys()
    ):
        changes.append(Change("replace", "in-reply-to", parents[0][:400], parents[1][:400]))


def _compare_sender(ours: MailPrint, theirs: MailPrint, changes: list[Change], codes: set[str]) -> None:
    if ours.sender == theirs.sender:
        if is_renamed(ours.sender_name, ours.sender, theirs.sender_name):
            changes.append(Change("replace", "from", ours.sender_name[:400], theirs.sender_name[:400]))
        return
    if "@" not in theirs.sender:
        codes.add("fields-lost")
        return
    others = {
        value.lower()
        for name, value in theirs.headers
        if name.lower() in {"reply-to", "x-original-from", "x-original-sender"}
    }
    if " via " in theirs.sender_name.lower() and any(ours.sender in value for value in others):
        codes.add("list-sender")
        return
    changes.append(Change("replace", "from", ours.sender, theirs.sender))


def _compare_recipients(ours: MailPrint, theirs: MailPrint, changes: list[Change], codes: set[str]) -> None:
    mine, said = {*ours.to, *ours.cc}, {*theirs.to, *theirs.cc}
    real = {address for address in said if "@" in address}
    if mine == said and set(ours.to) == set(theirs.to):
        return
    if not real:
        codes.add("fields-lost")
        return
    if mine == real:
        if set(ours.to) != {one for one in theirs.to if "@" in one} and {*theirs.to} and {*theirs.cc}:
            changes.append(Change("replace", "to", ", ".join(ours.to)[:400], ", ".join(theirs.to)[:400]))
        else:
            codes.add("fields-joined")
        return
    for where, one, other in (("to", ours.to, theirs.to), ("cc", ours.cc, theirs.cc)):
        before, after = (
            {address for address in one if "@" in address},
            {address for address in other if "@" in address},
        )
        if before == after:
            continue
        if not after and where == "cc" and not theirs.message_id and not theirs.received:
            codes.add("fields-lost")
            continue
        if not after and _names_only(theirs, where):
            codes.add("fields-lost")
            continue
        gone, new = sorted(before - after - _list_named(ours, theirs, where)), sorted(after - before)
        if not gone and not new:
            codes.add("fields-lost")
            continue
        op: Op = "replace" if gone and new else "delete" if gone else "insert"
        changes.append(Change(op, where, ", ".join(gone)[:400], ", ".join(new)[:400]))


def _list_named(ours: MailPrint, theirs: MailPrint, where: str) -> set[str]:
    """Return the addresses of ours whose names stand in a field of theirs: a store kept the one and lost the other."""
    said = decode_words(" ".join(value for name, value in theirs.headers if name.lower() == where))
    shown = {
        tuple(words) for part in re.split(r"[;,]", said) if "@" not in part if (words := _WORDS.findall(part))
    }
    mine = [one for name, value in ours.headers if name.lower() == where for one in read_addresses(value)]
    return {one.address for one in mine if tuple(_WORDS.findall(one.name)) in shown}


def _names_only(theirs: MailPrint, where: str) -> bool:
    """Return whether a field has people in it, and no address: as a store that lost its directory gives them back."""
    values = [value for name, value in theirs.headers if name.lower() == where and value.strip()]
    return bool(values) and not any("@" in value for value in values)


def _compare_files(
    ours: tuple[AttachmentPrint, ...],
    theirs: tuple[AttachmentPrint, ...],
    changes: list[Change],
    codes: set[str],
) -> None:
    """Compare what is attached: by bytes, then by text, then by name."""
    mine, said = list(ours), list(theirs)
    for same in (_has_same_bytes, _has_same_text):
        for one in list(mine):
            found = next((other for other in said if same(one, other)), None)
            if found is None:
                continue
            mine.remove(one)
            said.remove(found)
            if same is _has_same_text:
                codes.add("file-resaved")
            if _clean_name(one.name) == _clean_name(found.name):
                continue
            if _is_program_name(one.name, found.name):
                codes.add("file-renamed")
            else:
                changes.append(
                    Change("replace", f"attachment:{found.name[:200]}", one.name[:400], found.name[:400])
                )
    names = {_clean_name(one.name) for one in mine} & {_clean_name(one.name) for one in said} - {""}
    mine, said = (
        _skip_packing(mine, names, "files-lost", codes),
        _skip_packing(said, names, "files-added", codes),
    )
    if any(not one.size for one in said):  # the name is there, the file was not fetched
        codes.add("files-lost")
        mine, said = _skip_empty(mine, said), [one for one in said if one.size]
    real = mine
    if real and not theirs:
        codes.add("files-lost")
        real = []
    _tell_files(real, said, changes, codes)


def _skip_empty(mine: list[AttachmentPrint], said: list[AttachmentPrint]) -> list[AttachmentPrint]:
    """Return ours without those of which only the name is left."""
    empty = {_clean_name(one.name) for one in said if not one.size}
    return [one for one in mine if _clean_name(one.name) not in empty]


def _skip_packing(
    files: list[AttachmentPrint], both: set[str], code: str, codes: set[str]
) -> list[AttachmentPrint]:
    """Return files without those that programs make by themselves; what stands on both sides is compared all the same."""
    real = [one for one in files if _clean_name(one.name) in both or not _is_packing(one)]
    if len(real) < len(files):
        codes.add(code)
    return real


def _tell_files(
    mine: list[AttachmentPrint], said: list[AttachmentPrint], changes: list[Change], codes: set[str]
) -> None:
    """Tell files that are there on one side only, or are not the same."""
    for one in mine:
        found = next((other for other in said if _clean_name(other.name) == _clean_name(one.name)), None)
        if found is None and len(mine) == len(said):
            found = said[mine.index(one)] if mine.index(one) < len(said) else None
        if found is not None:
            said = [other for other in said if other is not found]
            if _may_be_same(one, found):
                codes.add("file-unread")
                continue
        changes.append(
            Change(
                "replace" if found else "delete",
                f"attachment:{one.name[:200]}",
                one.sha256,
                found.sha256 if found else "",
            )
        )
    changes += [Change("insert", f"attachment:{one.name[:200]}", "", one.sha256) for one in said]


def _has_same_bytes(one: AttachmentPrint, other: AttachmentPrint) -> bool:
    return one.sha256 == other.sha256


def _has_same_text(one: AttachmentPrint, other: AttachmentPrint) -> bool:
    return bool(one.text_sha256) and one.text_sha256 == other.text_sha256


def _may_be_same(one: AttachmentPrint, other: AttachmentPrint) -> bool:
    """Return whether two texts may differ in line ends only; nothing was read of them, so nobody can say."""
    unread = not (one.text_sha256 and other.text_sha256)
    return (
        unread
        and one.content_type.startswith("text/")
        and abs(one.size - other.size) <= max(one.size, other.size) // 10
    )


def _is_program_name(ours: str, theirs: str) -> bool:
    """Return whether a program gave a file its other name: none, one of its own, ours damaged, cut or numbered."""
    mine, said = _clean_name(ours), _clean_name(theirs)
    if not mine or not said or _PACKING.fullmatch(theirs) or _NUMBERED.fullmatch(theirs):
        return True
    if is_damaged(ours, theirs, plain=True) or is_damaged(theirs, ours, plain=True):
        return True
    stem, other = (
        _clean_name(ours.rpartition(".")[0] or ours),
        _clean_name(theirs.rpartition(".")[0] or theirs),
    )
    short, long = sorted((stem, other), key=len)
    return len(short) >= _LEAST_NAME and (
        long.startswith(short) or long.endswith(short) or re.sub(r"\d+", "", long) == short
    )


def _clean_name(name: str) -> str:
    return _SAFE_NAME.sub("", name).casefold()


def _is_packing(one: AttachmentPrint) -> bool:
    return (
        one.content_type in _PACKING_TYPES
        or bool(_PACKING.fullmatch(one.name))
        or (not one.name and one.content_type in {"text/plain", "text/html"})
    )
