"""Messages for tests, composed byte by byte."""

from __future__ import annotations

HEAD = {
    "From": "Camille Roy <camille.roy@mouvement-aurore.test>",
    "To": "Jean Petit <jean.petit@mouvement-aurore.test>",
    "Subject": "Budget",
    "Date": "Tue, 02 Mar 2027 09:30:00 +0100",
    "Message-ID": "<1a2b@mouvement-aurore.test>",
}


def compose(body: bytes | str = "Bonjour.\r\n", *, newline: str = "\r\n", **fields: str) -> bytes:
    """Return a message; fields are named with underscores, an empty one is left out."""
    head = {**HEAD, **{name.replace("_", "-"): value for name, value in fields.items()}}
    lines = "".join(f"{name}: {value}{newline}" for name, value in head.items() if value)
    content = body.encode() if isinstance(body, str) else body
    return lines.encode("utf-8", "surrogateescape") + newline.encode() + content


def compose_parts(*parts: tuple[str, str], kind: str = "mixed", **fields: str) -> bytes:
    """Return a message of several parts, each of its head and its content."""
    inner = "".join(f"--x1\r\n{head}\r\n\r\n{content}\r\n" for head, content in parts)
    return compose(
        f"{inner}--x1--\r\n", Content_Type=f'multipart/{kind}; boundary="x1"', MIME_Version="1.0", **fields
    )
