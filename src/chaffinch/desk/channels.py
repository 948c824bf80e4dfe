"""Other ways than mail: chat, SMS, a webhook, by Apprise. No Django here."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from chaffinch.desk.configuration_tables import AlertsTable
from chaffinch.desk.home import Home
from chaffinch.errors import UsageError

if TYPE_CHECKING:
    from apprise import Apprise

_log = logging.getLogger(__name__)
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
#: Services of one's own that would be reached without encryption; each has a twin with an s.
_PLAIN = frozenset({"json", "xml", "form", "signal", "matrix", "gotify", "ntfy", "mmost", "rocket", "nctalk"})
_MOST_CHANNELS = 20


class ChannelError(UsageError):
    """A channel of the list cannot be used."""


@dataclass(frozen=True, slots=True)
class Channel:
    """One way to tell people."""

    name: str
    """Its kind, such as `signal`; never its address, which holds a token."""
    url: str


def read_channels(home: Home, table: AlertsTable) -> tuple[Channel, ...]:
    """Return the channels of the list; none where no list is named.

    Raises:
        ChannelError: the list cannot be read, others can read it, or a line is no channel; its words are never told.
    """
    if not table.channels_file:
        return ()
    path = home.keys / table.channels_file
    try:
        if path.stat().st_mode & 0o077:
            raise ChannelError(f"Other users of this machine can read {path}.", todo=f"Run: chmod 600 {path}")
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ChannelError(f"The list of channels {path} cannot be read.", why=str(error)) from error
    channels = []
    for number, line in enumerate(lines, 1):
        text = line.strip()
        if text and not text.startswith("#"):
            channels.append(_read_channel(text, place=f"{path}, line {number}"))
    if len(channels) > _MOST_CHANNELS:
        raise ChannelError(f"{path} names more than {_MOST_CHANNELS} channels.")
    return tuple(channels)


def _read_channel(text: str, *, place: str) -> Channel:
    parts = urlsplit(text)
    name = parts.scheme.lower()
    if name in _PLAIN and parts.hostname not in _LOOPBACK:
        raise ChannelError(
            f"{place}: this channel would go through the net in clear.",
            todo=f"Write {name}s:// in its place.",
        )
    if not name or not _open().add(text):
        raise ChannelError(
            f"{place}: that is no channel.", todo="See https://appriseit.com for how each is written."
        )
    return Channel(name, text)


def tell_channels(channels: Sequence[Channel], *, subject: str, body: str) -> list[str]:
    """Tell by each channel, and return the names of those that did not take it."""
    failed: list[str] = []
    for channel in channels:
        told = _open()
        told.add(channel.url)
        if not told.notify(title=subject, body=body):
            _log.warning("The channel %s did not take the alert.", channel.name)
            failed.append(channel.name)
    return failed


def _open() -> Apprise:
    """Return an empty list of channels; Apprise is imported late, since it takes half a second."""
    from apprise import Apprise, AppriseAsset

    # No plug-ins of the user's own, no name or picture of Apprise in what is sent.
    asset = AppriseAsset(
        app_id="Chaffinch", app_desc="Chaffinch", app_url="", image_url_mask=None, image_url_logo=None, async_mode=False,
        plugin_paths=[], secure_logging=True,
    )  # fmt: skip
    return Apprise(asset=asset)
