"""What can go wrong when a document is made from a template."""

from __future__ import annotations

from typing import Literal

from chaffinch.errors import ChaffinchError, RefusedError, UsageError

Fault = Literal["zip", "too-large", "bomb", "path", "markup", "entities", "missing-part", "kind"]


class BrokenTemplateError(ChaffinchError):
    """The template cannot be read, or is made to harm whoever reads it.

    Attributes:
        code: zip, too-large, bomb, path, markup, entities, missing-part, kind.
    """

    def __init__(self, code: Fault, why: str = "") -> None:
        super().__init__(
            f"The template cannot be used: {code}", why=why, todo="Save it again with your office programme."
        )
        self.code, self.reason = code, why


class ActiveTemplateError(RefusedError):
    """The template holds something that runs, or that fetches from elsewhere by itself.

    Attributes:
        code: what it is: macros, activex, ole, external, field, formula, action, script, data-source.
        part: the part of the template where it stands.
    """

    def __init__(self, code: str, part: str) -> None:
        super().__init__(
            f"The template is refused: {code} in {part}.",
            why="A planted document only tells that it was opened; nothing in it may run or fetch.",
            todo="Remove it in your office programme, or save the template in the plain form (docx, xlsx, pptx).",
        )
        self.code, self.part = code, part


class FieldError(UsageError):
    """A placeholder has no value, or a value has no place.

    Attributes:
        names: the fields.
    """

    def __init__(self, what: str, names: tuple[str, ...] = (), todo: str = "") -> None:
        super().__init__(what, todo=todo or "Give a value for each placeholder of the template.")
        self.names = names


class RenderError(ChaffinchError):
    """The PDF could not be made."""
