"""Who pushes a dump. Built by a later issue."""
