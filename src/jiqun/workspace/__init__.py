"""Floor 2: a folder that keeps data, results and their history.

Knows how frames are kept as Delta tables, how several appear at once under one commit number,
and how they are read back or asked in SQL. Must not know what a number means, where a table
came from or who asks: no measure, no source reader, no face.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
