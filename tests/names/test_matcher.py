"""Which addresses are reported, at which tier, and why."""

from __future__ import annotations

from collections.abc import Sequence

import hyperscan
import pytest

from chaffinch.names import prefilter
from chaffinch.names.compiled import Row, open_database
from chaffinch.names.match import KINDS, Match
from chaffinch.names.matcher import Matcher
from chaffinch.names.watchlist import Watchlist

TEN = {
    "onedrive-en-marche.fr": ("en-marche.fr", "service"),
    "mail-en-marche.fr": ("en-marche.fr", "keyword"),
    "portal-office.fr": ("microsoft365", "service"),
    "accounts-office.fr": ("microsoft365", "service"),
    "accounts.google.com-en-marche.fr": ("en-marche.fr", "tld-in-label"),
    "en.marche.fr": ("en-marche.fr", "separator"),
    "enmarche-fr.com": ("en-marche.fr", "tld-in-label"),
    "en-rnarche.fr": ("en-marche.fr", "homoglyph"),
    "xn--n-marche-b8g.fr": ("en-marche.fr", "mixed-script"),
    "xn--n-marche-s30d.fr": ("en-marche.fr", "homoglyph"),
}


def find_one(matcher: Matcher, line: str) -> Match:
    [match] = matcher.match(line)
    return match


@pytest.mark.parametrize(("host", "expected"), TEN.items())
def test_each_of_the_ten_addresses_is_one_alert(
    en_marche: Matcher, host: str, expected: tuple[str, str]
) -> None:
    match = find_one(en_marche, host)
    brand, kind = expected
    assert (match.tier, match.brand) == ("alert", brand)
    assert kind in match.kinds


@pytest.mark.parametrize(
    "host",
    [
        "portail.mouvement.aurore.test",
        "portail-mouvement-aurore.test",
        "rnouvement-aurore.test",
        "onedrive-mouvement-aurore.test",
        "portail.mouvement-aurore.test.acces-compte.test",
    ],
)
def test_the_demo_organisations_phishers_are_alerts(aurore: Matcher, host: str) -> None:
    match = find_one(aurore, host)
    assert (match.tier, match.brand) == ("alert", "mouvement-aurore.test")


def test_an_ordinary_word_beside_the_name_is_for_review(aurore: Matcher) -> None:
    match = find_one(aurore, "mouvement-aurore-poesie.test")
    assert match.tier == "review"
    assert [(trick.kind, trick.theirs) for trick in match.tricks] == [("keyword", "poesie")]


@pytest.mark.parametrize(
    "host",
    [
        "aurore-boreale.test",
        "portail.mouvement-aurore.test",
        "MOUVEMENT-AURORE.TEST.",
        "amis.mouvement-aurore-amis.test",
        "login.microsoftonline.com",
        "cloud.nextcloud.com",
        "example.org",
    ],
)
def test_ours_partners_and_genuine_services_are_never_reported(aurore: Matcher, host: str) -> None:
    assert aurore.match(host) == ()


@pytest.mark.parametrize("host", ["supermarche.fr", "intermarche.com", "bonmarche.co.uk", "en.marche.it"])
def test_a_name_inside_an_ordinary_word_does_not_count(en_marche: Matcher, host: str) -> None:
    assert en_marche.match(host) == ()


#: kind → an address that shows it, and what stands where ours should
KINDS_SHOWN = {
    "omission": ("mouvment-aurore.test", "e", ""),
    "insertion": ("mouvementt-aurorae.test", "", "a"),
    "substitution": ("mouvement-auroee.test", "r", "e"),
    "transposition": ("mouvement-auorre.test", "ro", "or"),
    "repetition": ("mouvement-aurrore.test", "", "r"),
    "homoglyph": ("mouvement-\N{CYRILLIC SMALL LETTER A}urore.test", "a", "\N{CYRILLIC SMALL LETTER A}"),
    "mixed-script": ("mouvement-\N{CYRILLIC SMALL LETTER A}urore.test", "a", "\N{CYRILLIC SMALL LETTER A}"),
    "leet": ("m0uvement-aurore.test", "o", "0"),
    "bitflip": ("mouveme.nt-qurore.test", "a", "q"),
    "separator": ("mouvementaurore.test", "-", ""),
    "tld": ("mouvement-aurore.org", "test", "org"),
    "tld-in-label": ("mouvement-aurore-test.org", "test", "test"),
    "subdomain": ("mouvement-aurore.example.org", "", "example.org"),
    "keyword": ("mouvement-aurore-connexion.test", "sign-in", "connexion"),
    "service": ("mouvement-aurore-sharepoint.test", "microsoft365", "sharepoint"),
    "userinfo": ("https://mouvement-aurore.test@example.org/", "", "mouvement-aurore.test"),
    "path": ("https://example.org/mouvement-aurore.test/login", "", "mouvement-aurore.test"),
    "ip-literal": ("http://0x7f000001/mouvement-aurore.test", "", "127.0.0.1"),
    "homophone": ("mouvement-orore.test", "au", "o"),
    "plural": ("mouvements-aurore.test", "", "s"),
}


def test_every_kind_of_the_contract_is_shown_here() -> None:
    assert set(KINDS_SHOWN) | {"bitflip"} == set(KINDS)


@pytest.mark.parametrize(
    ("kind", "shown"), [(kind, shown) for kind, shown in KINDS_SHOWN.items() if kind != "bitflip"]
)
def test_each_kind_names_the_characters(aurore: Matcher, kind: str, shown: tuple[str, str, str]) -> None:
    address, ours, theirs = shown
    match = find_one(aurore, address)
    assert (kind, ours, theirs) in [(trick.kind, trick.ours, trick.theirs) for trick in match.tricks]


def test_a_flipped_bit_is_told_from_a_neighbouring_key(aurore: Matcher) -> None:
    flipped = find_one(aurore, "mouvemeft-aurore.test")
    assert [(trick.kind, trick.ours, trick.theirs) for trick in flipped.tricks] == [("bitflip", "n", "f")]
    slipped = find_one(aurore, "mouvemebt-aurore.test")
    assert slipped.kinds == ("substitution",)


@pytest.mark.parametrize("address", [address for address, _, _ in KINDS_SHOWN.values()])
def test_a_trick_inside_the_host_spans_its_own_characters(aurore: Matcher, address: str) -> None:
    for match in aurore.match(address):
        assert match.tricks
        for trick in match.tricks:
            if trick.start >= 0:
                assert match.display[trick.start : trick.end] == trick.theirs


def test_one_line_for_each_brand_and_none_for_a_service_already_told(aurore: Matcher) -> None:
    assert [match.brand for match in aurore.match("onedrive-mouvement-aurore.test")] == [
        "mouvement-aurore.test"
    ]
    both = aurore.match("mouvement-aurore-aurore2027.org")
    assert {match.brand for match in both} == {"mouvement-aurore.test", "aurore2027.test"}


def test_the_exact_name_of_a_service_explains_more_than_a_misspelt_one(en_marche: Matcher) -> None:
    [told] = [trick for trick in find_one(en_marche, "accounts-office.fr").tricks if trick.kind == "service"]
    assert told.theirs == "office"


def test_a_long_name_within_an_unknown_word_is_for_review(en_marche: Matcher) -> None:
    match = find_one(en_marche, "enmarcheparis.fr")
    assert (match.tier, match.kinds) == ("review", ("separator",))


def test_of_two_readings_the_one_that_covers_more_is_told(aurore: Matcher) -> None:
    match = find_one(aurore, "aurore2028.test")
    assert [(trick.ours, trick.theirs) for trick in match.tricks] == [("7", "8")]


def test_a_word_of_its_own_is_no_misspelling_of_ours() -> None:
    matcher = Matcher(Watchlist.from_mapping({"domains": ["courrier.fr"], "services": ["google-workspace"]}))
    assert matcher.match("courriel.org") == ()
    assert matcher.match("mail.com") == ()
    # Under our own ending, with nothing beside it, somebody should see it once.
    assert find_one(matcher, "courriel.fr").tier == "review"
    assert find_one(matcher, "gmial.com").brand == "google-workspace"


def test_a_short_name_needs_a_sign_in_word() -> None:
    matcher = Matcher(Watchlist.from_mapping({"domains": ["caf.fr"]}))
    assert find_one(matcher, "caf-connexion.fr").tier == "alert"
    assert matcher.match("cafe-paris.fr") == ()
    assert matcher.match("cat.fr") == ()
    assert all(match.tier == "review" for match in matcher.match("caf.com"))


def test_anybodys_name_below_a_hosting_domain_is_not_genuine() -> None:
    matcher = Matcher(Watchlist.from_mapping({"domains": ["en-marche.fr"]}))
    assert find_one(matcher, "en-marche.wordpress.com").tier == "alert"
    assert matcher.match("wordpress.com") == ()


def test_a_service_is_genuine_under_every_countrys_ending() -> None:
    matcher = Matcher(Watchlist.from_mapping({"services": ["google-workspace"]}))
    assert matcher.match("accounts.google.co.nz") == ()
    assert find_one(matcher, "google.co.nz.login-page.org").tier == "alert"


def test_many_small_changes_in_a_short_name_are_another_name() -> None:
    matcher = Matcher(Watchlist.from_mapping({"domains": ["ameli.fr"], "services": ["google-workspace"]}))
    for host in ("frame.io", "melioffice.com", "q-call.com", "informall.com"):
        assert all(match.tier == "review" for match in matcher.match(host)), host


def test_brand_words_are_watched_in_the_form_of_an_address() -> None:
    matcher = Matcher(Watchlist.from_mapping({"brands": ["Forêt d’Été"]}))
    match = find_one(matcher, "foret-d-ete-connexion.org")
    assert (match.brand, match.tier) == ("Forêt d’Été", "alert")


def test_keywords_of_the_users_language_count() -> None:
    watch = {"domains": ["en-marche.fr"], "keywords": ["logowanie"]}
    assert find_one(Matcher(Watchlist.from_mapping(watch)), "logowanie-en-marche.pl").tier == "alert"
    without = Matcher(Watchlist.from_mapping({"domains": ["en-marche.fr"]}))
    assert find_one(without, "logowanie-en-marche.pl").tier == "review"


def test_what_a_line_said_is_kept_beside_what_it_means(en_marche: Matcher) -> None:
    match = en_marche.match("HTTPS://user@Mail-En-Marche.FR:8443/a?b", line=7)[0]
    assert match.input == "HTTPS://user@Mail-En-Marche.FR:8443/a?b"
    assert (match.host, match.registered_domain, match.line) == ("mail-en-marche.fr", "mail-en-marche.fr", 7)


def test_one_address_is_answered_without_the_scan_for_many(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []

    def count(rows: Sequence[Row]) -> hyperscan.Database:
        made.append(len(rows))
        return open_database(rows)

    monkeypatch.setattr(prefilter, "open_database", count)
    matcher = Matcher(Watchlist.from_mapping({"domains": ["en-marche.fr"]}))
    assert find_one(matcher, "mail-en-marche.fr").tier == "alert"
    assert made == []
    assert len(list(matcher.match_lines([b"mail-en-marche.fr"]))) == 1
    assert made


def test_nothing_watched_finds_nothing() -> None:
    matcher = Matcher(Watchlist.from_mapping({}))
    assert matcher.match("mail-en-marche.fr") == ()
    assert list(matcher.match_lines([b"mail-en-marche.fr", b""])) == []


@pytest.mark.parametrize(
    ("host", "ours", "theirs"),
    [
        ("portail.mouvement.aurore.test", "-", "."),
        ("portail-mouvement-aurore.test", ".", "-"),
        ("portailmouvement-aurore.test", ".", ""),
    ],
)
def test_a_copy_of_our_portals_address_is_told_by_its_dot_or_hyphen_alone(
    host: str, ours: str, theirs: str
) -> None:
    watchlist = Watchlist.from_mapping(
        {"domains": ["mouvement-aurore.test"], "sign_in_pages": ["https://portail.mouvement-aurore.test/"]}
    )
    (match,) = Matcher(watchlist).match(host)
    assert (match.brand, match.tier) == ("mouvement-aurore.test", "alert")
    assert [(trick.kind, trick.ours, trick.theirs) for trick in match.tricks] == [("separator", ours, theirs)]


@pytest.mark.parametrize(
    "host",
    [
        "en-mail-marche.fr", "enmailmarche.fr", "enmarche2017.fr", "en-marche.fr.com", "en-marche.com.fr", "fr-en-marche.com",
        "enmarche-login.github.io", "en-marche.weebly.com", "en-marche.sharepoint.com", "en-marche-cuenta.com",
        "konto-enmarche.de", "accesso-en-marche.it", "en-m4rche-login.com", "enm\N{CYRILLIC SMALL LETTER A}rche-login.com",
        "www-en-marche.fr", "secure.en.marche.fr.evil.com", "office365-enmarche-fr.com", "en-marches.fr",
    ],
)  # fmt: skip
def test_kinds_alone_and_together_are_alerts(en_marche: Matcher, host: str) -> None:
    match = find_one(en_marche, host)
    assert (match.brand, match.tier) == ("en-marche.fr", "alert")


@pytest.mark.parametrize("host", ["ne-mrache.fr", "en-amrceh.fr", "login-eb-marche.fr", "loginen-mrache.fr"])
def test_two_swaps_or_a_changed_little_word_are_for_review(en_marche: Matcher, host: str) -> None:
    assert find_one(en_marche, host).tier == "review"


@pytest.mark.parametrize("host", ["ne-mrache.fr", "en-mail-marche.fr", "en.marche.fr"])
def test_the_scan_lets_pass_what_the_judge_finds(en_marche: Matcher, host: str) -> None:
    assert [item.host for item in en_marche.match_lines([host.encode()]) if isinstance(item, Match)] == [host]


@pytest.mark.parametrize(
    ("domain", "host"),
    [
        ("en-marche.fr", "bastienmarche.fr"),
        ("en-marche.fr", "macon-marche.pro"),
        ("en-marche.fr", "accounts-eu.marche-mumbai.fr"),
        ("en-marche.fr", "signin.marche-dakar.ru"),
        ("en-marche.fr", "docs.le-hen-marche.co.uk"),
        ("ameli.fr", "amelie.com"),
        ("ameli.fr", "frameli.it"),
        ("ameli.fr", "amel1967.com"),
        ("la-croix.com", "la-crois.fr"),
        ("amnesty.org", "amnesty-international.com"),
        ("caf.fr", "caf-allocataire.fr"),
    ],
)
def test_ordinary_words_and_names_by_chance_are_nothing(domain: str, host: str) -> None:
    assert Matcher(Watchlist.from_mapping({"domains": [domain]})).match(host) == ()


def test_an_accented_name_is_imitated_by_its_plain_letters() -> None:
    matcher = Matcher(Watchlist.from_mapping({"domains": ["médiacités.fr"]}))
    match = find_one(matcher, "mediacites-login.fr")
    assert ("homoglyph", "é", "e") in [(trick.kind, trick.ours, trick.theirs) for trick in match.tricks]
    assert matcher.match("www.médiacités.fr") == ()


def test_our_own_name_at_a_hosting_service_is_ours_only_where_it_is_allowed() -> None:
    watch = {"domains": ["en-marche.fr"], "services": ["microsoft365"]}
    assert find_one(Matcher(Watchlist.from_mapping(watch)), "en-marche.sharepoint.com").tier == "alert"
    allowed = Matcher(Watchlist.from_mapping({**watch, "allowed": ["en-marche.sharepoint.com"]}))
    assert allowed.match("en-marche.sharepoint.com") == ()
    assert allowed.match("contoso.sharepoint.com") == ()


@pytest.mark.parametrize("joiner", ["\u200c", "\u200d"])
@pytest.mark.parametrize(
    ("name", "brand"),
    [("m{}sf.org", "msf.org"), ("login-m{}sf.org", "msf.org"), ("en{}-marche.fr", "en-marche.fr")],
)
def test_a_joiner_that_nobody_sees_hides_no_name(name: str, brand: str, joiner: str) -> None:
    matcher = Matcher(Watchlist.from_mapping({"domains": [brand]}))
    [match] = matcher.match(name.format(joiner))
    assert "homoglyph" in match.kinds
    assert [
        found.host for found in matcher.match_lines([match.host.encode()]) if isinstance(found, Match)
    ] == [match.host]
