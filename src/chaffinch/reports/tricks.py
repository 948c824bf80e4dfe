"""How an address imitates ours, in one plain sentence: “a dot where we write a hyphen”."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from gettext import NullTranslations

from chaffinch.names.match import Trick
from chaffinch.names.tables import load_services
from chaffinch.reports.catalogue import load_translations
from chaffinch.reports.characters import SIGNS, name_characters, quote_text
from chaffinch.reports.untrusted import isolate_text

#: A fifth difference tells a reader nothing that four have not.
_TRICKS_SAID = 4
#: Kinds that add a word beside the name.
_JOINED = frozenset({"keyword", "service"})


def say_tricks(tricks: Sequence[Trick], *, brand: str, display: str, locale: str = "en") -> str:
    """Say how `display` imitates `brand`, without a capital or a full stop.

    A kind that this version does not know is said by what it replaces; without any trick the two names
    are only said to resemble each other.
    """
    words = load_translations(locale)
    said = _say_in_order(_choose_telling(tricks), brand, words)
    if not said:
        return words.gettext("%(display)s resembles %(brand)s") % {
            "display": isolate_text(display),
            "brand": isolate_text(brand),
        }
    parts = said[:_TRICKS_SAID]
    if len(parts) == 1:
        return parts[0]
    return words.gettext("%(first)s, and %(last)s") % {"first": ", ".join(parts[:-1]), "last": parts[-1]}


def _choose_telling(tricks: Sequence[Trick]) -> list[Trick]:
    """Leave out what says nothing more where our whole name stands before another's domain."""
    foreign = [trick for trick in tricks if trick.kind == "subdomain"]
    if not foreign:
        return list(tricks)
    rest = [trick for trick in tricks if trick.kind not in {"subdomain", "tld-in-label", *_JOINED}]
    return [foreign[0], *rest]


def _say_in_order(tricks: Sequence[Trick], brand: str, words: NullTranslations) -> list[str]:
    """Say each trick once, the words joined to our name together, in the place of the first of them."""
    joined = [trick for trick in tricks if trick.kind in _JOINED]
    said: dict[str, None] = {}
    for trick in tricks:
        if trick.kind in _JOINED:
            said[_say_joined(joined, brand, words)] = None
        else:
            said[_PHRASES.get(trick.kind, _say_replacement)(trick, words)] = None
    return list(said)


def _say_joined(joined: Sequence[Trick], brand: str, words: NullTranslations) -> str:
    """Say the words beside our name; or beside a service's, where that is what is imitated (portal-office.fr)."""
    imitated = any(trick.kind == "service" and trick.ours == brand for trick in joined)
    beside = [trick.theirs for trick in joined if trick.theirs and not (imitated and trick.kind == "service")]
    listed = _list_words(list(dict.fromkeys(beside)), words)
    if not imitated:
        message = words.ngettext("%(words)s joined to our name", "%(words)s joined to our name", len(beside))
        return message % {"words": listed} if beside else words.gettext("another word joined to our name")
    services = load_services()
    service = isolate_text(services[brand].title if brand in services else brand)
    if not beside:
        return words.gettext("a name like that of a service we use (%(service)s)") % {"service": service}
    return words.gettext("a name like that of a service we use (%(service)s), with %(words)s beside it") % {
        "service": service,
        "words": listed,
    }


def _list_words(untrusted_words: Sequence[str], words: NullTranslations) -> str:
    quoted = [quote_text(word, words) for word in untrusted_words[:_TRICKS_SAID]]
    if len(quoted) < 2:
        return "".join(quoted)
    return words.gettext("%(first)s and %(last)s") % {"first": ", ".join(quoted[:-1]), "last": quoted[-1]}


def _say_replacement(trick: Trick, words: NullTranslations) -> str:
    """Say what stands in whose place; the fallback of every kind."""
    ours, theirs = name_characters(trick.ours, words), name_characters(trick.theirs, words)
    if trick.ours and trick.theirs:
        if trick.ours in SIGNS or trick.theirs in SIGNS:
            return words.gettext("%(theirs)s where we write %(ours)s") % {"theirs": theirs, "ours": ours}
        return words.gettext("%(theirs)s in place of %(ours)s") % {"theirs": theirs, "ours": ours}
    if trick.ours:
        return words.gettext("%(ours)s left out") % {"ours": ours}
    if trick.theirs:
        return words.gettext("%(theirs)s added") % {"theirs": theirs}
    return words.gettext("a name very close to ours")


def _say_transposition(trick: Trick, words: NullTranslations) -> str:
    if len(trick.ours) == 2 and trick.theirs == trick.ours[::-1]:
        first, second = (name_characters(char, words) for char in trick.ours)
        return words.gettext("%(first)s and %(second)s swapped") % {"first": first, "second": second}
    return _say_replacement(trick, words)


def _say_repetition(trick: Trick, words: NullTranslations) -> str:
    once, again = trick.ours or trick.theirs[:1], trick.theirs
    if not again or set(again) != set(once) or len(again) < len(trick.ours):
        return _say_replacement(trick, words)
    return words.gettext("%(text)s repeated") % {"text": name_characters(once[:1], words)}


def _say_mixed_script(trick: Trick, words: NullTranslations) -> str:
    if trick.ours:
        return _say_replacement(trick, words)
    if trick.theirs:
        return words.gettext("among our letters, %(theirs)s") % {
            "theirs": name_characters(trick.theirs, words)
        }
    return words.gettext("letters of several alphabets mixed")


def _say_leet(trick: Trick, words: NullTranslations) -> str:
    if trick.ours and trick.theirs.isascii() and len(trick.theirs) == 1 and trick.theirs.isdigit():
        return words.gettext("the digit %(digit)s in place of %(ours)s") % {
            "digit": trick.theirs,
            "ours": name_characters(trick.ours, words),
        }
    return _say_replacement(trick, words)


def _say_bitflip(trick: Trick, words: NullTranslations) -> str:
    difference = _say_replacement(trick, words)
    return words.gettext("%(difference)s (a single bit flipped)") % {"difference": difference}


def _say_tld(trick: Trick, words: NullTranslations) -> str:
    ending = isolate_text(trick.theirs.strip("."))
    if not ending:
        return words.gettext("our address with another ending")
    return words.gettext("our address with another ending (.%(ending)s)") % {"ending": ending}


def _say_tld_in_label(trick: Trick, words: NullTranslations) -> str:
    ending = isolate_text((trick.theirs or trick.ours).strip(".-"))
    if not ending:
        return words.gettext("our ending written inside the name")
    return words.gettext("the ending “%(ending)s” written inside the name") % {"ending": ending}


def _say_subdomain(trick: Trick, words: NullTranslations) -> str:
    if not trick.theirs:
        return words.gettext("our name in front of somebody else’s domain")
    return words.gettext("our name in front of somebody else’s domain (%(domain)s)") % {
        "domain": isolate_text(trick.theirs.strip("."))
    }


def _say_userinfo(trick: Trick, words: NullTranslations) -> str:
    return words.gettext("our name before the @ sign: the true address is what follows it")


def _say_path(trick: Trick, words: NullTranslations) -> str:
    host = {"host": isolate_text(trick.theirs)}
    if trick.ours == "link":
        return words.gettext("the address leads on to %(host)s") % host
    if trick.ours == "redirect":
        return words.gettext("our own site sends its visitors on to %(host)s") % host
    return words.gettext("our name in the path, not in the host")


def _say_ip_literal(trick: Trick, words: NullTranslations) -> str:
    if not trick.theirs:
        return words.gettext("a bare number where a name should stand")
    return words.gettext("a bare number (%(number)s) where a name should stand") % {
        "number": isolate_text(trick.theirs)
    }


def _say_homophone(trick: Trick, words: NullTranslations) -> str:
    difference = _say_replacement(trick, words)
    return words.gettext("%(difference)s (it sounds the same)") % {"difference": difference}


def _say_plural(trick: Trick, words: NullTranslations) -> str:
    if trick.theirs and not trick.ours:
        return words.gettext("a plural of our name, with %(theirs)s at the end") % {
            "theirs": name_characters(trick.theirs, words)
        }
    if trick.ours and not trick.theirs:
        return words.gettext("our name in the singular, without %(ours)s at the end") % {
            "ours": name_characters(trick.ours, words)
        }
    return _say_replacement(trick, words)


_Phrase = Callable[[Trick, NullTranslations], str]

#: The kinds that a replacement alone ("x in place of y") would not say well.
_PHRASES: Mapping[str, _Phrase] = {
    "transposition": _say_transposition,
    "repetition": _say_repetition,
    "mixed-script": _say_mixed_script,
    "leet": _say_leet,
    "bitflip": _say_bitflip,
    "tld": _say_tld,
    "tld-in-label": _say_tld_in_label,
    "subdomain": _say_subdomain,
    "userinfo": _say_userinfo,
    "path": _say_path,
    "ip-literal": _say_ip_literal,
    "homophone": _say_homophone,
    "plural": _say_plural,
}
