"""Benchmarks of the room of secrecy."""
