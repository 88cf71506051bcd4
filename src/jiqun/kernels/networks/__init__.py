"""Compiled numerics of networks in compressed rows: ways, triangles, cores, roles, chance.

Knows arrays only, as all kernels. Must not know tables, frames, files or errors.
"""
