"""What is made of what: product chains with their suppliers, and an input-output table."""

from jiqun.planted.chains.chains import Chain, make_chain
from jiqun.planted.chains.flows import flows_table
from jiqun.planted.chains.lacks import missing_links
from jiqun.planted.chains.suppliers import Suppliers, make_suppliers, supply_pairs
from jiqun.planted.chains.tables import chain_tables, chain_truth

__all__ = [
    "Chain",
    "Suppliers",
    "chain_tables",
    "chain_truth",
    "flows_table",
    "make_chain",
    "make_suppliers",
    "missing_links",
    "supply_pairs",
]
