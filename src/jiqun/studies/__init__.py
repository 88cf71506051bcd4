"""Floor 9: whole jobs, from a workspace through the rooms to results and back.

Knows workspaces, sources and every room below; each function is one job that a face calls.
Must not know any face: no words typed, no HTTP, nothing printed.
"""
