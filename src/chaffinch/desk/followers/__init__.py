"""The process that reads the sources of the settings file while `chaffinch serve` runs."""
