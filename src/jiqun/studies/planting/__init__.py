"""Synthetic economies: planted, scored against their truth, shown as a demonstration."""
