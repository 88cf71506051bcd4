# The door of this room: each name with the file it stands in; loaded when asked for.

from .filling import FillPlan as FillPlan, fill as fill
from .report import FilledLevel as FilledLevel, FilledStep as FilledStep, FillReport as FillReport
