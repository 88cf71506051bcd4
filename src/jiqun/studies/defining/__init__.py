"""Definition sets: derived from a workspace's own data, or of one's own."""
