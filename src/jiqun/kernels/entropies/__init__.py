"""Entropies of classified things: what traits know of one another, and what chance gives.

Knows arrays of codes. Must not know what the traits are, nor what the numbers mean.
"""
