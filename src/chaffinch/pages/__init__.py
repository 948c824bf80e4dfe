"""What an address shows, and whether it copies one of our sign-in pages."""
