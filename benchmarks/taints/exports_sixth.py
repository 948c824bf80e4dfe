"""What exports make of a message, sixth set: each kind after one real program, by a hand that had not read the model."""

from __future__ import annotations

import html
import random
import re
import textwrap
from collections.abc import Callable
from datetime import UTC, datetime
from email.header import Header
from email.utils import format_datetime

from benchmarks.taints.rebuilding import Exported, Printed, rebuild

from chaffinch.mail.addresses import Address
from chaffinch.mail.message import parse_message

_ADDRESS = re.compile(r"([\w.+-]+)@([\w-]+(?:\.[\w-]+)+)")
_LINK = re.compile(r"https?://[^\s<>\"]+")
_HISTORY = re.compile(
    r"(?m)^[ \t]*(?:>|-{4,} ?(?:Original|Message|Forwarded)|(?:De|From) ?: |(?:Le|On|Am) [^\n]{8,}(?:écrit|wrote) ?:)"
)
_LINK_SHOWN = 55
_PRINTED_LINES = 52
_PRINTED_WIDTH = 100
_REFLOWED = 78
_DOMAIN = "aurore.test"
_TRACE = ("received", "return-path", "delivered-to", "dkim-signature", "authentication-results")


def _encode(value: str) -> str:
    return value if value.isascii() else Header(value, "utf-8").encode()


def _show(at: datetime | None, form: str) -> str:
    return at.strftime(form) if at else ""


def _write(one: Address) -> str:
    return f"{one.name} <{one.address}>" if one.name else one.address


def _draw_hex(chance: random.Random, digits: int) -> str:
    return f"{chance.randrange(16**digits):0{digits}X}"


def _write_lines(before: str, after: str) -> Callable[[str], str]:
    """Return what makes a page of a text, each line between the same two marks."""

    def write(said: str) -> str:
        lines = "\n".join(f"{before}{html.escape(line)}{after}" for line in said.rstrip("\n").split("\n"))
        return f"<html><body>{lines}</body></html>"

    return write


def _repeat_in_page(raw: bytes, change: Callable[[str], str]) -> Callable[[str], str] | None:
    """Return what makes the same change in the message's page; None where it has none."""
    write = _write_lines("<div>", "<br></div>")
    return (lambda said: write(change(said))) if parse_message(raw).html_text else None


def _nest(done: bytes) -> bytes:
    """Return a rebuilt message whose inner boundary does not begin like the outer one: no program writes such a thing."""
    return re.sub(rb"(?m)(^--|boundary=\")([^\r\n\"]+)_a(?=\"|--\r?$|\r?$)", rb"\1alt\2", done)


def export_from_purview(raw: bytes, chance: random.Random) -> Exported:
    """Microsoft Purview eDiscovery's .eml of Exchange Online: made anew from the store, times in UTC, its own fields."""
    message = parse_message(raw)
    replaced = {"date": format_datetime(message.date.astimezone(UTC))} if message.date else {}
    topic = re.sub(r"^(?:(?:re|tr|fwd?|aw) ?: ?)+", "", message.subject, flags=re.IGNORECASE)
    fields = (
        ("Thread-Topic", _encode(topic)),
        ("X-MS-Exchange-MessageSentRepresentingType", "1"),
        ("X-MS-Exchange-Organization-RecordReviewCfmType", "0"),
        ("Accept-Language", "fr-FR, en-US"),
        ("X-MS-Has-Attach", "yes" if message.attachments else ""),
        ("X-MS-TNEF-Correlator", ""),
    )
    page = _write_lines('<p class="MsoNormal">', "</p>") if message.html_text else None
    done = rebuild(
        raw, text=lambda said: "\n".join(map(str.rstrip, said.split("\n"))), page=page, replace=replaced, add=fields,
        encoding="base64", drop=("received", "dkim-signature"), boundary=f"_004_{_draw_hex(chance, 24)}FRAP264_",
    )  # fmt: skip
    return _nest(done)


def keep_in_kmail(raw: bytes, chance: random.Random) -> Exported:
    """A KMail maildir: the message as it came, with the client's own fields on top and ends of lines of Unix."""
    fields = b"Status: RO\nX-Status: RC\nX-KMail-EncryptionState:  \nX-KMail-SignatureState:  \nX-KMail-MDN-Sent:  \n"
    return fields + raw.replace(b"\r\n", b"\n")


def convert_from_notes(raw: bytes, chance: random.Random) -> Exported:
    """HCL Notes' export to mbox: people with their place in the organisation, fonts on each line, a note for each file."""
    message = parse_message(raw)
    files = "".join(f"(See attached file: {one.name})\n" for one in message.attachments)
    said = f"{message.text.rstrip()}\n\n{files}" if files else message.text
    try:
        said.encode("latin-1")
        charset = "iso-8859-1"
    except UnicodeEncodeError:
        charset = "utf-8"
    who = message.sender
    name = f"{who.name}/DSI/Aurore" if who.address.endswith(f"@{_DOMAIN}") else who.name
    fields = (
        ("X-Notes-UNID", _draw_hex(chance, 32)),
        ("X-MIMETrack", "Itemize by Notes Client on Secretariat/Aurore(Release 11.0.1FP4|October 25, 2021)"),
        ("X-KeepSent", f"{_draw_hex(chance, 8)}:{_draw_hex(chance, 8)}-C1258C0F; type=4"),
    )
    page = _write_lines('<font size=2 face="sans-serif">', "</font>\n<br>")(said)
    done = rebuild(
        raw, text=said, page=page, encoding="quoted-printable", charset=charset, newline="\n", add=fields,
        drop=(*_TRACE, "user-agent", "content-language"),
        replace={"from": f'"{_encode(name)}" <{who.address}>'} if name else None,
    )  # fmt: skip
    return _nest(done)


def convert_from_msg(raw: bytes, chance: random.Random) -> Exported:
    """Perl's msgconvert over a folder of Outlook's .msg: its text of a page has empty lines and links twice."""
    message = parse_message(raw)

    def spread(said: str) -> str:
        lines = [line.strip() or "\xa0" for line in said.rstrip("\n").split("\n")]
        return _LINK.sub(lambda match: f"{match[0]} <{match[0]}> ", "\n\n".join(lines)) + "\n"

    page = _write_lines("<p class=MsoNormal>", "<o:p></o:p></p>") if message.html_text else None
    text = spread if page else None
    boundary = f"{chance.randrange(10**10)}.{_draw_hex(chance, 8)}.{chance.randint(100, 9_999)}"
    done = rebuild(
        raw, text=text, page=page, boundary=boundary, drop=("return-path", "delivered-to", "x-mailer", "user-agent"),
        newline="\n",
    )  # fmt: skip
    return _nest(done)


def fetch_from_groupwise(raw: bytes, chance: random.Random) -> Exported:
    """GroupWise read over IMAP: its agent writes the message anew, with an identity of its own and quoted-printable."""
    page = _write_lines("<DIV>", "</DIV>") if parse_message(raw).html_text else None
    identity = f"{_draw_hex(chance, 8)}.{_draw_hex(chance, 4)}.{_draw_hex(chance, 4)}.1@{_DOMAIN}"
    done = rebuild(
        raw, text=lambda said: f"{said.rstrip()}\n", page=page, encoding="quoted-printable",
        boundary=f"=__Part{_draw_hex(chance, 8)}.0__=", replace={"message-id": f"<{identity}>"},
        add=(("X-Mailer", "GroupWise 18.4.1"),),
        drop=(*_TRACE, "x-mailer", "user-agent", "references", "in-reply-to", "thread-index"),
    )  # fmt: skip
    return _nest(done)


def save_decoded_in_mutt(raw: bytes, chance: random.Random) -> Exported:
    """Mutt's decode-save to an mbox: only the fields it shows, flowed text set anew, files as remarks in brackets."""
    message = parse_message(raw)
    flowed = b"format=flowed" in raw.lower()

    def reflow(line: str) -> str:
        if line.startswith((">", "-- ")) or len(line) <= _REFLOWED:
            return line
        return "\n".join(textwrap.wrap(line, _REFLOWED, break_long_words=False, break_on_hyphens=False))

    said = "\n".join(map(reflow, message.text.split("\n"))) if flowed else message.text
    if message.attachments:
        said = f"[-- Attachment #1 --]\n[-- Type: text/plain, Encoding: 8bit, Size: {len(said) / 1024:.1f}K --]\n\n{said}"
    for number, one in enumerate(message.attachments, 2):
        said += f"\n[-- Attachment #{number}: {one.name} --]\n"
        said += f"[-- Type: {one.content_type}, Encoding: base64, Size: {len(one.content) * 1.35 / 1024:.1f}K --]\n\n"
        shown = one.content_type.startswith("text/")
        said += (
            one.content.decode("utf-8", "replace")
            if shown
            else f"[-- {one.content_type} is unsupported (use 'v' to view this part) --]\n"
        )
    shown_fields = {"date", "from", "to", "cc", "subject", "user-agent", "x-mailer"}
    hidden = tuple({header.key for header in message.headers} - shown_fields)
    begun = f"From {message.sender.address or 'unknown'} {_show(message.date, '%a %b %e %H:%M:%S %Y')}\n"
    quoted = re.sub(r"(?m)^(>*From )", r">\1", said)
    fields = (("Status", "RO"), ("Lines", str(quoted.count("\n"))))
    return begun.encode() + rebuild(raw, text=quoted, drop=hidden, add=fields, files=False, newline="\n")


def print_from_gmail(raw: bytes, chance: random.Random) -> Exported:
    """Gmail's print view as Chrome saves it: the conversation's head, quotations hidden or not, an address on each sheet."""
    message = parse_message(raw)
    said = message.text
    found = _HISTORY.search(said)
    if found and found.start() > 0 and chance.random() < 0.5:
        said = f"{said[: found.start()].rstrip()}\n[Quoted text hidden]"
    at = message.date
    when = f"{at:%a, %b} {at.day}, {at.year} at {at.hour % 12 or 12}:{at:%M %p}" if at else ""
    me = message.to[0] if message.to else message.sender
    head = [
        "Gmail", _write(me), message.subject, "1 message",
        f"{_write(message.sender)} {when}",
        "To: " + ", ".join(map(_write, message.to)),
    ]  # fmt: skip
    head += ["Cc: " + ", ".join(map(_write, message.cc))] if message.cc else []
    lines = [
        piece
        for line in said.rstrip().split("\n")
        for piece in (textwrap.wrap(line, _PRINTED_WIDTH, break_long_words=False) or [""])
    ]
    if message.attachments:
        lines += [
            "",
            f"{len(message.attachments)} attachments" if len(message.attachments) > 1 else "1 attachment",
        ]
    for one in message.attachments:
        lines += [one.name, f"{max(1, len(one.content) // 1024)}K"]
    lines = [*head, "", *lines]
    link = f"https://mail.google.com/mail/u/0/?ik={_draw_hex(chance, 10).lower()}&view=pt&search=all"
    link += f"&permthid=thread-f:{chance.randrange(10**19)}&simpl=msg-f:{chance.randrange(10**19)}"
    printed = f"{chance.randint(1, 28):02d}/03/2026, {chance.randint(8, 18):02d}:{chance.randint(0, 59):02d}"
    sheets = [lines[start : start + _PRINTED_LINES] for start in range(0, len(lines), _PRINTED_LINES)]
    return Printed(
        "\f".join(
            f"{printed} Gmail - {message.subject}\n" + "\n".join(sheet) + f"\n{link} {number}/{len(sheets)}\n"
            for number, sheet in enumerate(sheets, 1)
        ),
        "pdf",
    )


def paste_into_phpbb(raw: bytes, chance: random.Random) -> Exported:
    """A paste into a phpBB board: long links shown shortened, runs of blanks as one, the board's words around."""
    message = parse_message(raw)

    def shorten(match: re.Match[str]) -> str:
        link = match[0]
        return link if len(link) <= _LINK_SHOWN else f"{link[:39]} ... {link[-10:]}"

    said = _LINK.sub(shorten, re.sub(r"[ \t]+", " ", message.text)).strip()
    said = re.sub(r"(?m)^ ", "", said)
    head = f"From: {_write(message.sender)}\nDate: {_show(message.date, '%d %b %Y %H:%M')}\nSubject: {message.subject}\n\n"
    who = chance.choice(("deepwell", "Kestrel_77", "anon4411", "marlowe"))
    day = chance.choice(("Tue Mar 03", "Sat Mar 14", "Sun Mar 22"))
    posted = f"Post by {who} » {day}, 2026 {chance.randint(1, 11)}:14 pm"
    above = f"Board index ‹ Politics ‹ Documents\n\nRe: the Aurore mails\n{posted}\n\n{who} wrote: ↑\n"
    below = f"\n\nTop\n\n{who}\nPosts: {chance.randint(3, 4_000)}\nJoined: Fri Jan 11, 2019 9:02 am\n\nPost Reply\n"
    return Printed(f"{above}{head}{said}{below}", "html")


def read_with_tika(raw: bytes, chance: random.Random) -> Exported:
    """Apache Tika's text of an Outlook .msg, as Datashare shows it: subject, a list of people, the text, names of files."""
    message = parse_message(raw)
    people = "; ".join(_write(one) for one in (*message.to, *message.cc))
    rows = [("From", message.sender.name or message.sender.address)]
    rows += [("To", "; ".join(one.name or one.address for one in message.to))] if message.to else []
    rows += [("Cc", "; ".join(one.name or one.address for one in message.cc))] if message.cc else []
    rows += [("Recipients", people)] if people else []
    head = "".join(f"\t{name}\n\t{value}\n" for name, value in rows)
    said = re.sub(r"\n{3,}", "\n\n", message.text.replace("\t", " "))
    files = "".join(f"\n\n{one.name}\n" for one in message.attachments)
    return Printed(f"{message.subject}\n{head}\n\n{said}\n{files}")


def archive_with_mhonarc(raw: bytes, chance: random.Random) -> Exported:
    """MHonArc's page of a list: its fields as bullets, domains of addresses crossed out, ways to other messages."""
    message = parse_message(raw)

    def cross(said: str) -> str:
        return _ADDRESS.sub(lambda match: f"{match[1]}@{'x' * len(match[2])}", said)

    ways = (
        "[Date Prev][Date Next][Thread Prev][Thread Next][Date Index][Thread Index]\n"
        if chance.random() < 0.5
        else "[Date Prev] [Thread Prev] [Thread Next] [Date Next] [Indexes]\n"
    )
    rows = [("To", ", ".join(map(_write, message.to)))] if message.to else []
    rows += [("Subject", message.subject)]
    rows += [
        ("From", _write(message.sender)),
        ("Date", _show(message.date, "%a, %d %b %Y %H:%M:%S %z").strip()),
    ]
    rows += [("In-reply-to", message.in_reply_to)] if message.in_reply_to else []
    head = cross("".join(f"• {name}: {value}\n" for name, value in rows))
    near = chance.choice(("Planning", "Réunion du 12", "Quick question", "Clés du local"))
    foot = f"• Prev by Date: {near}\n• Next by Date: Re: {near}\n• Previous by thread: {near}\n"
    foot += "• Index(es):\n• Date\n• Thread\n"
    return Printed(f"{ways}{message.subject}\n{head}\n{cross(message.text).rstrip()}\n\n{foot}", "html")


def sign_by_codetwo(raw: bytes, chance: random.Random) -> Exported:
    """CodeTwo's signature for all of a company, set in below the newest answer and above what is quoted."""
    message = parse_message(raw)
    who = message.sender.name or message.sender.address.partition("@")[0]
    domain = message.sender.address.partition("@")[2] or _DOMAIN
    company = domain.rpartition(".")[0].rpartition(".")[2].title() or "Aurore"
    extension = f"{chance.randint(10, 99)} {chance.randint(10, 99)}"
    block = (
        f"{who}\n{company} Conseil | Direction des opérations\nT +33 1 55 26 {extension} | www.{domain}\n"
        f"4 quai des Charpentiers, 33000 Bordeaux\n\n{company} Conseil recrute : rejoignez-nous !\n\n"
        f"Ce courriel est destiné aux seules personnes nommées ci-dessus. {company} Conseil décline toute responsabilité "
        "au titre de ce message s'il a été modifié."
    )

    def insert(said: str) -> str:
        found = _HISTORY.search(said)
        place = found.start() if found and found.start() > 0 else len(said)
        return f"{said[:place].rstrip()}\n\n{block}\n\n{said[place:]}"

    done = rebuild(
        raw,
        text=insert,
        page=_repeat_in_page(raw, insert),
        encoding="quoted-printable",
        add=(("X-CodeTwo-MessageID", _draw_hex(chance, 32)),),
    )
    return _nest(done)


def warn_by_proofpoint(raw: bytes, chance: random.Random) -> Exported:
    """Proofpoint's banner with the marks that only the plain text shows, and its word before the subject."""
    subject = parse_message(raw).subject
    said, why = chance.choice(
        (
            ("This Message Is From an External Sender", "This message came from outside your organization."),
            ("This Message Is From an Untrusted Sender", "You have not previously corresponded with this sender."),
            ("Ce message provient d'un expéditeur externe", "Ce message vient de l'extérieur de votre organisation."),
        )
    )  # fmt: skip
    above = f"ZjQcmQRYFpfptBannerStart\n{said}\n{why}\n\nZjQcmQRYFpfptBannerEnd\n"

    def warn(text: str) -> str:
        return f"{above}{text}"

    done = rebuild(
        raw,
        text=warn,
        page=_repeat_in_page(raw, warn),
        encoding="quoted-printable",
        replace={"subject": _encode(f"[EXTERNAL] {subject}")},
        add=(("X-Proofpoint-Spam-Details", "rule=notspam policy=default score=0"),),
    )
    return _nest(done)


EXPORTS: dict[str, Callable[[bytes, random.Random], Exported]] = {
    one.__name__: one
    for one in (
        export_from_purview, keep_in_kmail, convert_from_notes, convert_from_msg, fetch_from_groupwise, save_decoded_in_mutt,
        print_from_gmail, paste_into_phpbb, read_with_tika, archive_with_mhonarc, sign_by_codetwo, warn_by_proofpoint,
    )
}  # fmt: skip
