"""Follow the main frame from address to address, from the events that Chromium reports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

StepReason = Literal["request", "http", "meta", "script"]
_LONGEST_URL = 8_192


@dataclass(slots=True)
class Step:
    """One address of the way, before the egress log adds who answered."""

    url: str
    reason: StepReason
    request: str
    """Chromium's id of the request; a redirected one keeps it."""
    status: int = 0


class Trail:
    """Collect the steps of one visit from Chrome DevTools Protocol events.

    A step made by the HTTP answer before it is `http` (a Refresh header too); by a meta refresh, `meta`; by anything
    else on the page, `script`.
    """

    def __init__(self, *, main_frame: str) -> None:
        self._main_frame = main_frame
        self._next_reason: StepReason = "request"
        self.steps: list[Step] = []
        self.pending_seconds = 0.0
        """How long until a navigation that the page has announced."""

    def note_announced(self, event: Mapping[str, Any]) -> None:
        """Take `Page.frameScheduledNavigation` or `Page.frameRequestedNavigation`."""
        if event.get("frameId") != self._main_frame:
            return
        reason = event.get("reason")
        self._next_reason = {"metaTagRefresh": "meta", "httpHeaderRefresh": "http"}.get(str(reason), "script")  # type: ignore[assignment]
        self.pending_seconds = float(event.get("delay", 0) or 0) + 0.5

    def note_cleared(self, event: Mapping[str, Any]) -> None:
        """Take `Page.frameClearedScheduledNavigation`."""
        if event.get("frameId") == self._main_frame:
            self.pending_seconds = 0.0

    def note_request(self, event: Mapping[str, Any]) -> bool:
        """Take `Network.requestWillBeSent`; return whether the main frame moved."""
        if event.get("type") != "Document" or event.get("frameId") != self._main_frame:
            return False
        redirect = event.get("redirectResponse")
        if redirect and self.steps:
            self.steps[-1].status = int(redirect.get("status", 0))
        reason: StepReason = "http" if redirect else self._next_reason if self.steps else "request"
        url = str(event.get("request", {}).get("url", ""))[:_LONGEST_URL]
        self.steps.append(Step(url, reason, str(event.get("requestId", ""))))
        self._next_reason, self.pending_seconds = "script", 0.0
        return True

    def note_response(self, event: Mapping[str, Any]) -> bool:
        """Take `Network.responseReceived`; return whether it answers the main frame's last request."""
        if not self.is_current(event) or event.get("type") != "Document":
            return False
        self.steps[-1].status = int(event.get("response", {}).get("status", 0))
        return True

    def is_current(self, event: Mapping[str, Any]) -> bool:
        """Return whether a `Network` event is about the main frame's last request."""
        return bool(self.steps) and event.get("requestId") == self.steps[-1].request

    def step_back(self) -> bool:
        """Forget the last request, which left the page where it was (a download, an empty answer).

        Returns False, and forgets nothing, where it was the first.
        """
        last = self.steps[-1].request if self.steps else ""
        if all(step.request == last for step in self.steps):
            return False
        while self.steps[-1].request == last:
            self.steps.pop()
        return True
