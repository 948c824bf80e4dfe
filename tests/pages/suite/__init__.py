"""Sign-in pages, copies of them, and strangers: what the page matcher is measured with."""
