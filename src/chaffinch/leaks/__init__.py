"""What in a dump is true. Built by a later issue."""
