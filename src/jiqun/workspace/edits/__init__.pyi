# The door of this room: each name with the file it stands in; loaded when asked for.

from .journal import Journal as Journal
from .records import Edit as Edit
from .records import RowChange as RowChange
from .rows import Row as Row
from .rows import tag as tag
from .settling import EDIT as EDIT
from .settling import Settler as Settler
