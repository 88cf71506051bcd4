"""Coupling of subsystems: shares of their best, on plain arrays.

Knows arrays. Must not know tables, frames, files or errors.
"""
