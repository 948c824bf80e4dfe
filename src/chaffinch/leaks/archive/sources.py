"""Which source a name means: a path, or a mailbox on a server."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from chaffinch.errors import UsageError
from chaffinch.leaks.archive.files import FileSource
from chaffinch.leaks.archive.found import Source


def choose_source(
    where: str,
    *,
    mailbox: str = "",
    password_file: Path | None = None,
    token: bool = False,
    authority: str = "",
) -> Source:
    """Return the source of a path or an address.

    Args:
        where: a path, or imaps://NAME@HOST[:PORT][/FOLDER]; imap:// begins with STARTTLS, or for this machine without TLS.
        mailbox: whose it is; empty: told by names.
        password_file: of IMAP; else holds passwords that are tried on what is encrypted, a line each.
        token: whether it holds an access token.
        authority: PEM file of the server's own authority.

    Raises:
        UsageError: it cannot be meant.
    """
    if urlsplit(where).scheme in {"imap", "imaps"}:
        from chaffinch.leaks.archive.imap import open_imap_source

        if password_file is None:
            raise UsageError(
                f"{where} needs a password.", todo="Name the file that holds it: --password-file FILE"
            )
        return open_imap_source(
            where, mailbox=mailbox, password_file=password_file, token=token, authority=authority
        )
    if "://" in where:
        raise UsageError(f"{where} is no source.", todo="Name a path, or imaps://NAME@HOST.")
    return FileSource(Path(where), mailbox=mailbox, passwords=_read_passwords(password_file))


def _read_passwords(path: Path | None) -> tuple[str, ...]:
    """Return the lines that are not empty.

    Raises:
        UsageError: the file cannot be read.
    """
    try:
        return tuple(filter(None, path.read_text("utf-8").splitlines())) if path else ()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"{path} cannot be read.", why=str(error), todo="Write a password on each line, as UTF-8."
        ) from error
