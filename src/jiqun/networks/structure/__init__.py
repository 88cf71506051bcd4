"""What a network looks like as a whole: how closed, mixed, deep, nested, lasting it is.

Knows measures of whole networks and of closure around a node, and networks of chance that keep
each node's number of partners. Must not know any cluster.
"""

from jiqun.networks.structure.closure import closure_of, clustering, transitivity
from jiqun.networks.structure.lasting import changes, changes_by_year, turnover
from jiqun.networks.structure.mixing import assortativity
from jiqun.networks.structure.nesting import nestedness
from jiqun.networks.structure.shuffling import beside_chance, compared, shuffled
from jiqun.networks.structure.small_worlds import small_world
from jiqun.networks.structure.tails import degree_tail
from jiqun.networks.structure.whole import components, density, mean_path_length

__all__ = [
    "assortativity",
    "beside_chance",
    "changes",
    "changes_by_year",
    "closure_of",
    "clustering",
    "compared",
    "components",
    "degree_tail",
    "density",
    "mean_path_length",
    "nestedness",
    "shuffled",
    "small_world",
    "transitivity",
    "turnover",
]
