"""What is said of each item of a dump: decided by the differences and by evidence, never by likeness."""

from chaffinch.leaks.judging.anomalies import Anomaly, Facts, find_anomalies, take_facts
from chaffinch.leaks.judging.comparing import Comparison, compare_texts
from chaffinch.leaks.judging.verdict import judge_item

__all__ = ["Anomaly", "Comparison", "Facts", "compare_texts", "find_anomalies", "judge_item", "take_facts"]
