"""A whole desk on loopback, served by gunicorn from a home folder of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

PASSWORD = "hirondelle de rivage 27"
ROOT = Path(__file__).resolve().parents[3]
SETTINGS = """
[organisation]
name = "Mouvement Aurore"
language = "en"
time_zone = "Europe/Paris"
[watch]
domains = ["mouvement-aurore.test"]
services = ["microsoft365"]
sign_in_pages = ["https://portail.mouvement-aurore.test/"]
[capture]
egress = "direct"
[desk]
listen = "127.0.0.1:{port}"
"""


@contextmanager
def serve_desk(folder: Path, *, full: bool) -> Iterator[str]:
    """Make a home folder, fill it where wanted, serve it; yield its address without a final slash."""
    port = _find_port()
    folder.mkdir(parents=True, mode=0o700)
    (folder / "chaffinch.toml").write_text(SETTINGS.format(port=port), encoding="utf-8")
    environment = {
        **os.environ,
        "CHAFFINCH_HOME": str(folder),
        "DJANGO_SETTINGS_MODULE": "chaffinch.desk.settings",
    }
    environment.pop("DATABASE_URL", None)
    fill = [sys.executable, "-m", "tests.desk.web.serving", "full" if full else "empty"]
    subprocess.run(fill, env=environment, cwd=ROOT, check=True)
    command = [
        sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--worker-class", "gthread", "--threads", "4",
        "--no-control-socket", "--log-level", "warning", "chaffinch.desk.wsgi:application",
    ]  # fmt: skip
    with subprocess.Popen(command, env=environment, cwd=ROOT) as server:
        try:
            address = f"http://127.0.0.1:{port}"
            _await_answer(f"{address}/healthz", server)
            yield address
        finally:
            server.terminate()
            server.wait(20)


def _find_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _await_answer(url: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"the desk does not answer (exit code {server.poll()})")


def fill_home(*, full: bool) -> None:
    """Make the tables and a log-in, and tell the story where wanted."""
    from chaffinch.desk.home import find_home

    home = find_home()
    home.create()
    home.read_key("django")
    import django

    django.setup()
    from django.core.management import call_command

    from chaffinch.desk.models import Heartbeat, User
    from chaffinch.desk.services.audit import WORKER
    from chaffinch.desk.services.digests import make_digest
    from chaffinch.desk.services.startup import prepare_desk
    from tests.desk.web.dumped import tell_dump
    from tests.desk.web.story import tell_sources, tell_story

    call_command("migrate", verbosity=0)
    now = datetime.now(UTC)
    prepare_desk(now=now)
    User.objects.create_user("ines", password=PASSWORD, first_name="Inès", last_name="Kerbrat")
    if full:
        tell_story(now=now)
        tell_sources(now=now)
        tell_dump(home.folder / "dump", now=now)
        # Nobody works here: the sign of life is one from the future, so that the desk looks well during the test.
        Heartbeat.objects.update(last_seen=now + timedelta(hours=1))
        make_digest(now - timedelta(days=7), now - timedelta(days=1), actor=WORKER, now=now)


if __name__ == "__main__":
    fill_home(full=sys.argv[1] == "full")
