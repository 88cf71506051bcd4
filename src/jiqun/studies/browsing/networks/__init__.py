"""The analysed network as the API shows it: figures, organisations, communities, a picture."""

from jiqun.studies.browsing.networks.detail import ActorDetail, actor_detail
from jiqun.studies.browsing.networks.drawing import Layout, LayoutFilters, network_layout
from jiqun.studies.browsing.networks.listing import (
    ActorFilters,
    actor_frame,
    actor_list,
    group_list,
    network_summary,
)
from jiqun.studies.browsing.networks.rows import ActorPage, GroupPage, NetworkSummary

__all__ = [
    "ActorDetail",
    "ActorFilters",
    "ActorPage",
    "GroupPage",
    "Layout",
    "LayoutFilters",
    "NetworkSummary",
    "actor_detail",
    "actor_frame",
    "actor_list",
    "group_list",
    "network_layout",
    "network_summary",
]
