"""What charsets, encodings and bad conversions make of one sign, so that damage is told from a change of words."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from html.entities import codepoint2name

CODECS = (
    "utf-8",
    "cp1252",
    "latin-1",
    "iso8859-15",
    "mac-roman",
    "cp850",
    "cp437",
    "cp1250",
    "iso8859-2",
    "koi8-r",
    "cp1251",
)
_SPELLED = {
    "œ": ("oe",), "æ": ("ae",), "ß": ("ss",), "ø": ("o",), "ł": ("l",), "đ": ("d",), "ð": ("d",), "þ": ("th",), "ı": ("i",),
    "€": ("eur", "euro", "euros", "e"), "£": ("gbp", "l"), "¥": ("yen",), "©": ("c",), "®": ("r",), "™": ("tm",),
    "°": ("o", "deg"), "№": ("no",),
    "ä": ("ae",), "ö": ("oe",), "ü": ("ue",), "½": ("1/2",), "×": ("x",), "µ": ("u", "mu"), "μ": ("u", "mu"), "²": ("2",),
    "…": ("...",),
}  # fmt: skip
_SPELLED_OUT = str.maketrans(
    {
        "€": "EUR", "™": "[tm]", "œ": "oe", "Œ": "OE", "‚": "'", "„": '"', "…": "...", "‹": "<", "›": ">", "‘": "'",
        "’": "'", "“": '"', "”": '"', "–": "-", "—": "--", "•": "*", "˜": "~", "©": "(c)", "®": "(R)",
    }
)  # fmt: skip
"""How programs that show ASCII alone write what they read."""
LIGATURES = ("ffi", "ffl", "fi", "fl", "ff", "ft", "tt", "ti")
"""Letters that fonts draw as one sign, which print-outs lose as one."""


@lru_cache(maxsize=4096)
def list_damaged(sign: str) -> tuple[str, ...]:
    """Return what stands for a sign that is no ASCII where a reader sees the damage, case folded, the longest first."""
    found = {"?", "??", "???", "\ufffd", "\ufffd\ufffd", "\ufffd\ufffd\ufffd", "_", "¿", "\x1a", "□"}
    for cased in {sign, sign.upper()} if len(sign.upper()) == 1 else {sign}:
        found |= _list_misread(cased) | _list_encoded(cased)
    found |= {form.strip() for form in found}
    shown = {form.casefold() for form in found if form and not (form.isascii() and form.isalnum())}
    return tuple(sorted(shown, key=lambda form: (-len(form), form)))


def _list_misread(sign: str) -> set[str]:
    """Return it written in one charset and read in another; UTF-8 up to twice, and as seven bits."""
    found: set[str] = set()
    for written in CODECS:
        raw = _encode(sign, written)
        if raw is None:
            continue
        for read in CODECS:
            once = raw.decode(read, "replace")
            found |= {
                once,
                once.replace("\ufffd", ""),
                once.replace("\ufffd", "?"),
                once.replace("\xa0", " "),
                once.replace("\xad", ""),
            }
            if written == "utf-8" and read == "cp1252":
                spelled = once[1:].replace("\ufffd", "").translate(_SPELLED_OUT)
                found |= {f"\ufffd{spelled}", f"{once[:1]}{spelled}"}
            twice = _encode(once, "utf-8")
            if written == "utf-8" and read in {"cp1252", "latin-1"} and twice:
                found |= {twice.decode(read, "replace"), twice.decode(read, "replace").replace("\xa0", " ")}
    normal = {unicodedata.normalize("NFKC", form) for form in found}
    return {form for form in found | normal if form != sign}


def _list_encoded(sign: str) -> set[str]:
    """Return it as quoted-printable, an entity, or an escape leaves it."""
    number = ord(sign)
    found = {
        f"&#{number};",
        f"&#x{number:x};",
        f"\\u{number:04x}",
        f"&amp;#{number};",
        f"<u+{number:04x}>",
        f"{{u+{number:04x}}}",
    }
    if number in codepoint2name:
        name = codepoint2name[number]
        found |= {f"&{name};", f"&amp;{name};", name if number == 0xA0 else f"&{name};"}
    for charset in ("utf-8", "cp1252", "latin-1"):
        raw = _encode(sign, charset)
        if raw:
            found.add("".join(map(_show_byte, raw)))
            found |= {"".join(f"{mark}{byte:02x}" for byte in raw) for mark in ("=", "%", "\\x", "\\'")}
            found.add("".join(f"=3d{byte:02x}" for byte in raw))
            found.add("".join(f"\\{byte:03o}" for byte in raw))
    return found


def _show_byte(byte: int) -> str:
    """Return a byte as `cat -v` shows it."""
    low = byte & 0x7F
    shown = chr(low) if 0x20 <= low < 0x7F else f"^{chr(low ^ 0x40)}"
    return f"M-{shown}" if byte > 0x7F else shown


@lru_cache(maxsize=4096)
def compile_notation(sign: str) -> re.Pattern[str]:
    """Return what finds a sign that is no ASCII as the number of its code, or as those of its bytes, in whatever notation of
    data files and programs: `\\u233?`, `{U+00E9}`, `u00e9`, `<c3><a9>`; case folded. A bare number is none.
    """
    cases = {sign, sign.upper()} if len(sign.upper()) == 1 else {sign}
    numbers = sorted(map(ord, cases))
    raws = {raw for one in cases for charset in CODECS[:6] if (raw := _encode(one, charset))}
    forms = [rf"[^\w\s]{{1,3}}(?:[ux]\+?)?0{{0,4}}{number:x}" for number in numbers]
    forms += [rf"[^\w\s]{{1,3}}u?0{{0,3}}{number}" for number in numbers]
    forms += [rf"u\+?{number:04x}" for number in numbers]
    forms += ["".join(rf"[^\w\s]{{1,2}}x?{byte:02x}[>}}\])]?" for byte in raw) for raw in sorted(raws)]
    return re.compile(f"(?:{'|'.join(forms)})(?P<end>[;?>}}\\])]?\\??)")


@lru_cache(maxsize=4096)
def list_plain(sign: str) -> tuple[str, ...]:
    """Return what stands for a sign that is no ASCII in texts that do without it: its letter without accents, nothing, or
    its lower seven bits."""
    bare = _strip_accents(sign)
    raws = [_encode(sign, charset) or b"" for charset in ("latin-1", "utf-8")]
    seven = {bytes(byte & 0x7F for byte in raw).decode("ascii").casefold() for raw in raws}
    forms = {
        bare,
        "",
        " ",
        *seven,
        f"{bare}'",
        f"{bare}`",
        f"{bare}^",
        *_SPELLED.get(sign.casefold(), ()),
    } - {sign}
    forms |= {_strip_accents(form) for form in list_damaged(sign)} - {sign}
    return tuple(sorted(forms, key=lambda form: (-len(form), form)))


def _strip_accents(text: str) -> str:
    return "".join(
        one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one)
    ).casefold()


def _encode(text: str, charset: str) -> bytes | None:
    try:
        return text.encode(charset)
    except UnicodeEncodeError:
        return None
