"""What runs inside the decoy mail host's sandbox: Dovecot's companions, which read what an intruder sends."""
