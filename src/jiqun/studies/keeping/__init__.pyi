# The door of this room: each name with the file it stands in; loaded when asked for.

from .checking import CheckReport as CheckReport, TableLoss as TableLoss, check as check
from .pruning import PruneReport as PruneReport, prune as prune
from .repairing import RepairReport as RepairReport, repair as repair
