"""Passwords that people might have chosen."""
