"""What runs in the sandbox: every parser of hostile files. What comes out of it is JSON, as hostile as what went in."""
