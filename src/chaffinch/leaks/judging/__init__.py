"""What is said of each item of a dump: decided by the differences and by evidence, never by likeness."""

from chaffinch.leaks.judging.anomalies import Anomaly, Facts, find_anomalies, take_facts
from chaffinch.leaks.judging.comparing import Comparison, compare_texts
from chaffinch.leaks.judging.repeats import Trace, explain_by_traces, find_traces, name_trace, order_traces
from chaffinch.leaks.judging.verdict import judge_item

__all__ = [
    "Anomaly",
    "Comparison",
    "Facts",
    "Trace",
    "compare_texts",
    "explain_by_traces",
    "find_anomalies",
    "find_traces",
    "judge_item",
    "name_trace",
    "order_traces",
    "take_facts",
]
