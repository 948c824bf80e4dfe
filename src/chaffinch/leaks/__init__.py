"""What in a dump is true: read it, compare it with what we really wrote, and say what the evidence shows and no more."""
