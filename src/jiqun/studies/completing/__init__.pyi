# The door of this room: each name with the file it stands in; loaded when asked for.

from .completing import complete as complete, stand_ins as stand_ins
from .sectors import SECTORS as SECTORS, sector_categories as sector_categories
