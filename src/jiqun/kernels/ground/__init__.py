"""Shapes on the globe, before any projection: what the 180th meridian does to them.

Knows shapes in degrees. Must not know tables, frames, files or errors.
"""
