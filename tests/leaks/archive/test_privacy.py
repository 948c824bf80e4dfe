"""What a message or a folder says of itself decides whether it is archived."""

from __future__ import annotations

import pytest

from chaffinch.leaks.archive.privacy import find_private_reason


def find(
    subject: str = "Budget", *, folders: tuple[str, ...] = (), header: tuple[str, str] | None = None
) -> str:
    return find_private_reason([header] if header else [], subject=subject, folders=folders)


@pytest.mark.parametrize("value", ["Personal", "Private", "personal ", "PRIVATE"])
def test_a_header_says_that_it_is_personal(value: str) -> None:
    assert find(header=("Sensitivity", value)) == "sensitivity"


@pytest.mark.parametrize("value", ["Company-Confidential", "Normal", ""])
def test_a_header_that_says_something_else_says_nothing(value: str) -> None:
    assert find(header=("Sensitivity", value)) == ""


@pytest.mark.parametrize(
    "folder",
    ["Personnel", "personnels", "Perso", "Privé", "PRIVE", "Private", "Personal", "Famille", "Ressources humaines",
     "INBOX.Personnel", "INBOX/Private", "Mails perso", "Dossier privé", "_Privé_", "RH"],
)  # fmt: skip
def test_a_folder_of_that_name_is_somebodys_own(folder: str) -> None:
    assert find(folders=("INBOX", folder)) == "folder"


@pytest.mark.parametrize(
    "folder",
    ["Personnel politique", "Privatisations", "Secteur privé", "Personalised mailings", "Rhône", "INBOX"],
)
def test_a_folder_of_another_name_is_not(folder: str) -> None:
    assert find(folders=(folder,)) == ""


@pytest.mark.parametrize("labels", ["Inbox,Personnel", "Perso", "Important; Private"])
def test_labels_are_folders(labels: str) -> None:
    assert find(header=("X-Gmail-Labels", labels)) == "folder"


@pytest.mark.parametrize(
    "subject",
    ["[Personnel] rendez-vous", "PERSO : vacances", "Re: [privé] demain", "Private: dinner", "(perso) demain",
     "Personnel et confidentiel", "TR : Personnel - médecin", "Privé", "Fwd: Re: personal | flat"],
)  # fmt: skip
def test_a_subject_that_begins_so_is_somebodys_own(subject: str) -> None:
    assert find(subject) == "subject"


@pytest.mark.parametrize(
    "subject",
    ["Personnel de campagne : plannings", "Réunion du personnel", "Private equity et fiscalité",
     "Le secteur privé", "Personal data breach", "Persona pour les affiches", "Privé de vote, un reportage"],
)  # fmt: skip
def test_a_subject_that_only_speaks_of_it_is_not(subject: str) -> None:
    assert find(subject) == ""
