"""`xn--` labels by the hundred thousand: what they look like, in ASCII, as far as the scan needs it.

The scan may find too much: whether a label is valid at all is asked of the few lines that it finds (`hosts.py`).
"""

from __future__ import annotations

from chaffinch.names.fold import fold_letter

# RFC 3492, section 5.
_BASE, _TMIN, _TMAX, _SKEW, _DAMP, _FIRST_BIAS, _FIRST_CODE = 36, 1, 26, 38, 700, 72, 128
_LAST_CODE = 0x10FFFF
_DIGITS = {code: value for value, code in enumerate(b"abcdefghijklmnopqrstuvwxyz0123456789")}


class _Folds(dict[int, str]):
    """Code point → the ASCII letters that it passes for, computed when first met."""

    def __missing__(self, code: int) -> str:
        """Fold a letter."""
        folded = self[code] = fold_letter(chr(code))
        return folded


_FOLDS = _Folds()


def write_decoded(line: bytes) -> bytes:
    """Return a plain host line with its `xn--` labels decoded and folded, and then once more as it is written.

    Both, since a label that is not valid is shown as it is written.
    """
    lowered = line.lower()
    labels = [_fold_label(label) if label[:4] == b"xn--" else label.decode() for label in lowered.split(b".")]
    return ".".join(labels).encode("ascii", "replace").replace(b"\n", b" ") + b" " + lowered


def _fold_label(label: bytes) -> str:
    try:
        return decode_label(label).translate(_FOLDS)
    except ValueError:
        return label.decode()


def decode_label(label: bytes) -> str:
    """Decode one label with its `xn--` (RFC 3492, section 6.2).

    Args:
        label: lower-case ASCII.

    Raises:
        ValueError: it is not Punycode.
    """
    basic, _, extended = label[4:].rpartition(b"-")
    output = list(basic.decode("ascii"))
    code, place, bias, first = _FIRST_CODE, 0, _FIRST_BIAS, True
    digits = iter(extended)
    for digit in digits:
        before, weight, step = place, 1, _BASE
        while True:
            value = _DIGITS.get(digit, -1)
            if value < 0:
                raise ValueError("a character that is no digit")
            place += value * weight
            threshold = min(max(step - bias, _TMIN), _TMAX)
            if value < threshold:
                break
            weight *= _BASE - threshold
            step += _BASE
            digit = next(digits, -1)  # noqa: PLW2901 -- the number goes on with the next digit
        length = len(output) + 1
        bias = _adapt(place - before, length, first=first)
        first = False
        more, place = divmod(place, length)
        code += more
        if code > _LAST_CODE:
            raise ValueError("a code point beyond Unicode")
        output.insert(place, chr(code))
        place += 1
    return "".join(output)


def _adapt(delta: int, length: int, *, first: bool) -> int:
    """Return the next bias (RFC 3492, section 6.1)."""
    delta = delta // _DAMP if first else delta // 2
    delta += delta // length
    bias = 0
    while delta > ((_BASE - _TMIN) * _TMAX) // 2:
        delta //= _BASE - _TMIN
        bias += _BASE
    return bias + (_BASE - _TMIN + 1) * delta // (delta + _SKEW)
