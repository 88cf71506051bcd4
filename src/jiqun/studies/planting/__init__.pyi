# The door of this room: each name with the file it stands in; loaded when asked for.

from .demonstration import DemoReport as DemoReport, demo as demo
from .making import (
    PlantPlan as PlantPlan,
    PlantReport as PlantReport,
    load_economy as load_economy,
    plant as plant,
)
from .comparing import (
    MomentFigure as MomentFigure,
    MomentRow as MomentRow,
    MomentsReport as MomentsReport,
    moments as moments,
)
from .score import ScoreReport as ScoreReport, score_run as score_run
from .states import StateCell as StateCell, StatesReport as StatesReport
