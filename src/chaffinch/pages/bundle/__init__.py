"""Keep what a capture brought back as evidence that can be checked later, by anybody."""
