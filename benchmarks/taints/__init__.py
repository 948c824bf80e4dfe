"""A dump with known truth: our mail, what exports make of it, what a forger makes of it, and what is not ours."""
