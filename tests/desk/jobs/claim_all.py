"""A process that claims every job it can get and prints their numbers: python -m tests.desk.jobs.claim_all NAME."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

import django


def main() -> None:
    """Wait for a line on the input, so that all processes begin together; then claim until nothing is left."""
    django.setup()
    from chaffinch.desk.jobs import registry
    from chaffinch.desk.jobs.lease import claim_job
    from tests.desk.jobs.test_registry import do_nothing

    registry.job_kind("parallel")(do_nothing)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    while lease := claim_job(["parallel"], holder=sys.argv[1], now=datetime.now(UTC)):
        sys.stdout.write(f"{lease.job_id}\n")


if __name__ == "__main__":
    main()
