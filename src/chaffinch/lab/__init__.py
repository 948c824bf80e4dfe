"""The practice range, on loopback only: a genuine portal and the phisher's copies of it."""
