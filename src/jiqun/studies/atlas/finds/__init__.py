"""What was found, and which definitions were derived, as a reader asks for them.

Knows a snapshot of the workspace. Must not know HTTP, nor any picture.
"""
