"""Notices when a decoy is used: lines of sign-in logs come in, hits go out."""
