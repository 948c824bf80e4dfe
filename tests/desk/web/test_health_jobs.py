"""A failed job is explained, and runs again when a person says so."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.test import Client

from chaffinch.desk.jobs.queue import enqueue
from chaffinch.desk.models import AuditEntry, Job


@pytest.fixture
def failed(furnished: datetime) -> Job:
    job = enqueue("capture_reference", {"url": "https://x.test/"}, now=furnished, dedup_key="reference:x")
    assert job is not None
    Job.objects.filter(pk=job.pk).update(
        state="failed", last_error="The page\nis <gone>", attempts=6, finished_at=furnished
    )
    return job


def test_a_failed_job_says_why_and_runs_again_on_request(ines: Client, failed: Job) -> None:
    page = ines.get("/health/").content.decode()
    assert "is &lt;gone&gt;" in page
    assert f"/health/jobs/{failed.pk}/again/" in page
    assert ines.get(f"/health/jobs/{failed.pk}/again/").status_code == 405
    assert ines.post(f"/health/jobs/{failed.pk}/again/").status_code == 302
    failed.refresh_from_db()
    assert (failed.state, failed.attempts) == ("waiting", 0)
    assert AuditEntry.objects.latest("sequence").action == "job retried"


def test_a_job_that_has_not_failed_is_left_alone(ines: Client, failed: Job) -> None:
    Job.objects.filter(pk=failed.pk).update(state="done")
    page = ines.post(f"/health/jobs/{failed.pk}/again/", follow=True).content.decode()
    assert "has not failed" in page
    assert not AuditEntry.objects.filter(action="job retried").exists()
