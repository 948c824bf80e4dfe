"""What a message claimed."""
