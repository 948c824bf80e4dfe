"""Addresses as sites and lists hide them: `name at domain dot org`, `na...@domain`, `[email protected]`."""

from __future__ import annotations

import re

_AT = re.compile(
    r"\s*[\[({<_]\s*(?:at|arobase|chez|a|@)\s*[\])}>_]\s*|\s+(?:at|AT|arobase|chez)\s+|\s*\(à\)\s*",
    re.IGNORECASE,
)
_DOT = re.compile(r"\s*[\[({<_]\s*(?:dot|point|\.)\s*[\])}>_]\s*|\s+(?:dot|point)\s+", re.IGNORECASE)
_HIDDEN = re.compile(
    r"\W*(?:e-?mail|mail|courriel|address|adresse)s?\W+(?:e-?mail\W+)?(?:protected|removed|redacted|hidden|deleted|masked"
    r"|obfuscated|masquée?s?|supprimée?s?|protégée?s?|cachée?s?|caviardée?s?)\W*|\W*(?:redacted|caviardé|masqué|hidden)(?:\W+\w{1,12}){0,3}\W*",
    re.IGNORECASE,
)
_SPELLED = re.compile(
    r"([\w.+-]{1,64})(?:\s*[\[({<_]\s*(?:at|arobase|chez|a|@)\s*[\])}>_]\s*|[ \t\n]+(?:at|arobase|chez)[ \t\n]+)"
    r"([\w-]{1,63}(?:(?:\.|\s*[\[({<_]\s*(?:dot|point|\.)\s*[\])}>_]\s*|\s+(?:dot|point)\s+)[\w-]{1,63}){1,8})",
    re.IGNORECASE,
)
_SHORTENED = re.compile(r"([\w.+-]{1,64}?)(?:\.{2,3}|…|\*{2,8})@([\w-]{1,63}(?:\.[\w-]{1,63}){1,8})")
_CROSSED = re.compile(r"([\w.+-]{1,64})@([x*•]{3,64}(?:\.[x*•]{2,64}){0,4})(?![\w@])", re.IGNORECASE)
_CUT = re.compile(
    r"([\w.+-]{0,64}?)(?:\.{2,}|…|[*x•]{2,})([\w.+-]{0,8}?)(?:@([\w.-]*?)(?:\.{2,}|…|[*x•]{2,})?([\w.-]*))?"
)


def reveal_addresses(text: str, ours: str, addresses: frozenset[str]) -> str:
    """Return a text with `name at domain`, `na...@domain` and `name@xxxx` as the address, where ours has that one.

    Args:
        text: what leaked.
        ours: the text of ours.
        addresses: in it, and in the head of ours.
    """
    known = ours.casefold()

    def reveal(match: re.Match[str]) -> str:
        address = re.sub(r"\s+", "", _DOT.sub(".", f"{match[1]}@{match[2]}")).casefold()
        return address if address in known else match[0]

    def complete(match: re.Match[str]) -> str:
        begins, domain = match[1].casefold(), match[2].casefold().rstrip(".")
        fitting = [one for one in addresses if one.startswith(begins) and one.endswith(f"@{domain}")]
        return fitting[0] if len(fitting) == 1 else match[0]

    def uncross(match: re.Match[str]) -> str:
        fitting = [one for one in addresses if one.startswith(f"{match[1].casefold()}@")]
        # one name in two places: most cross out sign by sign
        exact = [one for one in fitting if len(one) == len(match[0])] if len(fitting) > 1 else fitting
        return exact[0] if len(exact) == 1 else match[0]

    return _CROSSED.sub(uncross, _SHORTENED.sub(complete, _SPELLED.sub(reveal, text)))


def is_masked(address: str, theirs: str) -> bool:
    """Return whether what stands in theirs is that address, hidden as sites do."""
    said = theirs.strip(" \t\n<>()\"',;:").casefold()
    if len(said) > 200:
        return False
    if _HIDDEN.fullmatch(said):
        return True
    plain = re.sub(r"\s+", "", _DOT.sub(".", _AT.sub("@", said)))
    if plain == address:
        return True
    local, _, domain = address.partition("@")
    match = _CUT.fullmatch(said.strip("[]"))
    if not match or not (match[1] or match[3]):
        return plain in {f"{local}@", f"@{domain}"}
    return (
        local.startswith(match[1])
        and local.endswith(match[2])
        and domain.startswith(match[3] or "")
        and domain.endswith(match[4] or "")
    )
