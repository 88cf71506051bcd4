"""Looking at a file as it is: where its table stands and what its columns are.

Knows how statistical tables are printed: titles, units, headers of several lines, totals, notes,
names for codes. Must not know the workspace: what it holds is given. It loads nothing; what it
cannot decide it asks.
"""

from jiqun.sources.looking.heads import Seen
from jiqun.sources.looking.keys import NamesSeen
from jiqun.sources.looking.looks import Asked, Look, Sheet, look_at
from jiqun.sources.looking.naming import Known
from jiqun.sources.looking.printed import phrase
from jiqun.sources.looking.questions import Option, Question
from jiqun.sources.looking.totals import TotalSeen

__all__ = [
    "Asked",
    "Known",
    "Look",
    "NamesSeen",
    "Option",
    "Question",
    "Seen",
    "Sheet",
    "TotalSeen",
    "look_at",
    "phrase",
]
