# The door of this room: each name with the file it stands in; loaded when asked for.

from .holding import journal_problems as journal_problems
from .holding import salvage as salvage
from .holding import settled_upto as settled_upto
from .journal import Journal as Journal
from .records import Edit as Edit
from .records import RowChange as RowChange
from .records import Settled as Settled
from .retaining import hold_days as hold_days
from .retaining import prune_edits as prune_edits
from .rows import Row as Row
from .rows import applied as applied
from .rows import frame_of as frame_of
from .rows import rows_of as rows_of
from .rows import tag as tag
from .settling import Settler as Settler
from .settling import keep_later as keep_later
from .settling import settle_held as settle_held
from .telling import settled_by as settled_by
