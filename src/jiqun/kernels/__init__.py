"""Floor 0: compiled numerics on plain arrays.

Knows contiguous float64 and int64 arrays. Must not know tables, frames, files or errors.
"""
