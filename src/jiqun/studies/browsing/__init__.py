"""What a reader asks of a workspace, answered from one commit of it.

One folder a subject: snapshots, workspaces, regions, cells, clusters, definitions, measuring,
searching, methods, tables; lists has what all lists share. Each function takes a
:class:`~jiqun.studies.browsing.snapshots.Snapshot` and gives a frozen dataclass, whose fields
are the answer's. Must not know HTTP, nor any picture.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
