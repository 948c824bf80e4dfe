"""Somebody else's template is read and filled in the sandbox: no network, no files, bounded memory, processor and time."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, NoReturn, get_args

from chaffinch.decoys.chance import Stream
from chaffinch.decoys.documents.errors import ActiveTemplateError, BrokenTemplateError, Fault, FieldError
from chaffinch.decoys.documents.filling import Fill, Filled, fill_template, list_places, read_template
from chaffinch.decoys.documents.lines import Fields, Phrase
from chaffinch.decoys.documents.links import Links
from chaffinch.decoys.documents.package import MAX_BYTES
from chaffinch.decoys.documents.parts import OfficeKind
from chaffinch.decoys.documents.properties import Provenance
from chaffinch.ground.isolate import IsolationLimits, run_isolated

_LIMITS = IsolationLimits(
    seconds=120.0, memory_bytes=1_500_000_000, input_bytes=64_000_000, output_bytes=128_000_000
)
#: What may come out of one call; a batch is cut so that its documents stay below.
_ROOM, _MOST = 48_000_000, 50


def list_places_isolated(untrusted: bytes, kind: OfficeKind, fields: Fields) -> tuple[int, ...]:
    """Return how many wordings each place of a template has (see `filling.list_places`).

    Raises:
        BrokenTemplateError, ActiveTemplateError: the template is refused.
        IsolationError: it took too much, or no sandbox can be built here.
    """
    answer = _ask(untrusted, kind, {"fields": fields})
    return tuple(max(1, int(size)) for size in answer["places"])


def fill_isolated(
    untrusted: bytes, kind: OfficeKind, fills: Sequence[Fill], *, keys: Sequence[bytes]
) -> list[Filled]:
    """Fill a template once for each order, a few dozen in one sandbox.

    Args:
        untrusted: the template.
        kind: docx, xlsx, pptx.
        fills: one order for each document.
        keys: 32 random bytes for each; the same give the same document.

    Raises:
        BrokenTemplateError, ActiveTemplateError, FieldError: as `fill_template` does.
        IsolationError: it took too much, or no sandbox can be built here.
    """
    batch = max(1, min(_MOST, _ROOM // (2 * len(untrusted) + 1)))
    made: list[Filled] = []
    for begin in range(0, len(fills), batch):
        orders = [
            {**asdict(fill), "provenance": _write_provenance(fill.provenance), "key": key.hex()}
            for fill, key in zip(fills[begin : begin + batch], keys[begin : begin + batch], strict=True)
        ]
        answer = _ask(untrusted, kind, {"orders": orders})
        made += [_read_filled(one) for one in answer["filled"]]
    return made


def answer_order(content: bytes) -> Any:
    """Do, inside the sandbox, what `list_places_isolated` or `fill_isolated` asks; faults are part of the answer."""
    asked = json.loads(content)
    template = base64.b64decode(asked["template"])
    try:
        opened = read_template(template, asked["kind"])
        if "fields" in asked:
            return {"places": list_places(opened, asked["fields"])}
        filled: list[dict[str, Any]] = []
        for order in asked["orders"]:
            chance = Stream(bytes.fromhex(order.pop("key")))
            fill = Fill(
                fields=order["fields"], provenance=_read_provenance(order["provenance"]), locale=order["locale"],
                links=Links(**order["links"]), wording=tuple(order["wording"]), spacing=tuple(order["spacing"]),
            )  # fmt: skip
            made = fill_template(opened, asked["kind"], fill, chance=chance)
            filled.append({**asdict(made), "content": base64.b64encode(made.content).decode(), "picture": ""})
        return {"filled": filled}
    except BrokenTemplateError as error:
        return {"fault": "broken", "code": error.code, "say": error.reason}
    except ActiveTemplateError as error:
        return {"fault": "active", "code": error.code, "say": error.part}
    except FieldError as error:
        return {"fault": "field", "names": error.names, "say": error.what}


def _ask(untrusted: bytes, kind: OfficeKind, order: dict[str, Any]) -> dict[str, Any]:
    if len(untrusted) > MAX_BYTES:
        raise BrokenTemplateError("too-large", f"more than {MAX_BYTES:,} bytes")
    asked = {"template": base64.b64encode(untrusted).decode(), "kind": kind, **order}
    answer = run_isolated(f"{__name__}:answer_order", json.dumps(asked).encode(), limits=_LIMITS)
    if not isinstance(answer, dict) or not {"fault", "places", "filled"} & set(answer):
        raise BrokenTemplateError("markup", "what came out of the sandbox is not what was asked for")
    if "fault" in answer:
        _raise_fault(answer)
    return answer


def _raise_fault(answer: dict[str, Any]) -> NoReturn:
    kind, said = answer["fault"], str(answer.get("say", ""))[:300]
    if kind == "active":
        raise ActiveTemplateError(str(answer.get("code", ""))[:40], said)
    if kind == "field":
        raise FieldError(said, tuple(str(name)[:80] for name in answer.get("names", ())))
    code: Fault = next((known for known in get_args(Fault) if known == answer.get("code")), "markup")
    raise BrokenTemplateError(code, said)


def _read_filled(untrusted: dict[str, Any]) -> Filled:
    """Take a document out of the sandbox's answer; it is still what a template made of it, and is never opened here."""
    try:
        phrases = tuple(Phrase(**{**one, "others": tuple(one["others"])}) for one in untrusted["phrases"])
        content = base64.b64decode(untrusted["content"], validate=True)
        return Filled(
            content, str(untrusted["text"]), phrases, tuple(int(step) for step in untrusted["spacing"])
        )
    except (KeyError, TypeError, ValueError) as error:
        raise BrokenTemplateError(
            "markup", "what came out of the sandbox is not what was asked for"
        ) from error


def _write_provenance(provenance: Provenance) -> dict[str, Any]:
    return {
        **asdict(provenance),
        "created": provenance.created.isoformat(),
        "modified": provenance.modified.isoformat(),
    }


def _read_provenance(told: dict[str, Any]) -> Provenance:
    created, modified = datetime.fromisoformat(told["created"]), datetime.fromisoformat(told["modified"])
    return Provenance(**{**told, "created": created, "modified": modified})
