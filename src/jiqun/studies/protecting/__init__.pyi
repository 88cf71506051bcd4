# The door of this room: each name with the file it stands in; loaded when asked for.

from .deciding import Decided as Decided
from .lattice import Year as Year
from .lattice import told_rows as told_rows
from .lattice import years_of as years_of
from .marks import Mark as Mark
from .marks import read_mark as read_mark
from .plan import CLASSIFYING as CLASSIFYING
from .plan import OFFERED as OFFERED
from .plan import ProtectPlan as ProtectPlan
from .protecting import ProtectReport as ProtectReport
from .protecting import decisions as decisions
from .protecting import protect as protect
from .protecting import unprotect as unprotect
from .reporting import protection as protection
from .told import Protection as Protection
from .told import ProtectionLoss as ProtectionLoss
from .told import RulesTold as RulesTold
from .twin import build_twin as build_twin
from .views import own_name as own_name
from .views import shown_to as shown_to
from .views import view as view
