"""Making a workspace and filling it: create, load, fetch; what it holds and how it came to it."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
