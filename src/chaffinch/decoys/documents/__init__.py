"""Documents to be stolen: an organisation's own templates, filled with what never was, and known again wherever found."""
