"""The message catalogue: whole, well typeset, and one for every part of the house."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from scripts import collect_messages
from scripts.build_catalogues import LOCALES, compile_catalogues

FRENCH = LOCALES / "fr" / "LC_MESSAGES" / "django.po"


def read_catalogue(path: Path = FRENCH) -> Catalog:
    with path.open("rb") as stream:
        return read_po(stream, locale="fr", domain="django")


def list_french() -> list[str]:
    """Return every French string, each plural form by itself."""
    strings = [message.string or "" for message in read_catalogue() if message.id]
    return [form for string in strings for form in ([string] if isinstance(string, str) else string)]


def test_every_message_of_every_source_is_translated() -> None:
    assert collect_messages.list_faults(read_catalogue(), collect_messages.collect_messages()) == []


def test_collecting_again_changes_nothing() -> None:
    found = collect_messages.collect_messages()
    once = collect_messages.write_catalogue(
        collect_messages.merge_catalogue(read_catalogue(), found.values())
    )
    assert once == FRENCH.read_text("utf-8")


def test_french_is_typeset_as_french() -> None:
    spaced = re.compile(r"\w [:;?!»]|« ")
    assert [string for string in list_french() if spaced.search(string)] == []
    assert [string for string in list_french() if re.search(r"[^\W\d_]'[^\W\d_]", string)] == []


def write_sources(package: Path, template: str, python: str = "") -> None:
    folder = package / "desk" / "templates"
    folder.mkdir(parents=True)
    (folder / "page.html").write_text(template, "utf-8")
    (package / "desk" / "views.py").write_text(python, "utf-8")


def test_messages_of_django_templates_are_found_with_plural_and_context(tmp_path: Path) -> None:
    write_sources(
        tmp_path / "chaffinch",
        '{% load i18n %}{% translate "May" context "month" %}{% blocktranslate count n=cases|length trimmed %}\n'
        "  {{ n }} case\n{% plural %}\n  {{ n }} cases\n{% endblocktranslate %}\n"
        "    <p>\n  {# odd indentation #}{% if a %}\n{% translate 'inside' %}{% endif %}",
        'from django.utils.translation import gettext_lazy as _\nTITLE = _("Your " "desk")\n',
    )
    found = collect_messages.collect_messages(tmp_path / "chaffinch")
    assert {(message.context, message.singular, message.plural) for message in found.values()} == {
        ("month", "May", ""),
        (None, "%(n)s case", "%(n)s cases"),
        (None, "inside", ""),
        (None, "Your desk", ""),
    }


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ("", "missing"),
        ('msgid "%(n)s case"\nmsgid_plural "%(n)s cases"\nmsgstr[0] ""\nmsgstr[1] ""\n', "untranslated"),
        (
            'msgid "%(n)s case"\nmsgid_plural "%(n)s cases"\nmsgstr[0] "un"\nmsgstr[1] "%(m)s"\n',
            "placeholders",
        ),
        (
            '#, fuzzy\nmsgid "%(n)s case"\nmsgid_plural "%(n)s cases"\nmsgstr[0] "%(n)s"\nmsgstr[1] "%(n)s"\n',
            "fuzzy",
        ),
    ],
)
def test_what_is_wrong_with_a_catalogue_is_listed(tmp_path: Path, entry: str, fault: str) -> None:
    write_sources(
        tmp_path / "chaffinch",
        "{% load i18n %}{% blocktranslate count n=n %}{{ n }} case{% plural %}{{ n }} cases{% endblocktranslate %}",
    )
    path = tmp_path / "django.po"
    old = '\nmsgid "nobody says this"\nmsgstr "personne"\n'
    path.write_text(
        f"{collect_messages.HEADER.format(language='fr', plural_forms='nplurals=2; plural=(n > 1);')}\n{entry}{old}"
    )
    found = collect_messages.collect_messages(tmp_path / "chaffinch")
    faults = collect_messages.list_faults(read_catalogue(path), found)
    assert [line.split(":")[0].split(" ")[0] for line in faults] == [fault, "obsolete"]
    merged = collect_messages.merge_catalogue(read_catalogue(path), found.values())
    assert "nobody says this" not in collect_messages.write_catalogue(merged)


def test_compiling_writes_only_what_changed(tmp_path: Path) -> None:
    folder = tmp_path / "fr" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_bytes(FRENCH.read_bytes())
    assert compile_catalogues(tmp_path) == [folder / "django.mo"]
    assert compile_catalogues(tmp_path) == []
    assert [path.name for path in sorted(folder.iterdir())] == ["django.mo", "django.po"]


def test_django_reads_the_same_catalogue() -> None:
    from django.utils.translation import gettext, override

    from chaffinch.reports.catalogue import load_translations

    compile_catalogues()
    load_translations.cache_clear()
    with override("fr"):
        assert gettext("a hyphen") == load_translations("fr").gettext("a hyphen") == "un trait d’union"
