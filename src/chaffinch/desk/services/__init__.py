"""The only writers: a function a verb, each one transaction that also writes the audit row."""
