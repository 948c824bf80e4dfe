"""What the other rooms say in codes, in words: kinds, tiers, states, verdicts, reasons."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from gettext import NullTranslations

from chaffinch.reports.catalogue import gettext_noop, load_translations
from chaffinch.reports.tricks import say_tricks
from chaffinch.reports.untrusted import isolate_text

__all__ = [
    "VerdictWords",
    "say_capture_reason",
    "say_kind",
    "say_reason",
    "say_ruled_out",
    "say_state",
    "say_tier",
    "say_tricks",
    "say_verdict",
]

KIND_LABELS = {
    "omission": gettext_noop("letter left out"),
    "insertion": gettext_noop("letter added"),
    "substitution": gettext_noop("letter replaced"),
    "transposition": gettext_noop("letters swapped"),
    "repetition": gettext_noop("letter repeated"),
    "homoglyph": gettext_noop("look-alike letter"),
    "mixed-script": gettext_noop("mixed alphabets"),
    "leet": gettext_noop("digit for a letter"),
    "bitflip": gettext_noop("flipped bit"),
    "separator": gettext_noop("dots and hyphens"),
    "tld": gettext_noop("another ending"),
    "tld-in-label": gettext_noop("ending inside the name"),
    "subdomain": gettext_noop("somebody else’s domain"),
    "keyword": gettext_noop("word joined"),
    "service": gettext_noop("service’s name joined"),
    "userinfo": gettext_noop("name before an @ sign"),
    "path": gettext_noop("name in the path"),
    "ip-literal": gettext_noop("number for a name"),
    "homophone": gettext_noop("sounds the same"),
    "plural": gettext_noop("plural"),
}

TIER_LABELS = {
    "alert": gettext_noop("alert"),
    "review": gettext_noop("to be looked at"),
    "reported": gettext_noop("sent in by a colleague"),
}

STATE_LABELS = {
    "new": gettext_noop("just found"),
    "captured": gettext_noop("waits for a decision"),
    "confirmed": gettext_noop("confirmed as phishing"),
    "dismissed": gettext_noop("set aside"),
    "reported": gettext_noop("phishing, reported to the host"),
    "gone": gettext_noop("does not answer"),
}

VERDICTS = {
    "": (gettext_noop("not opened yet"), gettext_noop("Nobody has looked at this page yet.")),
    "copy": (
        gettext_noop("copy of our sign-in page"),
        gettext_noop("The page copies one of our own sign-in pages."),
    ),
    "service-copy": (
        gettext_noop("copy of a service’s sign-in page"),
        gettext_noop("The page copies the sign-in page of a service that we use."),
    ),
    "sign-in": (
        gettext_noop("asks for a password"),
        gettext_noop("The page asks for a password, but does not look like one of our own pages."),
    ),
    "grant": (
        gettext_noop("asks for access to an account"),
        gettext_noop("The page asks for lasting access to an account, without its password."),
    ),
    "parked": (
        gettext_noop("parked"),
        gettext_noop("The address is registered, but shows only a placeholder."),
    ),
    "for-sale": (gettext_noop("for sale"), gettext_noop("The address is registered and offered for sale.")),
    "harmless": (
        gettext_noop("looks harmless"),
        gettext_noop("The page asks for nothing and does not look like ours."),
    ),
    "gone": (gettext_noop("does not answer"), gettext_noop("Nothing answers at this address.")),
    "undecided": (
        gettext_noop("undecided"),
        gettext_noop("The page could not be judged; a person should look at it."),
    ),
}

#: For each code its messages, the fullest first: the first one whose parameters are all known is said.
REASONS: Mapping[str, Sequence[str]] = {
    "looks-like": (
        gettext_noop("It looks like the genuine page: %(percent)s%% of the picture matches."),
        gettext_noop("It looks like the genuine page."),
    ),
    "same-text": (
        gettext_noop("Its words are those of the genuine page (%(percent)s%%)."),
        gettext_noop("Its words are those of the genuine page."),
    ),
    "same-form": (
        gettext_noop("Its form asks for what the genuine one asks for (%(percent)s%% alike)."),
        gettext_noop("Its form asks for what the genuine one asks for."),
    ),
    "asks-password": (gettext_noop("It asks for a password."),),
    "posts-elsewhere": (
        gettext_noop("It sends what is typed to another host (%(host)s)."),
        gettext_noop("It sends what is typed to another host."),
    ),
    "loads-from-us": (
        gettext_noop("It loads pictures or styles from our own site (%(host)s)."),
        gettext_noop("It loads pictures or styles from our own site (%(hosts)s)."),
        gettext_noop("It loads pictures or styles from our own site."),
    ),
    "same-title": (
        gettext_noop("Its title has the words of ours (“%(title)s”)."),
        gettext_noop("Its title has the words of ours."),
    ),
    "same-structure": (
        gettext_noop("It is built like the genuine page (%(percent)s%% of the elements, in order)."),
        gettext_noop("It is built like the genuine page."),
    ),
    "same-files": (
        gettext_noop("It uses the very files that the genuine page uses (%(percent)s%% of them)."),
        gettext_noop("It uses the very files that the genuine page uses."),
    ),
    "names-us": (gettext_noop("It bears the name that stands in the genuine page’s title."),),
    "same-logo:faint": (gettext_noop("Something on it resembles the genuine page’s logo."),),
    "same-logo": (gettext_noop("It shows the genuine page’s logo."),),
    "same-icon": (gettext_noop("It has the genuine page’s icon."),),
    "our-address": (
        gettext_noop("It mentions the genuine address (%(host)s)."),
        gettext_noop("It mentions the genuine address."),
    ),
    "changes-after:blur": (gettext_noop("It turned into this when the visitor looked at another window."),),
    "changes-after:visibility": (
        gettext_noop("It turned into this when the visitor changed to another tab."),
    ),
    "changes-after:mouse": (gettext_noop("It turned into this when the mouse was moved."),),
    "changes-after:timer": (gettext_noop("It turned into this after some time."),),
    "changes-after:step": (gettext_noop("It turned into this after an invented address was typed."),),
    "changes-after:away": (gettext_noop("It turned into this while the visitor was away."),),
    "turns-into-sign-in:blur": (
        gettext_noop("It asks for a password as soon as the visitor has looked at another window."),
    ),
    "turns-into-sign-in:visibility": (
        gettext_noop("It asks for a password as soon as the visitor has changed to another tab."),
    ),
    "turns-into-sign-in:mouse": (gettext_noop("It asks for a password as soon as the mouse is moved."),),
    "turns-into-sign-in:timer": (gettext_noop("It asks for a password after some time."),),
    "turns-into-sign-in:step": (gettext_noop("It asks for a password once an address was typed."),),
    "turns-into-sign-in:away": (gettext_noop("It asks for a password once the visitor was away."),),
    "draws-password:waiting": (gettext_noop("Its script holds a password field that waits for a click."),),
    "draws-password": (gettext_noop("It takes a password without any field: it draws its own."),),
    "takes-grant:device-code": (
        gettext_noop(
            "It hands out a code to be typed on a service’s genuine page: whoever types it lets a stranger’s device in."
        ),
    ),
    "takes-grant:consent": (
        gettext_noop(
            "It leads to a genuine consent page (%(by)s) on which a stranger’s program is let into the account."
        ),
        gettext_noop(
            "It leads to a genuine consent page on which a stranger’s program is let into the account."
        ),
    ),
    "takes-grant:linked-device": (
        gettext_noop(
            "It wants a messenger’s device linked, or the code that the messenger sent: a stranger then reads along."
        ),
    ),
    "takes-grant:paste-back": (
        gettext_noop("It wants an address pasted back that holds the key to the account."),
    ),
    "takes-grant:app-password": (
        gettext_noop("It wants a password made for one program at a service, which opens the whole mailbox."),
    ),
    "relays:kit": (
        gettext_noop(
            "It passes the genuine page through (%(kit)s): what is typed there is tried at the genuine site at once."
        ),
        gettext_noop(
            "It passes the genuine page through: what is typed there is tried at the genuine site at once."
        ),
    ),
    "relays:cookies": (
        gettext_noop(
            "It sets cookies that only the genuine server sets (%(cookies)s): it probably passes the genuine page"
            " through, and tries at once what is typed."
        ),
        gettext_noop(
            "It sets cookies that only the genuine server sets: it probably passes the genuine page through."
        ),
    ),
    "drawn-window": (
        gettext_noop("It draws a browser window of its own, whose address bar claims %(address)s."),
        gettext_noop("It draws a browser window of its own, with an address bar that is a picture."),
    ),
    "click-fix": (gettext_noop("It puts a command on the clipboard and tells the visitor to run it."),),
    "sends-keys": (
        gettext_noop("Its scripts can send each key as it is pressed, before anything is submitted."),
    ),
    "tries:camera": (gettext_noop("It tried to use the camera or the microphone."),),
    "tries:notification": (gettext_noop("It tried to get leave for notifications."),),
    "tries:location": (gettext_noop("It tried to learn where the visitor is."),),
    "tries:rtc": (gettext_noop("It tried to make a direct connection that can show the visitor’s address."),),
    "tries:history": (gettext_noop("It keeps the visitor from going back."),),
    "tries:print": (gettext_noop("It opened the print dialog."),),
    "tries:fullscreen": (gettext_noop("It tried to fill the whole screen."),),
    "tries:fullscreen-on-click": (
        gettext_noop("Its script fills the whole screen at a click, and holds a password field."),
    ),
    "tries:copied-text": (gettext_noop("It exchanges what the visitor copies for something else."),),
    "tries:clipboard": (gettext_noop("It tried to write to the clipboard."),),
    "tries:debugger": (gettext_noop("It defends itself against being examined."),),
    "tries:no-menu": (gettext_noop("It switches the right mouse button off."),),
    "no-form": (gettext_noop("It has no form to fill in."),),
    "challenge": (gettext_noop("It first wants proof that a person is looking."),),
    "blank": (gettext_noop("It shows nothing."),),
    "failed": (
        gettext_noop("It could not be opened (status %(status)s)."),
        gettext_noop("It could not be opened."),
    ),
    "parked-words": (gettext_noop("It speaks of a parked address."),),
    "for-sale-words": (gettext_noop("It offers the address for sale."),),
    "redirects-to-us": (
        gettext_noop("It leads on to our own site (%(host)s)."),
        gettext_noop("It leads on to our own site."),
    ),
    "two-step": (gettext_noop("It asks for the name first and for the password on the next page."),),
}

CAPTURE_REASONS: Mapping[str, Sequence[str]] = {
    "timeout": (
        gettext_noop("The page did not finish within %(seconds)s seconds."),
        gettext_noop("The page did not finish in time."),
    ),
    "too-tall": (
        gettext_noop("The page is taller than %(limit)s pixels; its picture is cut there."),
        gettext_noop("The page is very tall; its picture is cut."),
    ),
    "too-large": (gettext_noop("The page sent more data than we accept."),),
    "too-many-requests": (gettext_noop("The page asked for more files than we allow."),),
    "too-many-redirects": (gettext_noop("The address sent us on too many times."),),
    "download": (gettext_noop("The address offers a file to download, not a page."),),
    "not-html": (
        gettext_noop("What answers is not a web page (%(type)s)."),
        gettext_noop("What answers is not a web page."),
    ),
    "blank": (gettext_noop("The page stayed blank."),),
    "not-found": (gettext_noop("The name leads to no server (it may be registered only for later)."),),
    "refused-address": (
        gettext_noop("The name leads to an address inside a private network; it was not opened."),
    ),
    "connection": (gettext_noop("No connection could be made to the server."),),
    "certificate": (gettext_noop("The server’s certificate is not valid."),),
    "crashed": (gettext_noop("The page crashed the browser that was looking at it."),),
    "egress": (gettext_noop("Not opened: it is not settled yet how our captures leave the house."),),
    "not-opened": (gettext_noop("Not opened yet."),),
}

#: The harmless readings that do not hold, as the matcher lists them → why the address is not one of the harmless.
RULED_OUT: Mapping[tuple[str, ...], str] = {
    ("own",): gettext_noop("It is no domain of ours, of a partner or of a known service."),
    ("own", "popular"): gettext_noop(
        "It is no domain of ours, of a partner or of a known service, and not a widely visited one."
    ),
    ("own", "word"): gettext_noop(
        "It is no domain of ours, of a partner or of a known service, and not an ordinary word."
    ),
    ("own", "popular", "word"): gettext_noop(
        "It is no domain of ours, of a partner or of a known service, not a widely visited one, and not an ordinary word."
    ),
}

_PLACEHOLDER = re.compile(r"%\((\w+)\)s")


@dataclass(frozen=True, slots=True)
class VerdictWords:
    """A verdict, said to a person."""

    label: str
    """A few words without a capital ("copy of our sign-in page")."""
    meaning: str
    """One whole sentence."""


def say_kind(kind: str, locale: str = "en") -> str:
    """Say one of the matcher's kinds as a short label; an unknown one as it is."""
    return say_label(KIND_LABELS, kind, locale)


def say_tier(tier: str, locale: str = "en") -> str:
    """Say how urgent a match is."""
    return say_label(TIER_LABELS, tier, locale)


def say_ruled_out(ruled_out: Sequence[str], locale: str = "en") -> str:
    """Say why an address is not one of the harmless ones, as a whole sentence; empty where nothing is known."""
    message = RULED_OUT.get(tuple(ruled_out))
    return load_translations(locale).gettext(message) if message else ""


def say_state(state: str, locale: str = "en") -> str:
    """Say where a case stands."""
    return say_label(STATE_LABELS, state, locale)


def say_verdict(verdict: str, locale: str = "en") -> VerdictWords:
    """Say a verdict class; an empty one means that the page was not opened yet."""
    words = load_translations(locale)
    label, meaning = VERDICTS.get(verdict, VERDICTS["undecided"])
    return VerdictWords(label=words.gettext(label), meaning=words.gettext(meaning))


def say_reason(code: str, params: Mapping[str, object], locale: str = "en") -> str:
    """Say one reason of a verdict as a whole sentence; of a failed capture, why it failed."""
    cause = str(params.get("reason", ""))
    if code == "failed" and cause in CAPTURE_REASONS:
        return say_capture_reason(cause, params, locale)
    words = load_translations(locale)
    other = words.gettext("There is another reason (%(code)s).")
    variant = next(
        (f"{code}:{params[name]}" for name in ("kind", "trigger", "what", "how") if name in params), code
    )
    messages = REASONS.get(variant) or REASONS.get(code, ())
    return say_fullest(messages, params, words) or other % {"code": isolate_text(code, limit=40)}


def say_capture_reason(code: str, params: Mapping[str, object], locale: str = "en") -> str:
    """Say why a capture is partial or failed, or why there is none, as a whole sentence."""
    words = load_translations(locale)
    other = words.gettext("The page could not be captured (%(code)s).")
    messages = CAPTURE_REASONS.get(code, ())
    return say_fullest(messages, params, words) or other % {"code": isolate_text(code, limit=40)}


def say_label(labels: Mapping[str, str], code: str, locale: str) -> str:
    if code not in labels:
        return isolate_text(code, limit=40)
    return load_translations(locale).gettext(labels[code])


def say_fullest(messages: Sequence[str], params: Mapping[str, object], words: NullTranslations) -> str:
    """Say the first message whose parameters are all there; empty when none fits."""
    for message in messages:
        wanted = _PLACEHOLDER.findall(message)
        if all(params.get(name) not in (None, "", 0, [], ()) for name in wanted):
            said = {name: _say_value(params[name]) for name in wanted}
            return words.gettext(message) % said
    return ""


def _say_value(value: object) -> str:
    if isinstance(value, (list, tuple)):
        return ", ".join(isolate_text(part, limit=80) for part in value[:3])
    return isolate_text(value, limit=120)
