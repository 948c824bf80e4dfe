"""The base of every error that a person may read."""

from __future__ import annotations

from collections.abc import Callable


class ChaffinchError(Exception):
    """Say what happened, why, and what to do next.

    Each room derives its own errors from this one. Entry points (the command line, a view, a job) turn it
    into an exit code, a page or a recorded reason; nothing else catches it broadly.

    Attributes:
        exit_code: what the command line ends with: 1 items failed, 2 wrong use, 3 refused by a guard.
    """

    exit_code = 1

    def __init__(self, what: str, *, why: str = "", todo: str = "", **params: object) -> None:
        """Keep the three messages; with `params` they are templates ("%(host)s is one of our own."), so that a page can
        say them in another language."""
        self._templates, self._params = (what, why, todo), params
        self.what, self.why, self.todo = self.say(lambda template: template)
        super().__init__(self.what)

    def say(self, translate: Callable[[str], str]) -> tuple[str, str, str]:
        """Return what happened, why and what to do, each template translated before its parameters are put in."""
        what, why, todo = (
            (translate(template) % self._params if self._params else translate(template)) if template else ""
            for template in self._templates
        )
        return what, why, todo

    def diagnostics(self) -> str:
        """Return the whole message, a line for each part that is known."""
        lines = [self.what]
        if self.why:
            lines.append(f"Why: {self.why}")
        if self.todo:
            lines.append(f"What to do: {self.todo}")
        return "\n".join(lines)


class UsageError(ChaffinchError):
    """The call itself is wrong; the same call will fail again."""

    exit_code = 2


class RefusedError(ChaffinchError):
    """A guard refused; no setting allows it."""

    exit_code = 3
