"""Who is who: likely pairs of organisations, a file of decisions, and the merges it asks for.

Knows a workspace's organisations and what refers to them. Must not merge what nobody decided.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
