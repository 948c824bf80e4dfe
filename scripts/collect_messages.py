"""Collect what is to be translated into src/chaffinch/locale/*/LC_MESSAGES/django.po.

`make messages` runs it and compiles the result. It keeps the translations that are there, drops what no
source says any more, and writes neither dates nor line numbers, so that a difference shows what changed and
nothing else. With `--check` it writes nothing and fails when a message is missing, untranslated, fuzzy,
obsolete, or has other placeholders than its translation.
"""

from __future__ import annotations

import argparse
import io
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "chaffinch"
KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "N_": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
HEADER = """\
msgid ""
msgstr ""
"Project-Id-Version: chaffinch\\n"
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plural_forms}\\n"
"""
_PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w*)\}|(%[sd])")
_TEMPLATES = (".html", ".txt")

Key = tuple[str, str | None]


@dataclass(frozen=True, slots=True)
class Found:
    """One message of the sources."""

    singular: str
    plural: str
    """Empty when there is no plural."""
    context: str | None
    files: tuple[str, ...]
    comments: tuple[str, ...]

    @property
    def key(self) -> Key:
        """What tells it from another message."""
        return (self.singular, self.context)

    @property
    def forms(self) -> str | tuple[str, str]:
        """The message as Babel wants it."""
        return (self.singular, self.plural) if self.plural else self.singular


def collect_messages(package: Path = PACKAGE) -> dict[Key, Found]:
    """Return every message that the sources below `package` say."""
    found: dict[Key, Found] = {}
    for path in sorted(package.rglob("*")):
        where = path.relative_to(package.parent).as_posix()
        for singular, plural, context, comments in _extract_file(path, package):
            known = found.get((singular, context))
            found[singular, context] = Found(
                singular=singular,
                plural=plural or (known.plural if known else ""),
                context=context,
                files=tuple(sorted({where, *(known.files if known else ())})),
                comments=tuple(dict.fromkeys([*(known.comments if known else ()), *comments])),
            )
    return found


def _extract_file(path: Path, package: Path) -> Iterator[tuple[str, str, str | None, list[str]]]:
    if path.suffix == ".py" and "migrations" not in path.parts:
        method, source = "python", path.read_bytes()
    elif path.suffix in _TEMPLATES and path.is_relative_to(package / "reports" / "templates"):
        method, source = "jinja2.ext:babel_extract", path.read_bytes()
    elif path.suffix in _TEMPLATES and "templates" in path.parts:
        # What is left of the page has no sense as Python, its indentation least of all.
        calls = templatize(path.read_text("utf-8"), origin=str(path)).splitlines()
        method, source = "python", "\n".join(line.lstrip() for line in calls).encode()
    else:
        return
    options = {"encoding": "utf-8", "newstyle_gettext": "true", "trimmed": "true", "silent": "false"}
    rows = extract(method, io.BytesIO(source), KEYWORDS, comment_tags=("Translators:",), options=options)
    for _line, message, comments, context in rows:
        forms = message if isinstance(message, tuple) else (message, "")
        if forms[0]:
            yield forms[0], forms[1], context, list(comments)


def merge_catalogue(old: Catalog, found: Iterable[Found]) -> Catalog:
    """Return a catalogue of what is `found`, with the translations that `old` has."""
    merged = Catalog(locale=old.locale, domain="django")
    for message in found:
        known = old.get(message.singular, message.context)
        string = known.string if known and not known.fuzzy and _fits(known, message) else None
        merged.add(
            message.forms,
            string,
            locations=[(name, 0) for name in message.files],
            auto_comments=message.comments,
            context=message.context,
        )
    return merged


def _fits(known: Message, message: Found) -> bool:
    return isinstance(known.string, tuple) == bool(message.plural)


def write_catalogue(catalogue: Catalog) -> str:
    """Return the catalogue as the text of a .po file, sorted by file and message."""
    body = io.BytesIO()
    messages = sorted(
        (m for m in catalogue if m.id), key=lambda m: (m.locations[0][0], str(m.id), m.context or "")
    )
    ordered = Catalog(locale=catalogue.locale, domain="django")
    for message in messages:
        ordered[message.id] = message
    write_po(body, ordered, width=0, omit_header=True, include_lineno=False)
    header = HEADER.format(language=catalogue.locale, plural_forms=catalogue.plural_forms.rstrip(";") + ";")
    return f"{header}\n{body.getvalue().decode().strip()}\n"


def list_faults(catalogue: Catalog, found: dict[Key, Found]) -> list[str]:
    """Return a line for each message that is missing, untranslated, fuzzy, obsolete or wrongly filled in."""
    faults = []
    for message in found.values():
        known = catalogue.get(message.singular, message.context)
        if known is None:
            faults.append(f"missing: {message.singular!r} ({message.files[0]})")
        elif known.fuzzy:
            faults.append(f"fuzzy: {message.singular!r}")
        elif not _fits(known, message) or not all(_list_strings(known)):
            faults.append(f"untranslated: {message.singular!r} ({message.files[0]})")
        elif not _same_placeholders(known, message):
            faults.append(f"placeholders differ: {message.singular!r} and {known.string!r}")
    for entry in catalogue:
        singular = entry.id[0] if isinstance(entry.id, tuple) else entry.id
        if singular and (singular, entry.context) not in found:
            faults.append(f"obsolete: {singular!r}")
    return faults


def _list_strings(message: Message) -> tuple[str, ...]:
    return tuple(message.string) if isinstance(message.string, (tuple, list)) else (message.string or "",)


def _same_placeholders(known: Message, message: Found) -> bool:
    """Whether each form fills in what the source fills in; the singular may leave out the number."""
    singular, plural = _list_placeholders(message.singular), _list_placeholders(message.plural)
    strings = [_list_placeholders(string) for string in _list_strings(known)]
    if not message.plural:
        return strings == [singular]
    return strings[-1] == plural and all(form in (singular, plural) for form in strings)


def _list_placeholders(text: str) -> list[str]:
    return sorted({match.group() for match in _PLACEHOLDER.finditer(text.replace("%%", ""))})


def main() -> int:
    """Collect, or check; return the exit code."""
    parser = argparse.ArgumentParser(description="Collect what is to be translated.")
    parser.add_argument("--check", action="store_true", help="write nothing, fail when something is missing")
    only_check = parser.parse_args().check
    found = collect_messages()
    bad = 0
    for path in sorted((PACKAGE / "locale").glob("*/LC_MESSAGES/django.po")):
        language = path.parent.parent.name
        with path.open("rb") as stream:
            old = read_po(stream, locale=language, domain="django", ignore_obsolete=True)
        merged = merge_catalogue(old, found.values())
        faults = list_faults(old if only_check else merged, found)
        if only_check and not faults and path.read_text("utf-8") != write_catalogue(merged):
            faults.append(f"{path.relative_to(ROOT)} is not as collected: run `make messages`")
        if not only_check:
            path.write_text(write_catalogue(merged), "utf-8")
        print(f"{language}: {len(found)} messages, {len(faults)} faults", *faults, sep="\n  ")
        bad += len(faults)
    return 1 if only_check and bad else 0


if __name__ == "__main__":
    sys.exit(main())
