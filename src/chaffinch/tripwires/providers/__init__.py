"""Whoever can close an account and end its sessions: our own mail server, a service's interface, a command of the user's."""
