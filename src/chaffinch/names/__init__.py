"""Does an address pretend to be us?"""
