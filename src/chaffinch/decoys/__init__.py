"""Whom we invent. Built by a later issue; the room is here so that the floors are complete."""
