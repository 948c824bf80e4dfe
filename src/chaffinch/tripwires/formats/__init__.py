"""How others than Dovecot write of attempts to sign in: a module a format, with a quick look and a whole reading."""
