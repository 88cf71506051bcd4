"""Floor 2: readers of public statistics, from a file or from the publisher.

Knows publishers' formats, addresses, licences and caveats, and turns them into canonical
tables; every judgement on the way (imputation, crosswalk) is a named step.
Must not know the workspace, any measure or any face.
"""

from jiqun.sources.bres import read_bres
from jiqun.sources.cases import read_cases
from jiqun.sources.cbp import read_cbp
from jiqun.sources.changes import read_changes
from jiqun.sources.china import read_admin, read_cluster_lists
from jiqun.sources.definitions import carry_to_2017, read_definitions
from jiqun.sources.downloads import Downloaded, cache_folder, download
from jiqun.sources.filling import (
    Filled,
    FillPlan,
    fill,
    impute_establishment_mean,
    impute_size_class_midpoint,
    size_classes,
)
from jiqun.sources.geography import read_geography
from jiqun.sources.input_output import read_input_output
from jiqun.sources.lists import read_classification
from jiqun.sources.naics import read_naics
from jiqun.sources.packaged import read_states
from jiqun.sources.qcew import read_qcew
from jiqun.sources.register import (
    SOURCES,
    Download,
    Layout,
    Reading,
    SourceSpec,
    find_source,
    option_word,
    parse_options,
    source,
)
from jiqun.sources.zbp import jitter, read_zbp, zip_establishments

__all__ = [
    "SOURCES",
    "Download",
    "Downloaded",
    "FillPlan",
    "Filled",
    "Layout",
    "Reading",
    "SourceSpec",
    "cache_folder",
    "carry_to_2017",
    "download",
    "fill",
    "find_source",
    "impute_establishment_mean",
    "impute_size_class_midpoint",
    "jitter",
    "option_word",
    "parse_options",
    "read_admin",
    "read_bres",
    "read_cases",
    "read_cbp",
    "read_changes",
    "read_classification",
    "read_cluster_lists",
    "read_definitions",
    "read_geography",
    "read_input_output",
    "read_naics",
    "read_qcew",
    "read_states",
    "read_zbp",
    "size_classes",
    "source",
    "zip_establishments",
]
