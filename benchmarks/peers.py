"""What others compare pictures with: each gives a likeness of 0 to 1 for two PNG pictures.

The peers are not installed with Chaffinch: `uv run --with imagehash --with pdqhash --with dnstwist --with scikit-image …`.
One that is missing is left out and named.
"""

from __future__ import annotations

import importlib.util
import io
from collections.abc import Callable
from typing import Any

import numpy as np
from PIL import Image

Measure = Callable[[bytes, bytes], float]
_SSIM_SIZE = (640, 400)


def list_peers() -> tuple[dict[str, Measure], list[str]]:
    """Return the installed peers' measures by name, and the names of those that are missing."""
    needed: dict[str, tuple[str, Measure]] = {
        "average hash (dnstwist)": ("dnstwist", _measure_dnstwist),
        "pHash": ("imagehash", _measure_phash),
        "PDQ": ("pdqhash", _measure_pdq),
        "SSIM": ("skimage", _measure_ssim),
        "colours alone": ("cv2", _measure_colours),
    }
    found = {name: measure for name, (module, measure) in needed.items() if importlib.util.find_spec(module)}
    return found, [name for name in needed if name not in found]


def _measure_dnstwist(here: bytes, there: bytes) -> float:
    import dnstwist  # type: ignore[import-not-found,unused-ignore]

    hashes = [dnstwist.pHash(io.BytesIO(one)) for one in (here, there)]
    return float(hashes[0] - hashes[1]) / 100


def _measure_phash(here: bytes, there: bytes) -> float:
    import imagehash  # type: ignore[import-not-found,unused-ignore]

    first, second = (imagehash.phash(Image.open(io.BytesIO(one))) for one in (here, there))
    return 1.0 - float(first - second) / 64


def _measure_pdq(here: bytes, there: bytes) -> float:
    import pdqhash  # type: ignore[import-not-found,unused-ignore]

    first, second = (
        pdqhash.compute(np.asarray(Image.open(io.BytesIO(one)).convert("RGB")))[0] for one in (here, there)
    )
    return 1.0 - float(np.count_nonzero(first != second)) / 256


def _measure_colours(here: bytes, there: bytes) -> float:
    """Return how much of the colours two pictures share: intersection of histograms over hue, saturation and value."""
    import cv2

    shares = []
    for one in (here, there):
        picture = cv2.cvtColor(np.asarray(Image.open(io.BytesIO(one)).convert("RGB")), cv2.COLOR_RGB2HSV)
        counts = cv2.calcHist([picture], [0, 1, 2], None, [12, 6, 6], [0, 180, 0, 256, 0, 256]).ravel()
        shares.append(counts / counts.sum())
    return float(np.minimum(*shares).sum())


def _measure_ssim(here: bytes, there: bytes) -> float:
    from skimage.metrics import structural_similarity  # type: ignore[import-not-found,unused-ignore]

    pictures: list[Any] = [
        np.asarray(Image.open(io.BytesIO(one)).convert("L").resize(_SSIM_SIZE)) for one in (here, there)
    ]
    return float(structural_similarity(*pictures))
