"""Linear algebra with one order of sums, whatever the number of threads.

Knows arrays. Must not know tables, frames, files or errors.
"""
