"""A text that an export wrote anew is the same; a word that somebody changed is told, with its place."""

from __future__ import annotations

import quopri
import unicodedata
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.leaks.judging.mails import print_mail, write_mail

from chaffinch.leaks.judging.claims import list_known
from chaffinch.leaks.judging.comparing import compare_texts

OURS = """Bonjour Marie,

L'été prochain, nous n'avons pas l'intention d'accepter l'offre de 12 500 € que M. Durand a faite.
Le détail est sur https://portail.aurore.test/offre?id=12 et chez jean.petit@aurore.test.

- point un
- point deux

Bien à vous,
Camille
"""
LINK = "https://portail.aurore.test/offre?id=12"
EXPORTS = {
    "other lines": OURS.replace("nous n'avons", "nous\nn'avons"),
    "quoted": "Le 3 mars 2026, Camille Roy a écrit :\n" + "".join(f"> {line}\n" for line in OURS.split("\n")),
    "quoted-printable left": quopri.encodestring(OURS.encode()).decode(),
    "soft breaks alone": OURS.replace("accepter", "acc=\nepter").replace("Durand", "=\nDurand"),
    "question marks": OURS.encode("ascii", "replace").decode(),
    "no accents at all": unicodedata.normalize("NFKD", OURS).encode("ascii", "ignore").decode(),
    "misread": OURS.encode().decode("cp1252", "replace"),
    "misread by DOS": OURS.encode("cp1252").decode("cp850"),
    "entities": OURS.encode("ascii", "xmlcharrefreplace").decode(),
    "hyphens of typesetters": OURS.replace("- point", "\u2010 point"),
    "typography": OURS.replace("'", "’").replace("12 500", "12\u202f500").replace("fi", "ﬁ"),
    "tags": "<html><body>" + "".join(f"<p>{line}</p>\n" for line in OURS.split("\n")) + "</body></html>",
    "list footer": OURS + "\n_____\nEquipe mailing list\nhttps://lists.aurore.test/mailman/listinfo/equipe\n",
    "mark of a telephone": OURS + "\nEnvoyé de mon iPhone\n",
    "banner": "CAUTION: This email originated from outside of the organization.\n\n" + OURS,
    "printed head": "De : Camille Roy\nEnvoyé : mardi 3 mars 2026 10:00\nÀ : Marie Lou\nObjet : Offre\n\n"
    + OURS,
    "gateway": OURS.replace(
        LINK, f"https://x.safelinks.protection.outlook.com/?url={quote(LINK, safe='')}&data=05"
    ),
    "hidden address": OURS.replace("jean.petit@aurore.test", "jean.petit at aurore.test"),
    "shortened address": OURS.replace("jean.petit@aurore.test", "jean...@aurore.test"),
    "picture": OURS.replace("Bien à vous", "[cid:image001.png@01D9]\nBien à vous"),
}
CHANGES = {
    "number": ("12 500", "15 500", "12", "15"),
    "negation out": ("pas l'intention", "l'intention", "pas", ""),
    "negation in": ("Le détail est", "Le détail n'est pas", "", "pas"),
    "name": ("Durand", "Dupont", "Durand", "Dupont"),
    "first word": ("Bonjour", "Adieu", "Bonjour", "Adieu"),
    "last word": ("Camille", "Sophie", "Camille", "Sophie"),
    "sentence": ("Le détail", "Il faut payer en liquide. Le détail", "", "Il faut payer en liquide"),
    "link": ("portail.aurore", "portail.ailleurs", "portail.aurore.test", "portail.ailleurs.test"),
    "behind the end": ("Camille\n", "Camille\n\nPS : brûlez ce message.\n", "", "brûlez ce message"),
    "one accent of many": ("prévu" if "prévu" in OURS else "faite", "défaite", "faite", "défaite"),
}


@pytest.mark.parametrize("name", EXPORTS)
def test_an_export_changes_nothing(name: str) -> None:
    found = compare_texts(OURS, EXPORTS[name])
    assert not found.changes
    assert not found.missing


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_is_told_with_its_words(name: str) -> None:
    before, after, ours, theirs = CHANGES[name]
    changed = OURS.replace(before, after, 1)
    found = compare_texts(OURS, changed)
    assert len(found.changes) == 1
    assert ours in found.changes[0].ours
    assert theirs in found.changes[0].theirs
    assert len(found.changes[0].ours) + len(found.changes[0].theirs) < 90


@pytest.mark.parametrize(
    "name", ["quoted", "misread", "quoted-printable left", "list footer", "printed head", "entities"]
)
def test_a_change_is_told_through_an_export(name: str) -> None:
    found = compare_texts(OURS, EXPORTS[name].replace("12", "92").replace("Durand", "Dupond"))
    assert any("Dupond" in change.theirs for change in found.changes)


def test_a_cut_is_an_excerpt_and_says_what_is_missing() -> None:
    found = compare_texts(OURS, OURS[: OURS.index("Le détail")])
    assert not found.changes
    assert found.missing[0].ours.startswith("Le détail")


def test_a_word_that_begins_another_is_no_cut() -> None:
    found = compare_texts("C'est impossible, dit-elle au maire", "possible, dit-elle au maire")
    assert found.changes or found.missing[0].ours != "C'est im"
    assert compare_texts("Le total est de 500", "Le total est de 5").changes


def test_one_lost_accent_is_a_change_where_the_others_are_there() -> None:
    ours = "Le maire a refusé et la préfète a signé le décret de l'été."
    assert compare_texts(ours, ours.replace("refusé", "refuse")).changes


WORDS = st.lists(
    st.sampled_from(
        [
            "le",
            "maire",
            "signe",
            "un",
            "accord",
            "demain",
            "avec",
            "nous",
            "pour",
            "12",
            "ans",
            "et",
            "400",
            "euros",
        ]
    ),
    min_size=30,
    max_size=120,
)


@given(WORDS, st.integers(20, 90), st.sampled_from(["", "> ", "| "]))
def test_any_wrapping_and_quoting_is_the_same(words: list[str], width: int, mark: str) -> None:
    lines: list[str] = []
    line = ""
    for word in words:
        if len(line) + len(word) > width:
            lines, line = [*lines, line], ""
        line = f"{line} {word}".strip()
    wrapped = "\n".join(mark + one for one in [*lines, line])
    found = compare_texts(" ".join(words), wrapped)
    assert not found.changes
    assert not found.missing


@given(WORDS, st.integers(5, 24))
def test_any_other_word_inside_is_found(words: list[str], place: int) -> None:
    changed = [*words[:place], "jamais", *words[place + 1 :]]
    found = compare_texts(" ".join(words), " ".join(changed))
    assert any("jamais" in change.theirs for change in found.changes)


def test_long_texts_with_nothing_in_common_are_one_change() -> None:
    ours = " ".join(f"alpha{number % 977}" for number in range(20_000))
    theirs = " ".join(f"beta{number % 991}" for number in range(20_000))
    assert len(compare_texts(ours, theirs).changes) == 1


def test_one_word_in_a_long_text_is_found() -> None:
    words = [f"mot{number % 4999} alinea{number // 7}" for number in range(15_000)]
    changed = [*words[:7_000], "jamais", *words[7_000:]]
    found = compare_texts(" ".join(words), " ".join(changed))
    assert [change.theirs for change in found.changes] == ["jamais"]


def test_words_behind_a_link_that_a_gateway_rewrote_are_told_apart_from_it() -> None:
    ours = "Bonjour,\n\nVoici la page que tu cherchais hier :\nhttp://exemple.test/budget\n"
    theirs = (
        ours.replace(
            "http://exemple.test/budget",
            "https://protect-eu.mimecast.com/s/m9QO8eGQf9zH8kIkPHJz6E?domain=exemple.test",
        )
        + "\nPayez en liquide.\n"
    )
    found = compare_texts(ours, theirs)
    assert [(one.op, one.ours, one.theirs) for one in found.changes] == [("insert", "", "Payez en liquide")]
    assert "links-rewritten" in found.codes


LONG = "https://listes.exemple.test/archives/2027/mars/devis-affiches"


@pytest.mark.parametrize("dots", [" ... ", "…", " … "])
def test_a_link_that_a_board_shortens_is_no_change(dots: str) -> None:
    ours = f"Bonjour,\n\nVoici la page que tu cherchais hier : {LONG}\n"
    found = compare_texts(ours, ours.replace(LONG, f"{LONG[:36]}{dots}{LONG[-10:]}"))
    assert not found.changes
    assert found.codes == {"links-hidden"}
    behind = ours.replace(LONG, f"{LONG[:36]}{dots}{LONG[-10:]}") + "\nPayez en liquide.\n"
    assert [one.theirs for one in compare_texts(ours, behind).changes] == ["Payez en liquide"]
    other = ours.replace(LONG, f"{LONG[:36]}{dots}{'pots-de-vin'}")
    assert compare_texts(ours, other).changes


def test_a_link_in_small_letters_is_a_gateways() -> None:
    ours = "Bonjour,\n\nVoici la page que tu cherchais hier :\nhttp://exemple.test/Budget/A\n"
    wrapped = "https://linkprotect.cudasvc.com/url?a=http%3a%2f%2fexemple.test%2fbudget%2fa&c=E,1,abc&typo=1"
    assert not compare_texts(ours, ours.replace("http://exemple.test/Budget/A", wrapped)).changes
    assert compare_texts(ours, ours.replace("Budget/A", "budget/b")).changes


def test_a_digest_of_a_list_is_read_with_its_contents_and_its_heads() -> None:
    mail = print_mail(write_mail(Subject="Re: [Equipe] 24 affiches", To="equipe@listes.test")).mail
    assert mail
    digest = (
        "Send Equipe mailing list submissions to\n\tequipe@listes.test\n\nWhen replying, please edit your Subject line so it is"
        ' more specific\nthan "Re: Contents of Equipe digest..."\n\n\nToday\'s Topics:\n\n'
        f"   1. Re: [Equipe] 24 affiches ({mail.sender_name})\n\n\n{'-' * 70}\n\nMessage: 1\nDate: {dict(mail.headers)['Date']}\n"
        f"From: {dict(mail.headers)['From']}\nTo: \nSubject: Re: [Equipe] 24 affiches\nMessage-ID: {mail.message_id}\n"
        f"Content-Type: text/plain; charset=utf-8\n\n{mail.text}\n{'-' * 30}\n\nSubject: Digest Footer\n\n{'_' * 47}\n"
        f"Equipe mailing list\nequipe@listes.test\n\n\n{'-' * 30}\n\nEnd of Equipe Digest, Vol 4, Issue 3\n{'*' * 36}\n"
    )
    assert not compare_texts(mail.text, digest, list_known(mail)).changes
    forged = digest.replace(mail.text, mail.text + "\nPayez en liquide.\n")
    assert [one.theirs for one in compare_texts(mail.text, forged, list_known(mail)).changes]
    moved = digest.replace("Message: 1", "Message: 1\nDate: Mon, 1 Feb 2027 10:00:00 +0100")
    assert compare_texts(
        mail.text, moved.replace(f"Date: {dict(mail.headers)['Date']}\n", ""), list_known(mail)
    ).changes


def test_a_head_that_is_shown_whole_is_one_head() -> None:
    mail = print_mail(
        write_mail(Delivered_To="claire@mouvement-aurore.test", User_Agent="Mozilla Thunderbird")
    ).mail
    assert mail
    fields = "".join(f"- {name}: {value}\n" for name, value in mail.headers)
    page = f"[Date Prev][Date Next][Thread Prev][Thread Next][Date Index][Thread Index]\n{fields}- X-Spam-Score: 0.1\n\n{mail.text}"
    assert not compare_texts(mail.text, page, list_known(mail)).changes
    told = page.replace("X-Spam-Score", "Secret")
    assert [one.theirs[-11:] for one in compare_texts(mail.text, told, list_known(mail)).changes] == [
        "Secret: 0.1"
    ]


def test_marks_that_readers_of_mail_put_around_parts_are_no_words_of_the_message() -> None:
    mail = print_mail(write_mail()).mail
    assert mail
    marked = (
        "[-- Message 1 -- 135 lines, 5921 bytes --]:\n\n[-- #1.1 41/1553 text/plain, quoted-printable, utf-8 --]\n\n"
        f"{mail.text}\n[-- #1.2 13/385 application/pgp-signature, 7bit, us-ascii --]\n"
        "[-- No MIME handler installed, or not applicable --]\n"
    )
    assert not compare_texts(mail.text, marked, list_known(mail)).changes
    joined = f"--- 1: text/plain size=532 --{mail.text}"
    assert not compare_texts(mail.text, joined, list_known(mail)).changes
    forged = marked.replace("No MIME handler installed, or not applicable", "Payez en liquide")
    assert compare_texts(mail.text, forged, list_known(mail)).changes


def test_a_crossed_out_address_is_that_of_the_head_or_of_the_text_by_its_length() -> None:
    text = "Bonjour,\n\nLe devis des affiches est prêt, à signer avant lundi soir.\n\nliste: equipe@listes.exemple.test\n"
    mail = print_mail(write_mail(text.replace("\n", "\r\n"), To="equipe@aurore.test")).mail
    assert mail
    head = (
        "From: Camille Roy <camille.roy@xxxxxxxxxxxxxxxxxxxxx>\nTo: equipe@xxxxxxxxxxx\nSubject: Budget\n\n"
    )
    page = head + mail.text.replace("equipe@listes.exemple.test", "equipe@xxxxxxxxxxxxxxxxxxx")
    assert not compare_texts(mail.text, page, list_known(mail)).changes
    other = page.replace("To: equipe@", "To: presse@").replace(
        "xxxxxxxxxxx\nSubject", "ailleurs.test\nSubject"
    )
    assert [one.where for one in compare_texts(mail.text, other, list_known(mail)).changes] == ["to"]


def test_a_mark_of_ours_hides_no_cut_beside_it() -> None:
    """Where an export left something out it sets a mark; one that the author set says nothing of a cut made since."""
    ours = "Tu écris bien ceci.\n\nJe ne veux pas de cet argent, il est sale ...\n...\nOn en parle jeudi soir, chez toi.\n"
    shortened = ours.replace("On en parle jeudi soir, chez toi.", "[...]\nOn en parle jeudi soir, chez toi.")
    assert compare_texts(ours, shortened).changes == ()
    (cut,) = compare_texts(ours, ours.replace("Je ne veux pas de cet argent, il est sale ...\n", "")).changes
    assert (cut.op, cut.ours) == ("delete", "Je ne veux pas de cet argent, il est sale")
    alone = ours.replace("\n...\n", "\n").replace("sale ...", "sale...")
    (cut,) = compare_texts(
        alone, alone.replace("Je ne veux pas de cet argent, il est sale...", "...")
    ).changes
    assert (cut.op, cut.ours) == ("delete", "Je ne veux pas de cet argent, il est sale")
    plain = ours.replace("sale ...\n...\n", "sale.\n")
    left_out = plain.replace("Je ne veux pas de cet argent, il est sale.\n", "[...]\n")
    found = compare_texts(plain, left_out)
    assert not found.changes
    assert found.codes == {"elided"}


def test_a_footer_stands_by_itself_and_a_line_of_a_paragraph_is_none() -> None:
    footer = "Envoyé de mon iPhone\n"
    ours = f"Bonjour,\nvoici le devis de la salle.\n\n{footer}\nLe 3 mars, Jean Petit a écrit :\n> Merci d'avance à toi.\n"
    assert compare_texts(ours, ours.replace(footer, "")).codes == {"client-lost"}
    torn = ours.replace(f"salle.\n\n{footer}", f"salle.\n{footer}Rappelle-moi ce soir.\n")
    (cut,) = compare_texts(torn, torn.replace(footer, "")).changes
    assert (cut.op, cut.ours) == ("delete", "Envoyé de mon iPhone")


def test_a_field_of_a_head_goes_on_below() -> None:
    """RFC 5322, 2.2.3; many programs print a long field so."""
    subject = "Budget de la salle, la caution et le reste de la commande"
    mail = print_mail(write_mail(OURS, Subject=subject)).mail
    assert mail
    head = f"From: Camille Roy\nSubject: {subject[:31]}\n    {subject[31:]}\nUser-Agent: Mozilla/5.0 (X11; U)\n    Gecko/20020721\n\n"
    found = compare_texts(mail.text, head + mail.text, list_known(mail))
    assert not found.changes
    assert found.codes == {"printed-head"}
    forged = compare_texts(mail.text, head.replace("caution", "commission") + mail.text, list_known(mail))
    assert [change.where for change in forged.changes] == ["subject"]


@pytest.mark.parametrize("hyphen", ["\u2010", "\u2011", "\u2212"])
def test_a_typesetter_s_hyphen_is_a_hyphen_in_addresses_and_figures(hyphen: str) -> None:
    ours = "Écrire à jean-paul@aurore.test, voir https://aurore.test/le-compte-rendu : il reste -12 degrés, pas plus.\n"
    found = compare_texts(ours, ours.replace("-", hyphen))
    assert not found.changes
    assert compare_texts(ours, ours.replace("-", hyphen).replace("jean", "jeanne")).changes
    assert compare_texts(ours, ours.replace("-12", "12")).changes


def test_a_code_that_was_cut_at_a_line_s_end_and_written_anew() -> None:
    """As Rspamd folds lines that it encodes."""
    ours = (
        "Ne commande pas, j'ai retrouvé 38 cartouches dans la réserve, c'est Noël. Le budget n'a pas bougé.\n"
    )
    found = compare_texts(ours, ours.replace("c'est ", "c'est=2=20\n"))
    assert not found.changes
    assert found.codes == {"quoted-printable"}
    assert compare_texts(ours, ours.replace("c'est ", "c'est=2=20\n").replace("38", "138")).changes
