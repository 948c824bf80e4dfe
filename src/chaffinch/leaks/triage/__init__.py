"""The whole way from a dump to findings: plan, read, judge, on all cores or several machines, in the order of the dump."""

from __future__ import annotations

from chaffinch.leaks.triage.order import TriageOrder
from chaffinch.leaks.triage.run import TriageProgress, triage

__all__ = ["TriageOrder", "TriageProgress", "triage"]
