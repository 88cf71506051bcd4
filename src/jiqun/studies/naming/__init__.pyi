# The door of this room: each name with the file it stands in; loaded when asked for.

from .naming import NamePair as NamePair, NamesReport as NamesReport, names as names
