"""Plain office templates of our own, for who has none: parts written by hand, so that no library's marks are in them."""
