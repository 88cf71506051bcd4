# The door of this room: each name with the file it stands in; loaded when asked for.

from .clearing import Pruned as Pruned
from .commits import PRUNE as PRUNE
from .commits import Change as Change
from .commits import Commit as Commit
from .formats import read_history as read_history
from .transactions import Transaction as Transaction
from .workspace import Workspace as Workspace
