"""Compiled numerics of finding clusters: partitions, zones, densities, communities, resamples.

Knows arrays only, as all kernels. Must not know tables, frames, files or errors.
"""
