"""Floor 9: whole jobs, from a workspace through the rooms to results and back.

Knows workspaces, sources and every room below; each function is one job that a face calls.
Must not know any face: no words typed, no HTTP, nothing printed.

What faces call stands in ``__init__.pyi`` by name, and is loaded when it is first asked for.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
