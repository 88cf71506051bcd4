# The door of this room: each name with the file it stands in; loaded when asked for.

from .bare import (
    AuditSummary as AuditSummary,
    FlagAgreement as FlagAgreement,
    RatePlan as RatePlan,
    Scheme as Scheme,
    compare_quotients as compare_quotients,
    list_schemes as list_schemes,
    rate as rate,
    rate_bytes as rate_bytes,
)
from .doubted import (
    Covered as Covered,
    DoubtReport as DoubtReport,
    Forecasted as Forecasted,
    Tenth as Tenth,
    doubt as doubt,
    doubt_of as doubt_of,
)
from .kept import (
    kept_calibrations as kept_calibrations,
    kept_persistence as kept_persistence,
    refuse_older as refuse_older,
)
from .leading import (
    chosen_quantity as chosen_quantity,
    led as led,
    scheme_as_run as scheme_as_run,
    sized as sized,
    usual_quantity as usual_quantity,
)
from .rated import Rated as Rated, RatingReport as RatingReport
from .report import (
    RatingOf as RatingOf,
    RegionProfile as RegionProfile,
    RunReport as RunReport,
    is_unjudged as is_unjudged,
    rating_of as rating_of,
)
from .running import (
    FINDER as FINDER,
    RUN as RUN,
    RunPlan as RunPlan,
    read_cutoffs as read_cutoffs,
    run as run,
)
from .visible import (
    VisibleCategory as VisibleCategory,
    VisibleYear as VisibleYear,
    bases_of as bases_of,
    visible_years as visible_years,
)
from .tables import (
    ACTIVITY as ACTIVITY,
    NEEDED as NEEDED,
    OPTIONAL as OPTIONAL,
    read_tables as read_tables,
)
from .whole import main_job as main_job
