"""Certificate Transparency, read from the logs themselves."""

from chaffinch.names.feeds.certificates.errors import LogAnswerError, LogCheckpointError, LogListError
from chaffinch.names.feeds.certificates.log import CertificateLog
from chaffinch.names.feeds.certificates.loglist import Log, choose_logs, read_log_list

__all__ = [
    "CertificateLog",
    "Log",
    "LogAnswerError",
    "LogCheckpointError",
    "LogListError",
    "choose_logs",
    "read_log_list",
]
