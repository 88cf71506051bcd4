"""Portfolios of technologies: pairs of classes, overlap, and what chance gives of both.

Knows arrays. Must not know tables, frames, files or errors.
"""
