"""Hands decoys over, safely. Built by a later issue."""
