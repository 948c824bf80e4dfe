"""An installation in one file, and out of it again. No Django here: what is to be put back may not start any more."""
