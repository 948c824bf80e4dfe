"""Start the practice range from the command line: `python -m chaffinch.lab --home DIR`."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import sys
from pathlib import Path

from chaffinch.errors import ChaffinchError
from chaffinch.ground.ending import catch_end_signals
from chaffinch.lab.post_office.dovecot import PostOffice
from chaffinch.lab.range import Range

_EXAMPLE = """example:
  python -m chaffinch.lab --home /tmp/range
  prints one JSON line with its ports when it is ready; Ctrl-C ends it
"""


def main(arguments: list[str] | None = None) -> int:
    """Serve until a signal comes; return the exit code."""
    options = _parse_arguments(arguments)
    wanted = catch_end_signals()
    try:
        with contextlib.ExitStack() as closing:
            practice_range = closing.enter_context(Range(options.home, mail_folder=options.smtp_dir))
            post_office = closing.enter_context(PostOffice()) if options.post_office else None
            if post_office:
                practice_range.announce_sign_in_log(post_office.log_file)
            _say_ports(practice_range, post_office)
            wanted.wait()
    except ChaffinchError as fault:
        sys.stderr.write(fault.diagnostics() + "\n")
        return fault.exit_code
    return 0


def _parse_arguments(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m chaffinch.lab",
        description="The practice range: an invented campaign's portal and its phishers, on loopback only.",
        epilog=_EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--home", type=Path, required=True, metavar="DIR", help="where range.json is written")
    parser.add_argument(
        "--smtp-dir", type=Path, metavar="DIR", help="where received mail is kept (default: HOME/range-mail)"
    )
    parser.add_argument(
        "--post-office", action="store_true", help="serve the accounts' mailboxes by a real Dovecot, too"
    )
    return parser.parse_args(arguments)


def _say_ports(practice_range: Range, post_office: PostOffice | None) -> None:
    hosts = practice_range.directory.hosts
    mailboxes = (
        {} if post_office is None else {"imap_port": post_office.port, "imap_log": str(post_office.log_file)}
    )
    line = {
        "directory": str(practice_range.file),
        "mail": str(practice_range.mail_folder),
        "smtp_port": practice_range.smtp_port,
        **next(iter(hosts.values())),
        **mailboxes,
        "hosts": sorted(hosts),
    }
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    status = main()
    sys.stdout.flush()
    # Everything is closed. Python 3.13 would complain, while it tidies up, of connections that came in at that moment.
    os._exit(status)
