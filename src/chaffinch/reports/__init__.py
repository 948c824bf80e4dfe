"""Tells people: sentences, digest, block lists. Says the codes of the other rooms in French and English."""
