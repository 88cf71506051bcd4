# The door of this room: each name with the file it stands in; loaded when asked for.

from .activity import activity_rows as activity_rows
from .computing import (
    Choices as Choices,
    Given as Given,
    find_measure as find_measure,
    measure as measure,
)
from .describing import (
    MeasureList as MeasureList,
    MeasurePage as MeasurePage,
    describe_measure as describe_measure,
    list_measures as list_measures,
)
from .listing import KindRow as KindRow, list_kinds as list_kinds
from .nesting import class_parents as class_parents, nearest as nearest
from .options import options_of as options_of, takes as takes
from .showing import (
    Measured as Measured,
    code_names as code_names,
    rows_of as rows_of,
    write_result as write_result,
)
