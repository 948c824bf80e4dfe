"""Notices when a decoy is used. Built by a later issue."""
