"""How a message says that it belongs to others, and whether that goes together with itself."""

from __future__ import annotations

import re
from collections.abc import Sequence

_ANSWER = re.compile(r"\s*(re|aw|sv|antw|odp|rif|réf|vs)\s*(\[\d+\])?\s*:", re.IGNORECASE)
_FORWARD = re.compile(r"\s*(fwd?|tr|wg|i|rv|enc|doorst)\s*:", re.IGNORECASE)
_PREFIX = re.compile(
    r"\s*(?:(?:re|aw|sv|antw|odp|rif|réf|vs|fwd?|tr|wg|rv|enc|doorst)\s*(?:\[\d+\])?\s*:|\[[^\]]{1,40}\])\s*",
    re.IGNORECASE,
)


def check_thread(
    *, message_id: str, in_reply_to: str, references: Sequence[str], subject: str
) -> tuple[str, ...]:
    """Return codes of how it is tied to others, in a fixed order.

    `answer` or `forward` by its subject; `tied` by In-Reply-To or References; `untied` an answer that names no parent (old
    and small programs, exports that lost fields, typed by hand); `unprefixed` it is tied, its subject does not say so;
    `parent-missing` In-Reply-To is not the last of References, as RFC 5322 has it; `parent-elsewhere` it does not stand
    there at all; `own-parent` it names itself.
    """
    codes: set[str] = set()
    is_answer, is_forward = bool(_ANSWER.match(subject)), bool(_FORWARD.match(subject))
    codes |= {"answer"} if is_answer else {"forward"} if is_forward else set()
    if in_reply_to or references:
        codes.add("tied")
        if not is_answer and not is_forward:
            codes.add("unprefixed")
    elif is_answer:
        codes.add("untied")
    if in_reply_to and references and references[-1] != in_reply_to:
        codes.add("parent-missing" if in_reply_to in references else "parent-elsewhere")
    if message_id and (message_id == in_reply_to or message_id in references):
        codes.add("own-parent")
    return tuple(sorted(codes))


def strip_subject(subject: str) -> str:
    """Return a subject without the marks of answers, forwards and lists before it."""
    start = 0
    while match := _PREFIX.match(subject, start):
        if match.end() >= len(subject):
            break
        start = match.end()
    return subject[start:].strip()
