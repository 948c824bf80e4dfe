"""Harmless host names, invented from dictionaries and name patterns; shares no table with the matcher."""
