"""Views: each parses, calls one service, renders."""
