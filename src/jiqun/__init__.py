"""jiqun (集群): the observatory and laboratory for industrial clusters.

Rooms are imported by name (``from jiqun.measures import location_quotients``);
this module imports nothing heavy, so ``import jiqun`` is quick.
"""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("jiqun")
except PackageNotFoundError:  # a source tree that was never installed
    __version__ = "0.0.0"

__all__ = ["__version__"]
