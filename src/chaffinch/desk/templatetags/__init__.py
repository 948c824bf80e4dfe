"""The words and parts that templates ask for."""
