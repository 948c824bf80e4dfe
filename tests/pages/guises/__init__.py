"""Pages in many guises: what phishers show, and the harmless pages that look near it."""
