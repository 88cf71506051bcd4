"""Questions that a reader of the atlas asks, answered from one commit of a workspace.

Knows snapshots, and one function for each question. Must not know HTTP, nor any picture.
"""
