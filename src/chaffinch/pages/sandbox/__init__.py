"""Outside the browser: start the sandbox, send it orders, and check what it answers."""
