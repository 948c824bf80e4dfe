"""Names that mean no harm wake nobody: popular ones, and harmless ones invented for the purpose."""

from __future__ import annotations

from itertools import chain
from pathlib import Path

import pytest
from benchmarks.harmless.corpora import Corpora, load_corpora, read_popular
from benchmarks.harmless.rates import bound_rate
from benchmarks.harmless.stream import stream_names
from benchmarks.harmless.tally import Row
from benchmarks.names_harmless import BRANDS

#: Names for the weekly list among 99,993 popular ones, popularity excusing none, as measured; any other brand
#: has none.
REVIEWS = {"amnesty.org": 1, "lemonde.fr": 2, "mediapart.fr": 1, "ameli.fr": 5, "caf.fr": 1}
PAGE = Path(__file__).resolve().parents[2] / "docs/reference/names-false-alarms.md"
INVENTED = 200_000
#: 20 in a million.
MOST_REVIEWS = 4


@pytest.fixture(scope="module")
def plain() -> Corpora:
    """Dictionaries and the generator's own tables, without popular names or people."""
    return load_corpora()


@pytest.fixture(scope="module")
def invented(plain: Corpora) -> list[bytes]:
    return list(chain.from_iterable(stream_names(plain, count=INVENTED, seed=2027)))


@pytest.mark.corpus
@pytest.mark.parametrize("prior", [True, False])
@pytest.mark.parametrize("brand", BRANDS)
def test_no_popular_name_is_an_alert(corpus: Path, brand: str, prior: bool) -> None:
    popular = [name.encode() for name in read_popular(corpus / "names/cloudflare-top100k.txt.gz")]
    row = Row.watch(brand, prior=prior)
    found = [match for match, _ in row.count((row.popular,), popular)]
    assert [match.host for match in found if match.tier == "alert"] == []
    assert len(found) <= REVIEWS.get(brand, 0)


@pytest.mark.parametrize("brand", BRANDS)
def test_no_invented_name_is_an_alert_unless_it_wears_the_brand(brand: str, invented: list[bytes]) -> None:
    row = Row.watch(brand, prior=False)
    found = [match for match, worn in row.count((row.generated,), invented) if not worn]
    assert [match.host for match in found if match.tier == "alert"] == []
    assert len(found) <= MOST_REVIEWS


def test_the_same_seed_invents_the_same_names_and_each_once(plain: Corpora, invented: list[bytes]) -> None:
    again = list(chain.from_iterable(stream_names(plain, count=INVENTED, seed=2027)))
    other = next(stream_names(plain, count=1000, seed=1))
    assert again == invented
    assert len(set(invented)) == len(invented) == INVENTED
    assert set(other) - set(invented)


def test_an_invented_name_could_stand_in_dns(invented: list[bytes]) -> None:
    for name in invented:
        assert len(name) <= 253
        assert all(0 < len(label) <= 63 for label in name.split(b"."))


@pytest.mark.corpus
def test_no_invented_name_is_a_popular_one(corpus: Path) -> None:
    popular = corpus / "names/cloudflare-top100k.txt.gz"
    names = chain.from_iterable(stream_names(load_corpora(popular=popular), count=50_000, seed=3))
    assert not set(names) & {name.encode() for name in read_popular(popular)}


@pytest.mark.parametrize("brand", BRANDS)
def test_the_published_table_keeps_the_promise(brand: str) -> None:
    """At most 1.5 alerts and 20 reviews in a million invented names, with 95% confidence; no alert on popular ones."""
    (row,) = (line for line in PAGE.read_text().splitlines() if line.startswith(f"| {brand} |"))
    cells = [cell.strip() for cell in row.split("|")[2:]]
    assert cells[0] == "0"
    assert float(cells[4]) <= 1.5
    assert float(cells[7]) <= 20


@pytest.mark.parametrize(
    ("host", "wears"),
    [
        ("boutique-en-marche.fr", True), ("enmarche.info", True), ("enmarche24.com", True),
        ("shop.en.marche.org", True), ("enmarche-login.eu", True), ("loginenmarche.eu", True),
        ("vienenmarche.fr", False), ("en-marches.fr", False), ("marche.fr", False),
    ],
)  # fmt: skip
def test_a_name_wears_the_brand_as_a_whole(host: str, wears: bool) -> None:
    assert Row.watch("en-marche.fr").wears(host) is wears


@pytest.mark.parametrize(
    ("events", "bound"), [(0, 2.996), (1, 4.744), (3, 7.754), (10, 16.962), (100, 118.078)]
)
def test_the_bound_is_that_of_the_poisson_tables(events: int, bound: float) -> None:
    """Half the chi-squared distribution's 95% point with 2 × (events + 1) degrees of freedom."""
    assert bound_rate(events, 1_000_000) == pytest.approx(bound, abs=0.002)
