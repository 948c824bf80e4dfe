"""The process that follows sign-in logs: `python -m chaffinch.desk.followers.watch`, started by the supervisor."""

from __future__ import annotations

import logging
import os
import socket
import time

import django

from chaffinch.desk.followers.run import StopSign, show_life
from chaffinch.ground.clock import read_clock


def main() -> int:
    """Follow the logs until the process is told to stop; return its exit status."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chaffinch.desk.settings")
    django.setup()
    from django.conf import settings

    from chaffinch.desk.followers.sign_ins import follow_logs
    from chaffinch.desk.home import find_home

    stop = StopSign()
    with show_life(f"{socket.gethostname()}-{os.getpid()}-sign-ins"[-120:], role="watcher"):
        follow_logs(
            settings.CONFIGURATION.tripwires,
            home=find_home(),
            clock=read_clock,
            stop=stop,
            wait=time.sleep,
            hosts=settings.CONFIGURATION.traps.hosts,
            listener=settings.CONFIGURATION.listener.folder,
        )
    return 0


if __name__ == "__main__":
    status = main()
    logging.shutdown()
    os._exit(status)
