# The door of this room: each name with the file it stands in; loaded when asked for.

from .names import cluster_sentence as cluster_sentence, ways_words as ways_words
from .once import (
    COUNTED as COUNTED,
    alone as alone,
    clusters_of as clusters_of,
    counted_once as counted_once,
)
from .plan import FindPlan as FindPlan
from .records import (
    FindOf as FindOf,
    FoundCluster as FoundCluster,
    FoundRating as FoundRating,
    FoundRecord as FoundRecord,
    Quadrant as Quadrant,
    Tried as Tried,
    chance_text as chance_text,
    found_rating as found_rating,
    found_record as found_record,
    how_words as how_words,
    said_of as said_of,
)
from .report import (
    FindReport as FindReport,
    Tenth as Tenth,
    WayChance as WayChance,
    WayCount as WayCount,
    way_chance as way_chance,
)
from .searching import find as find
from .stabilities import (
    StabilityPlan as StabilityPlan,
    StabilityReport as StabilityReport,
    stability as stability,
)
