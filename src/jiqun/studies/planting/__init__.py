"""Synthetic economies: planted, scored against their truth, shown as a demonstration."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
