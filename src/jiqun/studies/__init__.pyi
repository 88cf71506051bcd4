# What faces call: each name once, with the room it stands in; loaded when asked for.

from .briefing import (
    BriefReport as BriefReport,
    make_brief as make_brief,
    write_brief as write_brief,
    write_top_briefs as write_top_briefs,
)
from .browsing.clusters import MembersReport as MembersReport, export_members as export_members
from .browsing.regions import Resemblance as Resemblance, resemblance as resemblance
from .browsing.snapshots import snapshot as snapshot
from .defining import (
    CustomPlan as CustomPlan,
    CustomReport as CustomReport,
    DefinePlan as DefinePlan,
    DefineReport as DefineReport,
    DerivedCategory as DerivedCategory,
    define as define,
    define_custom as define_custom,
)
from .exporting import ExportReport as ExportReport, export_table as export_table
from .filling import (
    FilledLevel as FilledLevel,
    FilledStep as FilledStep,
    FillPlan as FillPlan,
    FillReport as FillReport,
    fill as fill,
)
from .finding import (
    FindPlan as FindPlan,
    FindReport as FindReport,
    FoundCluster as FoundCluster,
    FoundRecord as FoundRecord,
    StabilityPlan as StabilityPlan,
    StabilityReport as StabilityReport,
    Tenth as Tenth,
    WayChance as WayChance,
    WayCount as WayCount,
    chance_text as chance_text,
    cluster_sentence as cluster_sentence,
    find as find,
    found_record as found_record,
    stability as stability,
    ways_words as ways_words,
)
from .keeping import (
    CheckReport as CheckReport,
    PruneReport as PruneReport,
    RepairReport as RepairReport,
    TableLoss as TableLoss,
    check as check,
    prune as prune,
    repair as repair,
)
from .loading import (
    CreateReport as CreateReport,
    FetchReport as FetchReport,
    History as History,
    LoadOptions as LoadOptions,
    LoadReport as LoadReport,
    Publisher as Publisher,
    SourceRow as SourceRow,
    Status as Status,
    UndoReport as UndoReport,
    create_workspace as create_workspace,
    fetch as fetch,
    history as history,
    list_sources as list_sources,
    load_table as load_table,
    status as status,
    table_template as table_template,
    undo as undo,
)
from .looking import (
    ColumnSeen as ColumnSeen,
    LookReport as LookReport,
    SheetSeen as SheetSeen,
    look as look,
)
from .measuring import (
    Choices as Choices,
    Given as Given,
    KindRow as KindRow,
    Measured as Measured,
    MeasureList as MeasureList,
    MeasurePage as MeasurePage,
    describe_measure as describe_measure,
    list_kinds as list_kinds,
    list_measures as list_measures,
    measure as measure,
    code_names as code_names,
    rows_of as rows_of,
    write_result as write_result,
)
from .planting import (
    DemoReport as DemoReport,
    MomentFigure as MomentFigure,
    MomentRow as MomentRow,
    MomentsReport as MomentsReport,
    PlantPlan as PlantPlan,
    PlantReport as PlantReport,
    ScoreReport as ScoreReport,
    StateCell as StateCell,
    StatesReport as StatesReport,
    demo as demo,
    moments as moments,
    plant as plant,
    score_run as score_run,
)
from .protecting import (
    Protection as Protection,
    ProtectPlan as ProtectPlan,
    ProtectReport as ProtectReport,
    protect as protect,
    protection as protection,
    shown_to as shown_to,
    unprotect as unprotect,
    view as view,
)
from .rating import (
    RatingOf as RatingOf,
    AuditSummary as AuditSummary,
    DoubtReport as DoubtReport,
    FlagAgreement as FlagAgreement,
    Rated as Rated,
    RatePlan as RatePlan,
    RatingReport as RatingReport,
    RunPlan as RunPlan,
    RunReport as RunReport,
    Scheme as Scheme,
    compare_quotients as compare_quotients,
    doubt as doubt,
    list_schemes as list_schemes,
    main_job as main_job,
    rate as rate,
    rate_bytes as rate_bytes,
    read_cutoffs as read_cutoffs,
    run as run,
)
