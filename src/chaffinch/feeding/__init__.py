"""Hands decoys to confirmed phishing pages: planned, guarded, paced, submitted at most once."""
