"""Benchmarks of the room of networks."""
