"""How fast, and how well, networks are read: beside other libraries, in one process."""

"""Benchmarks of networks."""
"""Benchmarks of the room of networks."""
