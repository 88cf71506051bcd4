# The door of this room: each name with the file it stands in; loaded when asked for.

from .comparing import IDS as IDS, Comparison as Comparison, compare as compare
from .maps import MapFilters as MapFilters, MapValues as MapValues, map_values as map_values
from .warming import warm as warm
