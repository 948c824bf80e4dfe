"""What benchmarks/names.py compares with, and the names that it reads."""
