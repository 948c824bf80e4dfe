"""What pages read: a question to the tables each, nothing written."""
