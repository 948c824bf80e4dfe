"""Blobs are what their names say."""

from __future__ import annotations

import pytest

from chaffinch.desk.blobs import MissingBlobError, blob_path, get_blob, put_blob
from chaffinch.desk.home import Home


def test_what_is_stored_comes_back(home: Home) -> None:
    name = put_blob(home.blobs, b"picture")
    assert put_blob(home.blobs, b"picture") == name
    assert get_blob(home.blobs, name) == b"picture"
    assert blob_path(home.blobs, name).stat().st_mode & 0o777 == 0o600


def test_a_blob_changed_on_disk_is_refused(home: Home) -> None:
    name = put_blob(home.blobs, b"picture")
    blob_path(home.blobs, name).write_bytes(b"another")
    with pytest.raises(MissingBlobError, match="was changed"):
        get_blob(home.blobs, name)


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "A" * 64, "0" * 63, "0" * 64])
def test_a_name_that_is_no_blob_is_refused(home: Home, name: str) -> None:
    with pytest.raises(MissingBlobError):
        get_blob(home.blobs, name)
