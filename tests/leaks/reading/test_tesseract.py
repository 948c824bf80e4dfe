"""Whether Tesseract is there, with which languages: told before anything is begun."""

from __future__ import annotations

from pathlib import Path

import pytest

from chaffinch.errors import UsageError
from chaffinch.leaks.reading.tesseract import find_engine, list_languages


def write_program(folder: Path, *languages: str, version: str = "tesseract 5.3.0") -> str:
    """Write a stand-in that says its version and its languages."""
    program = folder / "tesseract"
    listed = "\n".join(('List of available languages in "/usr/share" (3):', *languages))
    program.write_text(
        f"#!/bin/sh\ncase $1 in --version) echo '{version}';; --list-langs) echo '{listed}';; esac\n"
    )
    program.chmod(0o755)
    return str(folder)


def test_where_it_is_missing_the_packages_are_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as told:
        find_engine(places=str(tmp_path))
    assert told.value.exit_code == 2
    assert "apt install tesseract-ocr tesseract-ocr-fra" in told.value.todo


def test_of_the_usual_languages_those_that_are_installed_are_taken(tmp_path: Path) -> None:
    places = write_program(tmp_path, "eng", "osd")
    engine = find_engine(places=places)
    assert (engine.languages, engine.version, engine.program) == ("eng", "5.3.0", f"{places}/tesseract")
    assert engine.turns


def test_a_language_that_was_named_and_is_missing_is_an_error_with_its_package(tmp_path: Path) -> None:
    places = write_program(tmp_path, "eng", "fra")
    assert (find_engine("eng", places=places).languages, find_engine(places=places).turns) == ("eng", False)
    with pytest.raises(UsageError, match="deu") as told:
        find_engine("fra+deu", places=places)
    assert "tesseract-ocr-deu" in told.value.todo


@pytest.mark.parametrize("wrong", ["dump.zip", "../eng", "fra,eng", "fra+", "-l", "e" * 30, "fra+eng\n"])
def test_what_is_no_list_of_languages_is_refused_before_it_reaches_a_program(
    wrong: str, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match="names no languages"):
        find_engine(wrong, places=write_program(tmp_path, "eng", "fra"))


def test_a_program_that_says_no_version_is_not_used(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        find_engine(places=write_program(tmp_path, "eng", "fra", version="something else"))


def test_languages_that_are_installed_are_listed_the_usual_ones_first(tmp_path: Path) -> None:
    places = write_program(tmp_path, "deu", "eng", "equ", "fra", "osd", "script/Latin", "ara")
    assert list_languages(places=places) == ("fra", "eng", "ara", "deu")
    (tmp_path / "none").mkdir()
    assert list_languages(places=str(tmp_path / "none")) == ()
