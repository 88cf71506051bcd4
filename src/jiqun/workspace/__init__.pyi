# The door of this room: each name with the file it stands in; loaded when asked for.

from .clearing import Pruned as Pruned
from .commits import PRUNE as PRUNE
from .commits import Change as Change
from .commits import Commit as Commit
from .edits import EDIT as EDIT
from .edits import Edit as Edit
from .edits import Journal as Journal
from .edits import Row as Row
from .edits import RowChange as RowChange
from .edits import Settler as Settler
from .edits import tag as tag
from .formats import read_history as read_history
from .transactions import Transaction as Transaction
from .workspace import Workspace as Workspace
