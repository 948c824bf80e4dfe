"""Letters between people who do not exist."""
