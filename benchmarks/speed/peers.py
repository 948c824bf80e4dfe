"""What others do with the same names. Each is written from the description of its method, not copied; each finds less."""

from __future__ import annotations

import math
import subprocess
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from rapidfuzz.distance import Levenshtein

from chaffinch.names.hosts import split_suffix
from chaffinch.names.variants import list_variants

_SUSPICIOUS = {
    "login": 25, "log-in": 25, "account": 25, "verify": 25, "secure": 20, "support": 15, "update": 15, "webmail": 20,
    "office": 20, "confirm": 20, "password": 20, "sign-in": 25, "mail": 15,
}  # fmt: skip
_ENDINGS = (".tk", ".ga", ".top", ".xyz", ".ru", ".info")


def match_like_opensquat(names: Sequence[bytes], brands: Sequence[str]) -> int:
    """For each keyword, for each domain: is the keyword contained, or within two edits of the name before its ending?"""
    hits = 0
    for brand in brands:
        keyword = brand.partition(".")[0]
        for line in names:
            name = line.decode().rpartition(".")[0]
            hits += keyword in name or Levenshtein.distance(keyword, name, score_cutoff=2) <= 2
    return hits


def match_like_phishing_catcher(names: Sequence[bytes], brands: Sequence[str]) -> int:
    """Sum points for words, endings, entropy, hyphens, dots, and words one edit from a brand; 65 and more is a hit."""
    strong = [brand.partition(".")[0] for brand in brands]
    hits = 0
    for line in names:
        domain = line.decode()
        score = 20 * domain.endswith(_ENDINGS)
        counts = Counter(domain)
        score += round(-10 * sum(n / len(domain) * math.log2(n / len(domain)) for n in counts.values()) / 3.5)
        score += sum(points for word, points in _SUSPICIOUS.items() if word in domain)
        score += sum(60 for word in strong if word in domain)
        words = domain.replace("-", ".").split(".")
        score += sum(70 for key in strong for word in words if Levenshtein.distance(word, key) == 1)
        score += 3 * domain.count("-") * (domain.count("-") >= 4) + 3 * domain.count(".") * (
            domain.count(".") >= 3
        )
        hits += score >= 65
    return hits


def list_generated(brands: Sequence[str]) -> frozenset[str]:
    """Generate the variants of every brand, as dnstwist does (with our generator, which makes more)."""
    return frozenset(variant.host for brand in brands for variant in list_variants(brand))


def match_like_dnstwist(names: Sequence[bytes], generated: frozenset[str]) -> int:
    """Look each name's registered domain up among the generated ones."""
    return sum(split_suffix(line.decode())[0] in generated for line in names)


def match_with_grep(file: Path, brands: Sequence[str]) -> int:
    """Let grep look for the brands as they are written, with and without their hyphens."""
    words = {brand.partition(".")[0] for brand in brands}
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as patterns:
        patterns.write("\n".join(sorted(words | {word.replace("-", "") for word in words})) + "\n")
        patterns.flush()
        found = subprocess.run(
            ["grep", "-c", "-F", "-f", patterns.name, str(file)],
            capture_output=True,
            check=False,
            env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"},
        )
    return int(found.stdout)


def read_memory(buffer: bytes) -> int:
    """Touch every byte once: no matcher can be faster on one core."""
    return int(np.frombuffer(buffer, dtype=np.uint8).sum(dtype=np.uint64))


def translate_memory(buffer: bytes) -> int:
    """Write every byte anew without its signs: no matcher that folds in Python can be faster."""
    return len(buffer.translate(None, b"-._"))
