"""What lies in each pack so that a stranger can check it: one page, and one script of Python's standard library."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from itertools import pairwise

from chaffinch.reports.factpack.sealing import seal_page

_SECTION = re.compile(r"^# \d\. ", re.MULTILINE)
_ROOM = "chaffinch.reports.factpack"
_SCRIPTS = ("verify_pack.js", "verify_mail.js", "verify_words.js", "verify_page.js")
_SHARED = (
    "Broken", "need", "encode", "hex", "join", "pack", "unpack", "digest", "canonical", "own", "isObject", "readKey",
    "hasSigned", "checkAll", "readToken", "judgeStamp",
)  # fmt: skip
"""What the ledger's page lends."""


@cache
def list_verifiers() -> dict[str, bytes]:
    """Return the files that check a pack, by name."""
    return {
        "ledger_verify.py": files("chaffinch.ledger").joinpath("verify.py").read_bytes(),
        "verify.html": make_page().encode(),
        "verify.py": make_script().encode(),
    }


def make_script() -> str:
    """Return verify.py as one file: the three modules of this package, joined where their numbered sections begin."""
    texts = [_read(name) for name in ("verify.py", "verify_key.py", "verify_mail.py")]
    heads = [text[: _find_section(text)] for text in texts]
    sections = sorted(part for text in texts for part in _split_sections(text))
    imports = sorted({line for head in heads[1:] for line in head.splitlines() if _is_import(line)})
    head = "\n".join(line for line in heads[0].splitlines() if not line.startswith(f"from {_ROOM}"))
    mark = "from __future__ import annotations\n\n"
    body = "\n\n".join(section.rstrip() + "\n" for section in sections)
    return head.replace(mark, mark + "\n".join(imports) + "\n", 1).rstrip() + "\n\n\n" + body


def make_page() -> str:
    """Return verify.html: its own part, and the ledger page's checks of proofs and signatures, sealed."""
    ledger = files("chaffinch.ledger").joinpath("verify.html").read_text("utf-8")
    style = ledger.partition("<style>\n")[2].partition("</style>")[0].rstrip()
    script = ledger.partition("<script>\n")[2].partition("</script>")[0]
    checks = script[script.index("/* 1.") : script.index("/* 3.")]
    own = "\n".join(_read(name) for name in _SCRIPTS)
    # The ledger's checks keep their names in a scope of their own: both pages have a `check`.
    scope = f"const ledger = (() => {{\n{checks}return {{ {', '.join(_SHARED)} }};\n}})();\n"
    joined = f'"use strict";\n{scope}{own}'
    page = _read("verify.html").replace("/* STYLE */", style)
    return seal_page(page.replace("/* SCRIPT */", joined.rstrip()))


def _read(name: str) -> str:
    return files(_ROOM).joinpath(name).read_text("utf-8")


def _find_section(text: str) -> int:
    found = _SECTION.search(text)
    return found.start() if found else len(text)


def _split_sections(text: str) -> list[str]:
    starts = [found.start() for found in _SECTION.finditer(text)] + [len(text)]
    return [text[start:end] for start, end in pairwise(starts)]


def _is_import(line: str) -> bool:
    return line.startswith(("import ", "from ")) and not line.startswith(("from __future__", f"from {_ROOM}"))
