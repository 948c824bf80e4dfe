"""`chaffinch digest`: make the digest now."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from chaffinch.cli.options import home_option
from chaffinch.desk.home import find_home
from chaffinch.errors import UsageError

_UNITS = {"h": "hours", "d": "days", "w": "weeks"}


@click.command()
@click.option("--since", default="7d", show_default=True, help="How far back: 12h, 7d, 2w.")
@click.option("--send", is_flag=True, help="Send it to the recipients of [mail] now.")
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), help="Write mail and PDF into this folder."
)
@home_option
def digest(since: str, send: bool, out: Path | None, home: Path | None) -> None:
    """Make the digest of the last days: the mail as .eml and the PDF, or send it.

    Example: chaffinch digest --since 7d --out .
    """
    if send == bool(out):
        raise UsageError("Say what to do with the digest.", todo="Use either --send or --out FOLDER.")
    from chaffinch.desk.start import start_django

    start_django(find_home(home))
    from chaffinch.desk.blobs import get_blob
    from chaffinch.desk.services.audit import COMMAND_LINE
    from chaffinch.desk.services.digests import make_digest, read_digest_mail, send_digest

    now = datetime.now(UTC)
    made = make_digest(now - parse_period(since), now, actor=COMMAND_LINE, now=now, enqueue=False)
    if send:
        sent = send_digest(made.pk, now=now)
        click.echo(f"sent to {len(sent.recipients)}", err=True)
        return
    assert out is not None  # noqa: S101 -- one of the two, checked above
    out.mkdir(parents=True, exist_ok=True)
    name = f"digest-{now:%Y-%m-%d}"
    (out / f"{name}.eml").write_bytes(read_digest_mail(made))
    (out / f"{name}.pdf").write_bytes(get_blob(find_home().blobs, made.pdf))
    for suffix in ("eml", "pdf"):
        click.echo(out / f"{name}.{suffix}")


def parse_period(text: str) -> timedelta:
    """Read "12h", "7d" or "2w".

    Raises:
        UsageError: it is none of these, or longer than a year.
    """
    found = re.fullmatch(r"(\d{1,4})([hdw])", text)
    period = timedelta(**{_UNITS[found[2]]: int(found[1])}) if found else timedelta()
    if not timedelta() < period <= timedelta(days=366):
        raise UsageError(
            f"{text!r} is not a period.", todo="Write for example 12h, 7d or 2w (a year at most)."
        )
    return period
