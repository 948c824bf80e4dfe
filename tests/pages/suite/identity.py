"""What belongs to one organisation and to no other: its names, words, colours and drawing."""

from __future__ import annotations

from dataclasses import dataclass

from tests.pages.suite.drawing import Colours, Drawing


@dataclass(frozen=True, slots=True)
class Identity:
    """One organisation, as its web pages show it."""

    name: str
    short: str
    host: str
    slogan: str
    lead: str  # the sentence above the form
    help: str  # whom to ask
    news: tuple[str, str, str]
    colours: Colours
    emblem: Drawing

    @property
    def mail(self) -> str:
        """Return the address shown as an example."""
        return f"prenom.nom@{self.host.partition('.')[2]}"
