"""What was left as it was carried or kept is no change, whatever charset, encoding or data file; a changed figure in it is."""

from __future__ import annotations

import html
import json
import quopri
import re
from base64 import encodebytes
from collections.abc import Callable
from urllib.parse import quote

import pytest

from chaffinch.leaks.judging.comparing import compare_texts

OURS = """Bonjour à tous,

Suite à la réunion d’hier, je vous confirme que le budget s’élève à 12 450,50 € (soit 15 % de plus qu’en 2016) — voir « Annexe n° 3 ».
Merci de relire le document ; l’équipe « Île-de-France » enverra ses remarques à camille.durand@aurore.test d'ici lundi.

- Première étape : vérifier les chiffres
- Deuxième étape : prévenir Élodie & François
- Troisième : https://aurore.test/dossier?id=42&x=1

Le 12/04/2017 à 18:30, Omar Benali a écrit :
> Peux-tu m'envoyer le tableau avant ce soir ?
> J'ai besoin de tout savoir : où, quand, combien…

À bientôt,
Inès Lefèvre
Tél. : +33 6 12 34 56 78
"""


def write_each(pattern: str, write: Callable[[str], str]) -> Callable[[str], str]:
    return lambda text: re.sub(pattern, lambda match: write(match[0]), text)


def write_signs(write: Callable[[str], str]) -> Callable[[str], str]:
    return write_each(r"[^\x00-\x7f]", write)


def misread(written: str, *read: str) -> Callable[[str], str]:
    def read_all(text: str) -> str:
        for charset in read:
            text = text.encode(written, "replace").decode(charset, "replace")
        return text

    return read_all


def show_bytes(text: str) -> str:
    """Return what `cat -v` shows of a text."""
    return "".join(
        (f"M-^{chr(byte - 64)}" if byte < 160 else f"M-{chr(byte - 128)}") if byte > 127 else chr(byte)
        for byte in text.encode()
    )


WAYS: dict[str, Callable[[str], str]] = {
    "utf-8 read as cp850": misread("utf-8", "cp850"),
    "utf-8 read as mac-roman": misread("utf-8", "mac-roman"),
    "utf-8 read as cp1251": misread("utf-8", "cp1251"),
    "cp1252 read as gb18030": misread("cp1252", "gb18030"),
    "utf-8 read as cp1252, twice": misread("utf-8", "cp1252", "cp1252"),
    "letters beyond ascii left out": lambda text: text.encode("ascii", "ignore").decode(),
    "letters beyond ascii as blanks": write_signs(lambda _: " "),
    "quoted-printable": lambda text: quopri.encodestring(text.encode()).decode(),
    "quoted-printable, small letters": lambda text: re.sub(
        "=[0-9A-F]{2}", lambda match: match[0].lower(), quopri.encodestring(text.encode()).decode()
    ),
    "base64": lambda text: encodebytes(text.encode()).decode(),
    "utf-7": lambda text: text.encode("utf-7").decode(),
    "percent": quote,
    "html escaped twice": lambda text: html.escape(html.escape(text)),
    "a string of json": lambda text: json.dumps(text)[1:-1],
    "a string of sql": lambda text: text.replace("'", "''").replace("\n", "\\n"),
    "escapes of python": lambda text: text.encode("ascii", "backslashreplace").decode(),
    "octal": write_signs(lambda sign: "".join(f"\\{byte:03o}" for byte in sign.encode())),
    "numbers of rtf": write_signs(lambda sign: f"\\u{ord(sign)}?"),
    "numbers in braces": write_signs(lambda sign: f"{{{ord(sign)}}}"),
    "numbers without a sign": write_signs(lambda sign: f"u{ord(sign):04x}"),
    "bytes in brackets": write_signs(lambda sign: "".join(f"<{byte:02x}>" for byte in sign.encode())),
    "cat -v": show_bytes,
    "initials before quotations": lambda text: "".join(f"IL> {line}\n" for line in text.split("\n")),
    "numbers of lines": lambda text: "".join(
        f"{number:4d}  {line}\n" for number, line in enumerate(text.splitlines(), 1)
    ),
    "numbers of lines with the file's name": lambda text: "".join(
        f"mail.txt:{number}:{line}\n" for number, line in enumerate(text.splitlines(), 1)
    ),
    "a link that dials": lambda text: text.replace(
        "+33 6 12 34 56 78", "+33 6 12 34 56 78 <tel:+33612345678>"
    ),
}


@pytest.mark.parametrize("way", WAYS)
def test_what_was_left_as_it_was_carried_is_no_change(way: str) -> None:
    theirs = WAYS[way](OURS)
    assert theirs != OURS
    assert compare_texts(OURS, theirs).changes == ()


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("12 450,50", "12 540,50", "540"),
        ("besoin de tout", "besoin de ne rien", "ne rien"),
        ("lundi", "jeudi", "jeudi"),
    ],
)
def test_a_change_in_it_is_found(way: str, before: str, after: str, shown: str) -> None:
    changes = compare_texts(OURS, WAYS[way](OURS.replace(before, after))).changes
    assert len(changes) == 1
    assert shown in changes[0].theirs
    assert len(changes[0].theirs) < 60


@pytest.mark.parametrize("dialled", ["+33612345679", "+336123456789", "+33612"])
def test_a_link_that_dials_another_number_is_a_change(dialled: str) -> None:
    theirs = OURS.replace("+33 6 12 34 56 78", f"+33 6 12 34 56 78 <tel:{dialled}>")
    assert compare_texts(OURS, theirs).changes


HOSTILE = {
    "base64 cut short": f"{'A' * 60}\n{'B' * 60}\n{'C' * 61}\n",
    "base64 of nothing": f"{'=' * 3}\n{'/' * 60}\n{'/' * 60}\n//\n",
    "utf-7 of halves": "+2D3cAA- +2AA- +AAAAA- +////-",
    "escapes of halves": "\\ud83d \\udc00 \\xff\\xfe \\377\\000 \\u0000",
    "words of no charset": "=?undefined?q?=FF?= =?utf-8?b?A?= =?rot13?q?x?= =?idna?b?//8=?= =?utf-16?q?=D8?=",
    "percent of halves": "%C3%28 %FF %00 %",
    "lost signs": "\ufffd" * 50 + "?" * 50,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_what_is_none_of_it_stays_as_it_stands(text: str) -> None:
    found = compare_texts(OURS, f"{OURS}\n{text}\n{OURS[:40]}")
    assert found.changes
    assert compare_texts(OURS, text).ours


def test_other_initials_before_a_line_are_a_change() -> None:
    theirs = WAYS["initials before quotations"](OURS)
    assert compare_texts(theirs, OURS).changes == ()
    assert compare_texts(theirs, theirs.replace("IL> Merci", "OB> Merci")).changes


def test_a_number_of_a_line_that_is_out_of_turn_is_a_change() -> None:
    lines = [f"{number} {line}" for number, line in enumerate(OURS.splitlines(), 1)]
    lines[3] = lines[3].removeprefix("4 ")
    assert compare_texts(OURS, "\n".join([*lines[:6], "900 euros", *lines[6:]])).changes


@pytest.mark.parametrize("dots", ["", "...", " [...]", "…", " […]"])
def test_a_text_cut_within_a_word_lacks_its_end(dots: str) -> None:
    found = compare_texts(OURS, OURS[: OURS.index("rifier les")] + dots)
    assert found.changes == ()
    assert found.missing
