"""Chaffinch: find the phishing aimed at a small team, show it, answer it."""

__version__ = "0.1.0.dev0"
