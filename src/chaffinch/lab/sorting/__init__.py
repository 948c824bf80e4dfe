"""The attacker's sorting desk: which of the caught log-ins are real, and in what order to try them."""
