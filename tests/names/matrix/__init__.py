"""The class matrix: every kind of imitation against brands of every shape, made without looking at the matcher."""
