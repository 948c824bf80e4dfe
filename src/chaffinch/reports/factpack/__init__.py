"""The fact pack: what is true in a dump, for the press and authorities, so that anybody can check it without us."""
