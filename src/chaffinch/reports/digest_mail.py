"""The digest as a mail: HTML with pictures inside, and a text part that is complete without them.

No address in it is a link. A look-alike must not be one click away, and since our own mail has no link
either, a false digest that asks people to click and sign in stands out. The dots of look-alikes are written
[.] in both parts: mail programmes turn a bare host into a link by themselves, and invisible characters,
which would also prevent that, would spoil what a colleague copies into a report. In the HTML part the
brackets are faint, so that the address still reads as it was written.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from textwrap import fill

from css_inline import CSSInliner

from chaffinch.reports.catalogue import choose_locale, make_environment
from chaffinch.reports.digest import DigestContent
from chaffinch.reports.digest_advice import say_advice
from chaffinch.reports.digest_words import CaseWords, say_digest
from chaffinch.reports.untrusted import defang

#: Gmail cuts a message off at 102 KB of HTML; a card takes about 4 KB, a row 1 KB.
CARDS, ROWS = 12, 30


@dataclass(frozen=True, slots=True)
class MailPicture:
    """A JPEG that the HTML part shows."""

    cid: str
    """As the HTML names it, without angle brackets (RFC 2392)."""
    content: bytes


@dataclass(frozen=True, slots=True)
class RenderedDigest:
    """The digest in one language, ready to be made a message."""

    subject: str
    html: str
    text: str
    pictures: tuple[MailPicture, ...]
    language: str


def render_digest(content: DigestContent, *, locale: str) -> RenderedDigest:
    """Render `content` as HTML with inlined styles and as text."""
    digest = say_digest(content, locale=locale)
    cards, rows, more = _share_out(digest.cases)
    pictures = tuple(MailPicture(_name_cid(case.number), case.picture) for case in cards if case.picture)
    environment = make_environment(choose_locale(locale))
    values = {
        "digest": digest,
        "advice": say_advice(content.genuine_sign_in, content.contact, locale=locale),
        "cards": cards,
        "rows": rows,
        "more": more,
        "name_cid": _name_cid,
        "defang": defang,
        "wrap": _wrap_text,
    }
    html = environment.get_template("digest_mail.html").render(values)
    inliner = CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)
    return RenderedDigest(
        subject=digest.subject,
        html=inliner.inline(html),
        text=environment.get_template("digest_mail.txt").render(values).strip() + "\n",
        pictures=pictures,
        language=digest.language,
    )


def build_message(
    rendered: RenderedDigest, *, sender: str, recipients: Sequence[str], domain_for_ids: str, now: datetime
) -> EmailMessage:
    """Make the message (RFC 5322): text, or HTML with its pictures (RFC 2387).

    The Message-ID comes from the content, so that a message sent again after a crash is recognised as the same.
    """
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = ", ".join(recipients)
    message["Subject"] = rendered.subject
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{_fingerprint(rendered, recipients)}@{domain_for_ids}>"
    message["Content-Language"] = rendered.language
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(rendered.text, cte="quoted-printable")
    message.add_alternative(rendered.html, subtype="html", cte="quoted-printable")
    _text_part, html_part = message.iter_parts()
    for picture in rendered.pictures:
        html_part.add_related(
            picture.content,
            maintype="image",
            subtype="jpeg",
            cid=f"<{picture.cid}>",
            disposition="inline",
            filename=picture.cid.split("@", 1)[0] + ".jpg",
        )
    return message


def _share_out(cases: Sequence[CaseWords]) -> tuple[list[CaseWords], list[CaseWords], int]:
    """Return what gets a card with its picture, what gets a row, and how many are only on the desk."""
    worth = [case for case in cases if not case.dismissed]
    cards, others = worth[:CARDS], worth[CARDS:] + [case for case in cases if case.dismissed]
    return cards, others[:ROWS], max(0, len(others) - ROWS)


def _name_cid(number: int) -> str:
    return f"case-{number}@chaffinch"


def _wrap_text(text: str, indent: int = 0) -> str:
    """Wrap at 72 columns, never inside an address."""
    pad = " " * indent
    return fill(
        text,
        width=72,
        initial_indent=pad,
        subsequent_indent=pad,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _fingerprint(rendered: RenderedDigest, recipients: Sequence[str]) -> str:
    digest = hashlib.sha256()
    for part in (rendered.subject, rendered.text, rendered.html, *sorted(recipients)):
        digest.update(part.encode("utf-8", "surrogatepass"))
        digest.update(b"\x00")
    return digest.hexdigest()[:32]
