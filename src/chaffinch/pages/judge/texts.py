"""Compare the words of two pages, and know a few kinds of page by their words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from chaffinch.names.fold import UNLIKE, fold_letter
from chaffinch.pages.judge.structure import PART

_WORD = re.compile(r"[^\W_]{2,}")
_MOST_WORDS = 20_000
_LONGEST_TEXT = 200_000
_SHINGLE = 3
_LEAST_RUNS = 5

COMMON = frozenset(
    """a account address adresse agree aide aidez all already an and any appareil apps are as at au aujourd aux avec
    avez be bienvenue bonjour bouton but by ce cela ces cette choose click cliquez code comme commence compte con
    condition conditions confidentialite connect connecte connecter connectez connexion contact continue continuer
    cookies copyright create creer cree credentials dans de des device did do don donnees double du easy elle email
    en enregistrer enter entrez entrer espace est et etes etre forgot forgotten for from get have help heureux
    identifiant identifiants identification il ils inscription inscrire inscrivez is it je keep la language langue
    le legal legales les lien ligne link lire lisez log login logging ma mail mentions mes message mon mot mots my
    name new next no nom nos not notre nous nouveau numero on or ou oubli oublie our page par pas passe password
    personnel phone plus please policy politique portail portal pour prenom privacy problem professionnel protection
    que qui rappeler register reinitialiser remember reset rester retour revoir sa saisir saisissez sans se secure
    securise securite security send service ses session si sign signin signed site si suivant sur telephone terms
    test the then this to trouble tout toujours un une url us use user username using utilisateur utilisation
    validate valider verifier verify vos votre vous web welcome with www you your""".split()  # noqa: SIM905 - a list of 190 quoted words is not read by anybody
)
"""Words of every sign-in page, without accents: they say nothing about whose page it is."""

FOR_SALE = re.compile(
    r"\b(domain|domaine|name)\b.{0,60}\b(for sale|à vendre|a vendre)|buy this domain|acheter ce (nom de )?domaine"
    r"|make an offer|faire une offre|sedo\.com|dan\.com|afternic|domain is available",
    re.IGNORECASE | re.DOTALL,
)
PARKED = re.compile(
    r"domain (is )?parked|parked (free|domain)|domaine (parqué|réservé)|this domain (has been|is) registered"
    r"|site (is )?under construction|site en construction|future home of|coming soon|default web page|it works!"
    r"|welcome to nginx|apache2? .{0,20}default page|recherches associées|related searches",
    re.IGNORECASE,
)
SIGN_IN = re.compile(
    r"\b(sign[ -]?in|log[ -]?in|connexion|se connecter|connectez|identifi(ez|ant)|mot de passe|password"
    r"|votre compte|your account|anmelden|anmeldung|einloggen|iniciar sesión|accedi|accesso|zaloguj|inloggen"
    r"|aanmelden|войти)\b",
    re.IGNORECASE,
)


def list_words(text: str) -> list[str]:
    """Return the words in order, as they are read: lower case, without accents, letters of other alphabets that pass
    for Latin ones as those, without characters that nobody sees."""
    plain = "".join(_fold(letter) for letter in text[:_LONGEST_TEXT] if unicodedata.category(letter) != "Cf")
    return _WORD.findall(plain)[:_MOST_WORDS]


@lru_cache(maxsize=8_192)
def _fold(letter: str) -> str:
    folded = fold_letter(letter)
    return letter.lower() if folded == UNLIKE else folded


def measure_overlap(here: str, *, there: str) -> float:
    """Return how much of the reference's text stands in the page: the share of its runs of three words.

    A page that says nothing but a part of it counts as most of it.
    """
    wanted, found = _shingle(list_words(there)), _shingle(list_words(here))
    if not wanted or not found:
        return 0.0
    part = len(wanted & found) / len(found) if len(found) >= _LEAST_RUNS else 0.0
    return max(len(wanted & found) / len(wanted), part * PART)


def measure_own_words(here: Iterable[str], *, there: Iterable[str], but: Iterable[str] = ()) -> float:
    """Return the share of the reference's own words, those not on every sign-in page, that stand here.

    Args:
        here: texts of the page.
        there: texts of the reference.
        but: texts whose words are left out.
    """
    own = _list_own(there) - _list_own(but)
    found = {word for text in here for word in list_words(text)}
    return len(own & found) / len(own) if own else 0.0


def holds_name(here: Iterable[str], *, title: str) -> float:
    """Return how much of the name in a reference's title stands in the page: the share of the title's own words."""
    name = _list_own((title,))
    found = {word for text in here for word in list_words(text)}
    return len(name & found) / len(name) if name else 0.0


def _list_own(texts: Iterable[str]) -> set[str]:
    return {word for text in texts for word in list_words(text)} - COMMON


def _shingle(words: list[str]) -> set[tuple[str, ...]]:
    if not words:
        return set()
    return {tuple(words[start : start + _SHINGLE]) for start in range(max(1, len(words) - _SHINGLE + 1))}
