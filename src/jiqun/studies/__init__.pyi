# What faces call: each name once, with the file it stands in; loaded when asked for.

from .briefing.writing import (
    BriefReport as BriefReport,
    make_brief as make_brief,
    write_brief as write_brief,
    write_top_briefs as write_top_briefs,
)
from .browsing.regions.resemblance import Resemblance as Resemblance, resemblance as resemblance
from .browsing.snapshots import snapshot as snapshot
from .defining.custom import (
    CustomPlan as CustomPlan,
    CustomReport as CustomReport,
    define_custom as define_custom,
)
from .defining.define import define as define
from .defining.plan import DefinePlan as DefinePlan
from .defining.report import DefineReport as DefineReport, DerivedCategory as DerivedCategory
from .exporting.tables import ExportReport as ExportReport, export_table as export_table
from .finding.find import find as find
from .finding.plan import FindPlan as FindPlan
from .finding.records import (
    FoundCluster as FoundCluster,
    FoundRecord as FoundRecord,
    found_record as found_record,
)
from .finding.report import FindReport as FindReport
from .finding.stability import (
    StabilityPlan as StabilityPlan,
    StabilityReport as StabilityReport,
    stability as stability,
)
from .loading.create import CreateReport as CreateReport, create_workspace as create_workspace
from .loading.fetch import FetchReport as FetchReport, Publisher as Publisher, fetch as fetch
from .loading.history import (
    History as History,
    Status as Status,
    UndoReport as UndoReport,
    history as history,
    status as status,
    undo as undo,
)
from .loading.load import (
    LoadReport as LoadReport,
    load_table as load_table,
    table_template as table_template,
)
from .loading.sources import SourceRow as SourceRow, list_sources as list_sources
from .measuring.computing import Choices as Choices, Given as Given, measure as measure
from .measuring.describing import (
    MeasureList as MeasureList,
    MeasurePage as MeasurePage,
    describe_measure as describe_measure,
    list_measures as list_measures,
)
from .measuring.listing import KindRow as KindRow, list_kinds as list_kinds
from .measuring.showing import (
    Measured as Measured,
    rows_of as rows_of,
    write_result as write_result,
)
from .planting.demo import DemoReport as DemoReport, demo as demo
from .planting.plant import PlantPlan as PlantPlan, PlantReport as PlantReport, plant as plant
from .planting.score import ScoreReport as ScoreReport, score_run as score_run
from .rating.bare import (
    FlagAgreement as FlagAgreement,
    QuotientAudit as QuotientAudit,
    RatePlan as RatePlan,
    Scheme as Scheme,
    compare_quotients as compare_quotients,
    list_schemes as list_schemes,
    rate as rate,
    rate_bytes as rate_bytes,
)
from .rating.rated import Rated as Rated, RatingReport as RatingReport
from .rating.report import CellRating as CellRating, RunReport as RunReport
from .rating.run import RunPlan as RunPlan, read_cutoffs as read_cutoffs, run as run
from .rating.whole import main_job as main_job
