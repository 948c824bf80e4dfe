"""What several rooms stand on; nothing of the domain."""
