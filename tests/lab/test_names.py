"""The demo's names list."""

from __future__ import annotations

from pathlib import Path

from chaffinch.ground.range_directory import is_range_name
from chaffinch.lab.names import HARMLESS_NAMES, SILENT_HOSTS, TELLING_HOSTS, list_names, write_names_list
from chaffinch.lab.organisation import DOMAINS
from chaffinch.lab.phishers import KIT_HOSTS
from chaffinch.lab.range import Range


def test_the_list_is_the_same_at_each_call_and_names_nothing_twice() -> None:
    names = list_names()
    assert names == list_names()
    assert len(set(names)) == len(names) == HARMLESS_NAMES + len(TELLING_HOSTS)


def test_every_name_is_one_that_nobody_can_own() -> None:
    assert all(is_range_name(name) for name in list_names())


def test_the_look_alikes_are_mixed_in() -> None:
    names = list_names()
    places = sorted(names.index(host) for host in TELLING_HOSTS)
    assert places[0] < 700
    assert places[-1] > 2_300


def test_no_harmless_name_holds_a_word_of_the_organisation() -> None:
    words = ("mouvement", "aurore", "portail", "office", "drive", "cloud", "login", "2027")
    harmless = set(list_names()) - set(TELLING_HOSTS)
    assert [name for name in harmless if any(word in name for word in words)] == []


def test_no_name_of_the_list_is_the_organisations_own() -> None:
    own = [
        name for name in list_names() for domain in DOMAINS if name == domain or name.endswith(f".{domain}")
    ]
    assert own == []


def test_one_silent_look_alike_hides_a_cyrillic_letter() -> None:
    (host,) = [host for host in SILENT_HOSTS if host.startswith("xn--")]
    shown = host.encode("ascii").decode("idna")
    assert shown == "mouvement-аurore.test"
    assert shown != "mouvement-aurore.test"


def test_what_the_range_serves_and_what_it_does_not(practice_range: Range) -> None:
    served = set(practice_range.directory.hosts)
    assert not served & set(SILENT_HOSTS)
    assert served - set(TELLING_HOSTS) == {"portail.mouvement-aurore.test", *KIT_HOSTS}


def test_the_written_list_has_one_name_a_line(tmp_path: Path) -> None:
    path = tmp_path / "names.txt"
    assert write_names_list(path) == len(path.read_text(encoding="ascii").splitlines()) == len(list_names())
