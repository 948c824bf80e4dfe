"""Certificate Transparency, read from the logs themselves."""

from chaffinch.names.feeds.certificates.errors import LogAnswerError, LogCheckpointError, LogListError
from chaffinch.names.feeds.certificates.following import FollowedChunk, follow_logs
from chaffinch.names.feeds.certificates.log import CertificateLog
from chaffinch.names.feeds.certificates.loglist import Log, choose_logs, read_log_list

__all__ = [
    "CertificateLog",
    "FollowedChunk",
    "Log",
    "LogAnswerError",
    "LogCheckpointError",
    "LogListError",
    "choose_logs",
    "follow_logs",
    "read_log_list",
]
