"""The reasons of a verdict, and what stands out in a whole dump, in words: for each code its messages, the fullest first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from chaffinch.reports.catalogue import gettext_noop

EVIDENCE: Mapping[str, Sequence[str]] = {
    "archive-match:exact": (
        gettext_noop("It is, byte for byte, what our archive holds in %(mailbox)s since %(first_seen)s."),
        gettext_noop("It is, byte for byte, what our archive holds."),
    ),
    "archive-match:same": (
        gettext_noop(
            "Its head, text and attachments are those of a message in %(mailbox)s, kept since %(first_seen)s."
        ),
        gettext_noop("Its head, text and attachments are those of a message of our archive."),
    ),
    "archive-match:repackaged": (
        gettext_noop("Word for word it is what our archive holds in %(mailbox)s since %(first_seen)s."),
        gettext_noop("Word for word it is what our archive holds."),
    ),
    "archive-match:excerpt": (
        gettext_noop(
            "All its words stand in one of ours in %(mailbox)s, kept since %(first_seen)s; the rest is left out."
        ),
        gettext_noop("All its words stand in one of ours; the rest is left out."),
    ),
    "archive-match:altered": (
        gettext_noop(
            "It is one of ours in %(mailbox)s, kept since %(first_seen)s, changed in places: %(changes)s."
        ),
        gettext_noop("It is one of ours, changed."),
    ),
    "archive-match:framed": (
        gettext_noop(
            "One of ours in %(mailbox)s, kept since %(first_seen)s, stands in it. What is different, printing and reading "
            "paper leave as well: who did it cannot be told."
        ),
        gettext_noop(
            "One of ours stands in it. What is different, printing and reading paper leave as well: who did it "
            "cannot be told."
        ),
    ),
    "archive-match:repeated": (
        gettext_noop(
            "All words of one of ours in %(mailbox)s, kept since %(first_seen)s, stand in it; "
            "what is beside them is not ours."
        ),
        gettext_noop("All words of one of ours stand in it; what is beside them is not ours."),
    ),
    "alike:unread": (
        gettext_noop(
            "It may be one of ours in %(mailbox)s, but the archive keeps no text that it could be compared with."
        ),
    ),
    "alike": (
        gettext_noop("It has words in common with one of ours in %(mailbox)s, and is another one."),
        gettext_noop("It has words in common with one of ours, and is another one."),
    ),
    "ledger:exact": (
        gettext_noop("It is, byte for byte, something that we planted and committed to beforehand."),
    ),
    "ledger:same": (
        gettext_noop("Word for word it is something that we planted and committed to beforehand."),
    ),
    "ledger:altered": (gettext_noop("It is something that we planted, and was changed since."),),
    "ledger:quoted": (gettext_noop("It quotes something that we planted."),),
    "ledger:excerpt": (gettext_noop("It is a part of something that we planted."),),
    "ledger:alike": (
        gettext_noop("It has much in common with something that we planted, of which no text is at hand."),
    ),
    "ocr:archive": (
        gettext_noop(
            "OCR read %(words)s words in it: %(percent)s%% of them stand, in a row, in one of ours in %(mailbox)s, kept "
            "since %(first_seen)s. OCR errs: this decides nothing."
        ),
        gettext_noop(
            "OCR read %(words)s words in it, and most of them stand in one of ours. OCR errs: this decides nothing."
        ),
    ),
    "ocr:sketch": (
        gettext_noop(
            "OCR read %(words)s words in it, which have much in common with one of ours in %(mailbox)s, of which no text is "
            "at hand. OCR errs: this decides nothing."
        ),
    ),
    "ocr:ledger": (
        gettext_noop(
            "OCR read %(words)s words in it, which have much in common with something that we planted. OCR errs: this "
            "decides nothing."
        ),
    ),
    "ocr:none": (gettext_noop("OCR found no words in it."),),
    "ocr": (gettext_noop("Words that OCR read in it: %(words)s."),),
    "dkim:published": (
        gettext_noop(
            "It is signed for %(domain)s with a key whose private half anybody can have: that proves nothing."
        ),
    ),
    "dkim:weak-key": (
        gettext_noop(
            "It is signed for %(domain)s with a key of %(key_bits)s bits, which can be broken: that proves little."
        ),
    ),
    "dkim:whole": (
        gettext_noop(
            "The signature of %(domain)s holds for head and body: both are as that server sent them (key: %(key_source)s)."
        ),
        gettext_noop(
            "The signature of %(domain)s holds for head and body: both are as that server sent them."
        ),
    ),
    "dkim:our-copy": (
        gettext_noop(
            "The signature of %(domain)s holds for the head and names the body of our own copy: "
            "outsiders can check our original."
        ),
    ),
    "dkim:cut": (
        gettext_noop(
            "The signature of %(domain)s holds for the head and the beginning of the body only: more may have been added."
        ),
    ),
    "dkim:body": (
        gettext_noop(
            "The signature of %(domain)s holds for the head; the body is not the one that was signed. Exports do that, too."
        ),
    ),
    "dkim:no-key": (gettext_noop("It is signed for %(domain)s; no copy of the key of that day is at hand."),),
    "dkim:invalid": (
        gettext_noop(
            "The signature of %(domain)s does not hold for the head. Exports that rewrite heads do that, too."
        ),
    ),
    "dkim": (gettext_noop("It bears a signature of %(domain)s that cannot be checked here."),),
    "delivery-log": (gettext_noop("A delivery log of ours names its Message-ID."),),
    "copies": (gettext_noop("It stands in %(mailboxes)s of our mailboxes."),),
    "origin:after-breach": (
        gettext_noop(
            "Our archive first held it after the intrusion began: an intruder may have put it into %(mailbox)s."
        ),
    ),
    "origin:uid-order": (
        gettext_noop("Its number in %(mailbox)s does not fit its date: it was put there later than it says."),
    ),
    "witness:independent": (
        gettext_noop("A message in another mailbox quotes %(percent)s%% of its words."),
        gettext_noop("A message in another mailbox quotes it."),
    ),
    "witness": (
        gettext_noop(
            "A message in the same mailbox quotes %(percent)s%% of its words; an intruder may have put both there."
        ),
        gettext_noop("A message in the same mailbox quotes it; an intruder may have put both there."),
    ),
    "coverage": (
        gettext_noop(
            "All mail of %(mailboxes)s around that day is known, from a journal or a delivery log, and it is not among it."
        ),
    ),
    "claims-ours": (gettext_noop("It names mailboxes of ours: %(mailboxes)s."),),
    "stranger": (
        gettext_noop("It is from %(sender)s and names nobody of us."),
        gettext_noop("It names nobody of us."),
    ),
    "thread": (gettext_noop("It answers a message that our archive holds."),),
    "thread:against": (gettext_noop("It answers a message that our archive does not hold."),),
    "thread-form": (
        gettext_noop("It is tied to its thread in a way that mail programs do not write (%(codes)s)."),
    ),
    "received": (gettext_noop("The clocks on its way contradict each other (%(codes)s)."),),
    "client": (gettext_noop("It is written as the sender’s program writes."),),
    "client:against": (gettext_noop("It is not written as the sender’s programs write (%(unusual)s)."),),
    "metadata": (
        gettext_noop(
            "The file says that it was last saved by “%(last_modified_by)s” on %(modified)s. Anybody can write that."
        ),
        gettext_noop("The file says that it was made by “%(creator)s”. Anybody can write that."),
        gettext_noop("The file says with what it was made. Anybody can write that."),
    ),
    "repeated": (
        gettext_noop(
            "What was added stands in %(items)s items of this dump, of %(writers)s writers: a program put it there,"
            " an export’s or somebody’s. Read the words: they are not ours."
        ),
        gettext_noop(
            "What was added stands in many items of this dump: a program put it there. The words are not ours."
        ),
    ),
    "export": (gettext_noop("An export or a copy left its marks: %(marks)s."),),
}
"""The code, with its variant after a colon; a variant without messages of its own is said as the code alone."""

ANOMALIES: Mapping[str, Sequence[str]] = {
    "saved-together": (
        gettext_noop(
            "%(count)s files were saved within four minutes, from %(from)s on, by %(application)s "
            "in the language %(language)s."
        ),
        gettext_noop("%(count)s files were saved within four minutes, from %(from)s on, by %(application)s."),
        gettext_noop("%(count)s files were saved within four minutes, from %(from)s on."),
    ),
    "saved-by-one": (
        gettext_noop(
            "%(count)s files were last saved under the name “%(saved_by)s”, in the languages %(languages)s."
        ),
        gettext_noop("%(count)s files were last saved under the name “%(saved_by)s”."),
    ),
    "sent-together": (gettext_noop("%(count)s messages bear dates within four minutes, from %(from)s on."),),
    "altered-alike": (gettext_noop("%(count)s altered items were changed in the same places: %(where)s."),),
}

MARKS = {
    "accents-lost": gettext_noop("accents lost"),
    "addresses-hidden": gettext_noop("addresses hidden"),
    "apple-mail": gettext_noop("Apple Mail"),
    "banner": gettext_noop("a banner of the mail server"),
    "charset": gettext_noop("letters read in another charset"),
    "client": gettext_noop("a line of the mail program"),
    "date-form": gettext_noop("the date written in another form"),
    "encoding": gettext_noop("another encoding"),
    "evolution": gettext_noop("Evolution"),
    "fields-joined": gettext_noop("recipients put together"),
    "fields-lost": gettext_noop("fields of the head lost"),
    "file-renamed": gettext_noop("a file renamed"),
    "file-resaved": gettext_noop("a file saved anew"),
    "file-unread": gettext_noop("a file that could not be compared"),
    "files-added": gettext_noop("files that programs add"),
    "files-lost": gettext_noop("attachments left out"),
    "footer": gettext_noop("a footer"),
    "gmail-takeout": gettext_noop("Google Takeout"),
    "hidden": gettext_noop("words that a page hides"),
    "hidden-text": gettext_noop("words that a page hides"),
    "isync": gettext_noop("isync"),
    "line-breaks": gettext_noop("lines broken elsewhere"),
    "line-ends": gettext_noop("other line ends"),
    "lines-around": gettext_noop("lines before or behind the message"),
    "lines-moved": gettext_noop("lines at other places"),
    "links-hidden": gettext_noop("links left out"),
    "links-rewritten": gettext_noop("links rewritten by a gateway"),
    "links-shown": gettext_noop("links written out"),
    "list-sender": gettext_noop("a mailing list’s sender"),
    "mbox": gettext_noop("mbox"),
    "misread": gettext_noop("letters taken for others that look alike"),
    "offlineimap": gettext_noop("OfflineIMAP"),
    "one-form": gettext_noop("one of its two forms left out"),
    "other-message-id": gettext_noop("another Message-ID"),
    "outlook": gettext_noop("Outlook"),
    "page-lines": gettext_noop("lines that each page has"),
    "parts-left-out": gettext_noop("paragraphs left out"),
    "print": gettext_noop("printed"),
    "printed": gettext_noop("printed"),
    "printed-head": gettext_noop("the head printed into the text"),
    "proton": gettext_noop("Proton"),
    "pst": gettext_noop("Outlook’s store (PST)"),
    "quoted": gettext_noop("quoted"),
    "quoted-printable": gettext_noop("signs of quoted-printable left in"),
    "resaved": gettext_noop("saved anew"),
    "site": gettext_noop("words of the site that shows it"),
    "soft-breaks": gettext_noop("signs of quoted-printable left in"),
    "subject-form": gettext_noop("the subject written in another form"),
    "thunderbird": gettext_noop("Thunderbird"),
    "trace-lost": gettext_noop("the trace of its way lost"),
}
"""What an export leaves, by code."""
