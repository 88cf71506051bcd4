"""Who the establishments are: firms, those who teach, fund and connect them, their years."""

from jiqun.planted.organisations.organisations import Organisations, make_organisations
from jiqun.planted.organisations.panel import make_years

__all__ = ["Organisations", "make_organisations", "make_years"]
