"""The range's mail server: a real Dovecot on loopback with a lock-out, and a pure model of the same rule."""
