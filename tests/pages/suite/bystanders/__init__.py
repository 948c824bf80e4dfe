"""Pages that have nothing to do with our templates."""
