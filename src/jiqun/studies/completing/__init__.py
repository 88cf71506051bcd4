"""What stands in where a workspace lacks a table that rating needs: regions, industries, sets.

Knows activity and what is shipped of its codes. Must not know ratings.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
