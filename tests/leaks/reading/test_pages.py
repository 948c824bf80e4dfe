"""A page that shows a mail, as leak sites print them, is compared as the mail."""

from __future__ import annotations

import pytest
from tests.leaks.reading.dumps import Shelf

BODY = "<p>Le budget est de 1 200 euros.</p><p>Camille</p>"
TABLE = (
    "<table><tr><th>From:</th><td>camille.roy@mouvement-aurore.test</td></tr><tr><th>To:</th><td>jean@mouvement-aurore.test</td></tr>"
    "<tr><th>Date:</th><td>2017-03-02 09:30</td></tr><tr><th>Subject:</th><td>Budget</td></tr></table>"
)
BARE_TABLE = TABLE.replace(":</th>", "</th>")
LIST = (
    "<dl><dt>Subject</dt><dd>Budget</dd><dt>From</dt><dd>Camille Roy &lt;camille.roy@mouvement-aurore.test&gt;</dd>"
    "<dt>To</dt><dd>jean@mouvement-aurore.test</dd><dt>Date</dt><dd>2017-03-02 09:30</dd></dl>"
)
LINES = (
    "<div>De : Camille Roy &lt;camille.roy@mouvement-aurore.test&gt;<br>Envoyé : jeudi 2 mars 2017 09:30<br>"
    "À : jean@mouvement-aurore.test<br>Objet : Budget</div>"
)
BOLD = (
    "<pre>From: camille.roy@mouvement-aurore.test\nTo: jean@mouvement-aurore.test\nDate: Thu, 2 Mar 2017 09:30:00 +0100\n"
    "Subject: Budget\nMessage-ID: &lt;1@mouvement-aurore.test&gt;\n\n</pre>"
)


@pytest.mark.parametrize(
    "head", [TABLE, BARE_TABLE, LIST, LINES, BOLD], ids=["table", "bare", "list", "lines", "pre"]
)
@pytest.mark.parametrize("menu", ["", "<ul><li>Search</li><li>About: us</li></ul><h1>Email-ID 1234</h1>"])
def test_heads_of_every_build_are_found(shelf: Shelf, head: str, menu: str) -> None:
    page = f"<html><head><title>Budget</title></head><body>{menu}{head}<hr><div>{BODY}</div></body></html>"
    (item,) = shelf.read_file("1234.html", page.encode())
    assert item.kind == "page"
    mail = item.mail
    assert mail is not None
    assert (mail.sender, mail.to) == ("camille.roy@mouvement-aurore.test", ("jean@mouvement-aurore.test",))
    assert mail.subject == "Budget"
    assert mail.date.startswith("2017-03-02T09:30:00")
    assert mail.text.split() == ["Le", "budget", "est", "de", "1", "200", "euros.", "Camille"]
    assert "page" in mail.faults and not mail.body_hashes
    assert item.document is not None and item.document.metadata["title"] == "Budget"


@pytest.mark.parametrize(
    "body",
    [
        "<p>From here to there.</p><p>Date of birth: 1970</p><p>To: whom it concerns</p>",
        "<p>Subject: painting</p><p>Date: spring</p><p>To: sell</p>",
        BODY,
        "",
    ],
)
def test_a_page_that_shows_no_mail_is_a_document(shelf: Shelf, body: str) -> None:
    (item,) = shelf.read_file("a.html", f"<!doctype html><html><body>{body}</body></html>".encode())
    assert (item.kind, item.mail) == ("document", None)
    assert item.document is not None and item.document.form == "html"


def test_a_pages_charset_is_heeded(shelf: Shelf) -> None:
    page = '<html><meta charset="windows-1251"><body>Привет</body></html>'.encode("cp1251")
    assert shelf.read_document("a.html", page).text == "Привет"
