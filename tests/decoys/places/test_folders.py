"""Documents are put into folders and onto a real WebDAV server, and nothing that stands there is overwritten."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from chaffinch.decoys import Secret
from chaffinch.decoys.places.errors import PlaceError
from chaffinch.decoys.places.folder import put_file
from chaffinch.decoys.places.webdav import WebDavFolder

DATED = datetime(2026, 2, 3, 10, 20, tzinfo=UTC)


def test_a_file_is_whole_dated_and_written_once(tmp_path: Path) -> None:
    share = tmp_path / "Partage" / "Réunions"
    path = put_file(share, "Compte rendu.docx", b"PK", dated=DATED)
    assert (path.read_bytes(), path.stat().st_mtime) == (b"PK", DATED.timestamp())
    assert put_file(share, "Compte rendu.docx", b"PK", dated=DATED) == path
    assert [one.name for one in share.iterdir()] == ["Compte rendu.docx"]


def test_another_file_of_that_name_stays(tmp_path: Path) -> None:
    (tmp_path / "budget.xlsx").write_bytes(b"real")
    with pytest.raises(PlaceError, match="taken"):
        put_file(tmp_path, "budget.xlsx", b"ours", dated=DATED)
    assert (tmp_path / "budget.xlsx").read_bytes() == b"real"
    assert put_file(tmp_path, "../outside.txt", b"x", dated=DATED).parent == tmp_path


def test_a_folder_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(PlaceError, match="cannot-write"):
        put_file(tmp_path / "file", "a.txt", b"x", dated=DATED)


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A WebDAV server with one account, and the folder behind it."""
    wsgi = pytest.importorskip("cheroot.wsgi")
    dav = pytest.importorskip("wsgidav.wsgidav_app")

    folder = tmp_path_factory.mktemp("cloud")
    app = dav.WsgiDAVApp(
        {
            "provider_mapping": {"/": str(folder)},
            "simple_dc": {"user_mapping": {"*": {"lise": {"password": "secret"}}}},
            "http_authenticator": {"accept_basic": True, "accept_digest": False, "default_to_digest": False},
            "verbose": 0,
            "logging": {"enable": False},
        }
    )
    server = wsgi.Server(("127.0.0.1", 0), app)
    server.prepare()
    thread = threading.Thread(target=server.serve)
    thread.start()
    yield f"http://127.0.0.1:{server.bind_addr[1]}", folder
    server.stop()
    thread.join(20)


def test_a_document_is_uploaded_into_folders_that_are_made(cloud: tuple[str, Path]) -> None:
    url, folder = cloud
    with WebDavFolder(url, "lise", Secret("secret")) as place:
        address = place.put_file("Équipe/Salles & clés/plan #2.pdf", b"%PDF", dated=DATED)
        assert place.put_file("Équipe/Salles & clés/plan #2.pdf", b"%PDF", dated=DATED) == address
    assert (folder / "Équipe" / "Salles & clés" / "plan #2.pdf").read_bytes() == b"%PDF"
    assert httpx.get(address, auth=("lise", "secret"), trust_env=False).content == b"%PDF"


def test_what_others_wrote_there_is_not_overwritten(cloud: tuple[str, Path]) -> None:
    url, folder = cloud
    (folder / "real.txt").write_bytes(b"theirs")
    with WebDavFolder(url, "lise", Secret("secret")) as place, pytest.raises(PlaceError, match="taken"):
        place.put_file("real.txt", b"ours", dated=DATED)
    assert (folder / "real.txt").read_bytes() == b"theirs"


def test_refusals_are_told_apart(cloud: tuple[str, Path]) -> None:
    url, _ = cloud
    with (
        WebDavFolder(url, "lise", Secret("wrong")) as place,
        pytest.raises(PlaceError, match="refused") as caught,
    ):
        place.put_file("a.txt", b"x", dated=DATED)
    assert "wrong" not in str(caught.value.diagnostics())
    with (
        WebDavFolder("http://127.0.0.1:1", "lise", Secret("secret")) as place,
        pytest.raises(PlaceError, match="unreach"),
    ):
        place.put_file("a.txt", b"x", dated=DATED)
    with pytest.raises(PlaceError, match="certificate"):
        WebDavFolder("http://cloud.aurore.test", "lise", Secret("secret"))
