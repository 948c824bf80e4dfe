"""A PDF says of itself what was ordered, in every object, and is whole."""

from __future__ import annotations

import random
import re
import shutil
import subprocess
import zlib
from pathlib import Path

import pytest
from tests.decoys.documents.made import PROVENANCE
from tests.decoys.documents.test_traces import FINGERPRINTS

from chaffinch.decoys.documents.errors import FieldError, RenderError
from chaffinch.decoys.documents.filling import Fill
from chaffinch.decoys.documents.links import Links
from chaffinch.decoys.documents.look import draw_look
from chaffinch.decoys.documents.pdf import fill_pdf, list_fonts
from chaffinch.decoys.documents.pdf_objects import rewrite_pdf

TEXT = "# Liste (1 0 R) pour {{name}}\nVoir {{link}}.\n- un\n| Quoi | Prix |\n| {{table:items}}{{what}} | {{price}} |\nfin"
FIELDS = {
    "name": "Inès",
    "link": "le dossier",
    "items": [{"what": "Eau", "price": 3.5}, {"what": "[*_$#", "price": 1}],
}


def make(chance: int = 1) -> bytes:
    look = draw_look(random.Random(2), fonts=list_fonts())
    fill = Fill(FIELDS, PROVENANCE, links=Links(target="https://depot.aurore.test/d/7f"))  # type: ignore[arg-type]
    return fill_pdf(TEXT, fill, look=look, chance=random.Random(chance)).content


def test_no_object_and_no_stream_names_what_made_it() -> None:
    content = make()
    assert not FINGERPRINTS.search(content)
    packed = re.findall(rb"/FlateDecode.*?stream\r?\n(.*?)\r?\nendstream", content, re.S)
    assert packed
    for stream in packed:
        assert not FINGERPRINTS.search(zlib.decompressobj().decompress(stream))
    assert b"Libertinus" not in content


def test_properties_are_those_ordered_in_both_places() -> None:
    content = make()
    about = "Microsoft® Word 2016"
    assert b"\xfe\xff" + about.encode("utf-16-be") in content and about.encode() in content
    assert b"(D:20260205160244+00'00')" in content and b"2026-02-05T16:02:44+00:00" in content
    first, second = (re.findall(rb"/ID\[<(\w{32})><\1>\]", make(chance))[0] for chance in (1, 2))
    assert first != second
    assert content.count(b"https://depot.aurore.test/d/7f") >= 1


def test_every_place_in_the_table_is_where_its_object_is() -> None:
    content = make()
    start = int(re.findall(rb"startxref\r\n(\d+)", content)[0])
    assert content[start:].startswith(b"xref")
    places = re.findall(rb"(\d{10}) 00000 n", content[start:])
    for number, place in enumerate(places, 1):
        assert content[int(place) :].startswith(f"{number} 0 obj".encode())


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs pdftotext (poppler-utils)")
def test_another_reader_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(make())
    text = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True, text=True)
    assert not text.stderr
    for said in ("Liste (1 0 R) pour Inès", "Voir le dossier.", "[*_$#", "3,50"):
        assert said in text.stdout
    told = subprocess.run(["pdfinfo", path], capture_output=True, check=True, text=True).stdout
    assert "Maïwenn Le Goff" in told and "Microsoft® Word 2016" in told


def test_what_is_no_typst_file_is_not_rewritten() -> None:
    with pytest.raises(RenderError):
        rewrite_pdf(b"%PDF-1.4 trailer", PROVENANCE, language="fr-FR", chance=random.Random(1))


def test_a_pdf_holds_no_remote_picture() -> None:
    fill = Fill({}, PROVENANCE, links=Links(beacon="https://depot.aurore.test/x.png"))
    with pytest.raises(FieldError):
        fill_pdf("texte", fill, look=draw_look(random.Random(1)), chance=random.Random(1))
