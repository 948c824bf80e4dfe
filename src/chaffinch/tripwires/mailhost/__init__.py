"""A decoy mail host of our own: real Dovecot without a way out, whose every log-in and reading is told.

Outside stand a gate, which relays bytes, a keeper, which writes down what the inside tells, and a probe; all that reads
what an intruder sends runs inside a sandbox without a network (`mailhost/inside`).
"""
