"""What exports make of a message, eighth set: real programs do it, chosen by a hand that had not read the model.

Needs Debian's packages dovecot-core, isync, procmail, nmh, mailutils, mhonarc, s-nail, mblaze, enscript, ghostscript,
poppler-utils, altermime, mlmmj and maildrop. What is set beside a program's defaults is only where its files lie.
"""

from __future__ import annotations

import email
import email.policy
import mailbox
import os
import random
import re
from collections.abc import Callable
from email.message import EmailMessage

from benchmarks.taints.programs import (
    PRINTED_AT,
    begin_box,
    open_bench,
    read_one,
    read_stored,
    read_text,
    wash,
    write_box,
)
from benchmarks.taints.rebuilding import Exported, Printed

from chaffinch.mail.message import parse_message
from chaffinch.mail.page_text import read_page_text

PROGRAMS = (
    "doveadm", "mbsync", "formail", "inc", "decodemail", "mhonarc", "s-nail", "mshow", "enscript", "ps2pdf", "pdftotext",
    "altermime", "/usr/bin/mlmmj-process", "reformime",
)  # fmt: skip
"""What must be installed; the packages' names are above."""
_CLOCK = rb"[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}"
_STEADY_CLOCK = b"Mon Mar  2 10:12:13 2026"
_LIST = "equipe@listes.aurore.test"
_DOVECOT = """\
mail_location = mdbox:{place}/mdbox
mail_uid = {owner}
mail_gid = {owner}
first_valid_uid = 1
first_valid_gid = 1
mail_home = {place}
base_dir = {place}/run
log_path = /dev/stderr
mail_fsync = never
protocols =
ssl = no
"""
_MBSYNC = """\
SyncState *
FSync no

MaildirStore old
Path {place}/old/
Inbox {place}/old/INBOX
SubFolders Verbatim

MaildirStore new
Path {place}/new/
Inbox {place}/new/INBOX
SubFolders Verbatim

Channel moving
Far :old:
Near :new:
Create Both
"""
_NOTICES = (
    "Ce message et ses pièces jointes peuvent contenir des informations confidentielles ou privilégiées et ne doivent "
    "donc pas être diffusés, exploités ou copiés sans autorisation.\nSi vous avez reçu ce message par erreur, veuillez le "
    "signaler à l'expéditeur et le détruire ainsi que les pièces jointes.\n",
    "This email and any attachments are confidential. If you are not the intended recipient, please notify the sender "
    "and delete it. Aurore accepts no liability for any damage caused by any virus transmitted by this email.\n",
)
_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


def migrate_with_dovecot(raw: bytes, chance: random.Random) -> Exported:
    """Two steps of `doveadm`: a mailbox file imported into Dovecot's own store, and later backed up as a mailbox file."""
    with open_bench() as bench:
        bench.write("came/inbox", write_box(raw))
        owner = bench.give_away()
        place = str(bench.place)
        bench.write("dovecot.conf", _DOVECOT.format(place=place, owner=owner))
        came, left = (
            f"mbox:{place}/came:INBOX={place}/came/inbox",
            f"mbox:{place}/left:INBOX={place}/left/inbox",
        )
        for step in (("import", came, "", "ALL"), ("backup", left)):
            bench.run(
                "dovecot-core",
                "doveadm",
                "-c",
                f"{place}/dovecot.conf",
                *step,
                USER="nobody",
                LOGNAME="nobody",
            )
        whole = bench.read("left/inbox")
    # the first one says of itself that it is no message, and has the clock in it
    one = whole[whole.index(b"\n\nFrom ") + 2 :]
    return wash(rb"\AFrom (\S+)@\S+", lambda match: b"From " + match[1] + b"@mail.aurore.test", one)


def sync_with_mbsync(raw: bytes, chance: random.Random) -> Exported:
    """isync's `mbsync`, from one Maildir to another: it leaves a mark by which it knows the copy again."""
    with open_bench() as bench:
        for part in ("cur", "new", "tmp"):
            (bench.place / "old" / "INBOX" / part).mkdir(parents=True)
        (bench.place / "new").mkdir()
        bench.write("old/INBOX/new/1772442733.M1P1.mail", read_stored(raw))
        for part in ("cur", "new"):  # it waits for a second to pass where a folder has just been changed
            os.utime(bench.place / "old" / "INBOX" / part, (PRINTED_AT, PRINTED_AT))
        bench.write("mbsyncrc", _MBSYNC.format(place=bench.place))
        bench.run("isync", "mbsync", "-q", "-c", str(bench.place / "mbsyncrc"), "-a")
        mark = "".join(chance.choices(_LETTERS, k=12)).encode()
        return wash(rb"(?m)^X-TUID: \S+", b"X-TUID: " + mark, read_one(bench, "new/INBOX"))


def sort_with_procmail(raw: bytes, chance: random.Random) -> Exported:
    """The old way from a mailbox file to a Maildir: split by `formail`, each message put away by procmail."""
    with open_bench() as bench:
        rules = bench.write("rules", f"MAILDIR={bench.place}\nDEFAULT={bench.place}/Maildir/\n")
        bench.run("procmail", "formail", "-s", "procmail", str(rules), fed=write_box(raw))
        return read_one(bench, "Maildir")


def pack_with_nmh(raw: bytes, chance: random.Random) -> Exported:
    """nmh: taken in with `inc`, its parts put straight by `mhfixmsg`, the folder packed into a mailbox file."""
    with open_bench() as bench:
        box = bench.write("mbox", write_box(raw))
        profile = bench.write("profile", f"Path: {bench.place}/Mail\n")
        (bench.place / "Mail" / "inbox").mkdir(parents=True)
        for step in (
            ("inc", "+inbox", "-file", str(box), "-silent"),
            ("mhfixmsg", "+inbox", "1"),
            ("packf", "+inbox", "-file", str(bench.place / "packed")),
        ):
            bench.run("nmh", *step, MH=str(profile))
        packed = bench.read("packed")
    return wash(rb"\A(From [^\n]*?)" + _CLOCK, lambda match: match[1] + _STEADY_CLOCK, packed)


def decode_with_mailutils(raw: bytes, chance: random.Random) -> Exported:
    """GNU Mailutils' `decodemail`: a mailbox file in which every field and every part is in plain UTF-8."""
    seconds, number = chance.randint(1_500_000_000, 1_772_000_000), chance.randint(400, 32_000)
    with open_bench() as bench:
        box = bench.write("mbox", write_box(raw))
        bench.run("mailutils", "decodemail", str(box), str(bench.place / "decoded"))
        decoded = bench.read("decoded")
    decoded = wash(rb"(?<=\d)-\d{10}=:\d+", b"-%d=:%d" % (seconds, number), decoded)
    return wash(rb"(?m)^(X-IMAPbase: +)\d{10}", lambda match: match[1] + str(seconds).encode(), decoded)


def store_with_python(raw: bytes, chance: random.Random) -> Exported:
    """A script of ten lines as administrators write it: parsed by Python's `email`, put into a file by its `mailbox`."""
    with open_bench() as bench:
        box = mailbox.mbox(bench.place / "export.mbox")
        sender = begin_box(parse_message(raw)).decode()
        parsed = email.message_from_bytes(read_stored(raw), EmailMessage, policy=email.policy.default)
        try:
            written = parsed.as_bytes()
        except Exception:  # fields that the newer policy cannot write: the script then takes the older one
            written = email.message_from_bytes(read_stored(raw)).as_bytes()
        one = mailbox.mboxMessage(written)
        one.set_from(sender.removeprefix("From ").rstrip("\n"))
        box.add(one)
        box.close()
        return bench.read("export.mbox")


def publish_with_mhonarc(raw: bytes, chance: random.Random) -> Exported:
    """MHonArc's page of the message in the archive of a list."""
    with open_bench() as bench:
        box = bench.write("mbox", write_box(raw))
        (bench.place / "www").mkdir()
        bench.run("mhonarc", "mhonarc", "-quiet", "-outdir", str(bench.place / "www"), str(box))
        page = bench.read("www/msg00000.html")
    return Printed(read_page_text(read_text(page))[0], "html")


def show_in_s_nail(raw: bytes, chance: random.Random) -> Exported:
    """A Unix account's `mail`, S-nail: what `type` shows of the message, kept in a file."""
    with open_bench() as bench:
        box = bench.write("mbox", write_box(raw))
        shown = bench.run("s-nail", "s-nail", "-#", "-R", "-f", str(box), fed=b"type 1\nexit\n")
    return Printed(read_text(shown))


def print_with_enscript(raw: bytes, chance: random.Random) -> Exported:
    """On paper as a Unix desk prints: mblaze's `mshow`, enscript in Latin 1, a PDF by Ghostscript, its text by Poppler."""
    with open_bench() as bench:
        shown = bench.run("mblaze", "mshow", str(bench.write("message", read_stored(raw))))
        shown = wash(
            rb"(?m)^(Date: .*) \(.* ago\)$", lambda match: match[1] + b" (1 year, 3 weeks, 2 days ago)", shown
        )
        sheet = bench.write("message.txt", read_text(shown).encode("utf-8", "replace"))
        plain = bench.run("libc-bin", "iconv", "-c", "-f", "utf-8", "-t", "latin1//TRANSLIT", str(sheet))
        os.utime(bench.write("message.txt", plain), (PRINTED_AT, PRINTED_AT))
        bench.run("enscript", "enscript", "--quiet", "-p", "sheet.ps", "message.txt")
        bench.run("ghostscript", "ps2pdf", "sheet.ps", "sheet.pdf")
        said = bench.run("poppler-utils", "pdftotext", "sheet.pdf", "-")
    return Printed(read_text(said), "pdf")


def disclaim_with_altermime(raw: bytes, chance: random.Random) -> Exported:
    """A gateway's altermime: the firm's notice below the text, and below the page."""
    with open_bench() as bench:
        notice = bench.write("notice.txt", f"\n-- \n{chance.choice(_NOTICES)}")
        message = bench.write("message", read_stored(raw))
        bench.run("altermime", "altermime", f"--input={message}", f"--disclaimer={notice}", "--htmltoo")
        return bench.read("message")


def post_through_mlmmj(raw: bytes, chance: random.Random) -> Exported:
    """A list of mlmmj: a tag in the subject, its own fields, a footer below whatever the message is."""
    settings = {
        "listaddress": f"{_LIST}\n", "tocc": "", "prefix": "[equipe] ", "delheaders": "Return-Receipt-To:\n",
        "customheaders": f"List-Id: <{_LIST.replace('@', '.')}>\nPrecedence: list\nReply-To: {_LIST}\n",
        "footer": f"_______________________________\n{_LIST}\nSe désabonner : equipe+unsubscribe@listes.aurore.test\n",
    }  # fmt: skip
    with open_bench() as bench:
        for folder in (
            "incoming",
            "queue/discarded",
            "archive",
            "text",
            "moderation",
            "bounce",
            "subscribers.d",
        ):
            (bench.place / "list" / folder).mkdir(parents=True)
        for name, setting in settings.items():
            bench.write(f"list/control/{name}", setting)
        post = read_stored(raw)
        if not re.search(rb"(?mi)^Return-Path:", post.partition(b"\n\n")[0]):
            # its mail server writes down who sent the post; without it the list takes it for a bounce
            post = b"Return-Path: <%s>\n" % parse_message(raw).sender.address.encode() + post
        came = bench.write("list/incoming/1", post)
        bench.run("mlmmj", "/usr/bin/mlmmj-process", "-P", "-L", str(bench.place / "list"), "-m", str(came))
        posted = [path for path in sorted((bench.place / "list" / "queue").iterdir()) if path.is_file()]
        if [path.suffix for path in posted] != [""]:
            raise FileNotFoundError("the list did not take the message")
        return posted[0].read_bytes()


def downgrade_at_courier(raw: bytes, chance: random.Random) -> Exported:
    """Courier on its way to a server without 8BITMIME: what must be is coded anew, by its own `reformime`."""
    with open_bench() as bench:
        done = bench.run("maildrop", "reformime", "-r7", fed=read_stored(raw))
    number = b"%d-%d" % (chance.randint(400, 32_000), chance.randint(1_500_000_000, 1_772_000_000))
    return wash(
        rb"=_([\w.-]+?)-\d+-\d{10}-(\d{4})-", lambda match: b"=_mail-" + number + b"-" + match[2] + b"-", done
    )


EXPORTS: dict[str, Callable[[bytes, random.Random], Exported]] = {
    one.__name__: one
    for one in (
        migrate_with_dovecot, sync_with_mbsync, sort_with_procmail, pack_with_nmh, decode_with_mailutils,
        store_with_python, publish_with_mhonarc, show_in_s_nail, print_with_enscript, disclaim_with_altermime,
        post_through_mlmmj, downgrade_at_courier,
    )
}  # fmt: skip
