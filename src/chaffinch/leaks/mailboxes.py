"""Which mailbox or folder of the dump an item lies in, told by its path alone."""

from __future__ import annotations

_MAIL_SUFFIXES = (".eml", ".emlx", ".msg", ".mht", ".mhtml")
_MAILDIR = ("cur", "new", "tmp")
_INSIDE = "!/"


def name_mailbox(path: str) -> str:
    """Return the mailbox or folder of an item: that of the message, where the item is an attachment.

    `box.mbox!/17!/2` lies in `box.mbox`, `jeanne/cur/1:2,S` in `jeanne`, `a.zip!/b/c.eml` in `a.zip!/b`; what lies in
    the dump's own folder is in ``.``.
    """
    steps = path.split(_INSIDE)
    for number in range(1, len(steps)):
        if steps[number].isdecimal():
            container = _INSIDE.join(steps[:number])
            return _name_folder(container) if _is_message(steps[number - 1]) else container
    return _name_folder(path)


def _is_message(step: str) -> bool:
    """Tell whether a file in a container's way is one message, not a mailbox."""
    folder, _, name = step.rpartition("/")
    if folder.rpartition("/")[2] in _MAILDIR or name.isdecimal():
        return True
    return name.lower().endswith(_MAIL_SUFFIXES)


def _name_folder(path: str) -> str:
    cut = path.rfind("/")
    if cut < 0:
        return "."
    folder = path[:cut] or "."
    if folder.endswith("!"):
        return folder[:-1] or "."
    parent, _, name = folder.rpartition("/")
    if name in _MAILDIR and parent:
        return parent.removesuffix("!")
    return folder
