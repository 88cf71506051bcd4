"""What is made of what: a product chain and an input-output table."""

from jiqun.planted.chains.chains import Chain, chain_tables, flows_table, make_chain

__all__ = ["Chain", "chain_tables", "flows_table", "make_chain"]
