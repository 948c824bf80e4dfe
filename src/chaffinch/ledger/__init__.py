"""Proves what we planted. Built by a later issue."""
