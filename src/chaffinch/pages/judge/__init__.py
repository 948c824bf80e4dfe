"""Say what a captured page is, beside our own pages. Pure: the same capture, the same verdict."""
