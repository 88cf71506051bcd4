# The door of this room: each name with the file it stands in; loaded when asked for.

from .analysing import RESULTS as RESULTS, analyse_network as analyse_network
from .plan import AnalysisPlan as AnalysisPlan
from .report import (
    CommunityRow as CommunityRow,
    Figure as Figure,
    NetworkReport as NetworkReport,
    NodeRow as NodeRow,
    figure_words as figure_words,
    figures_of as figures_of,
)
from .tables import (
    COMMUNITIES as COMMUNITIES,
    COMMUNITY_COLUMNS as COMMUNITY_COLUMNS,
    FIGURES as FIGURES,
    NODE_COLUMNS as NODE_COLUMNS,
    NODES as NODES,
    TIES as TIES,
)
