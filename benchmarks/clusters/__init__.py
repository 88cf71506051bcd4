"""Timed and scored cases of finding clusters, each way and all together."""
