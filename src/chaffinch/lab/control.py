"""The control port: proves to this machine's other programs that this very range is running."""

from __future__ import annotations

import re
from http import HTTPStatus

from chaffinch.ground.range_directory import PROOF_PATH, answer_proof
from chaffinch.lab.loopback import LOOPBACK
from chaffinch.lab.web import Answer, show_status
from chaffinch.lab.wire import Request, Response

#: Hex only, so that the proof is of no use as a signature of anything else.
_NONCE = re.compile(r"[0-9a-f]{16,128}")


def make_control(secret: str) -> Answer:
    """Return what answers at the control port, for one start's secret (hex)."""

    def answer(request: Request) -> Response:
        # A browser that was lured to another name for loopback (DNS rebinding) learns nothing.
        if request.host != LOOPBACK:
            return show_status(HTTPStatus.MISDIRECTED_REQUEST)
        if request.path != PROOF_PATH or request.method != "GET":
            return show_status(HTTPStatus.NOT_FOUND)
        nonce = request.query.get("nonce", "")
        if not _NONCE.fullmatch(nonce):
            return show_status(HTTPStatus.BAD_REQUEST)
        proof = answer_proof(secret, nonce)
        return Response(HTTPStatus.OK, proof.encode(), content_type="text/plain; charset=ascii")

    return answer
