"""Single edits: a journal beside the commits, in which each one is sure before it is answered.

Knows how an edit is kept, who wins where two change one row, and how edits become a commit. Must
not know which edits make sense, or who may make them.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
