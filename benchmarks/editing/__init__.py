"""Timed cases of single edits by several people at once."""
