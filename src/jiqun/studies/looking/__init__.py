"""Looking at a file before it is loaded: what it is, how it would be loaded, what is open."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
