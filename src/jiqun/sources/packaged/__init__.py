"""Real statistics that come with jiqun: small, openly licensed, rated at once.

Knows the files of ``catalog/demo`` and reads them as any publisher's files are read.
Must not know the workspace, any measure or any face.
"""

from jiqun.sources.packaged.states import read_states

__all__ = ["read_states"]
