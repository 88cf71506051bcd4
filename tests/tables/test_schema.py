"""Schemas as data: complete in both languages, keys and references that exist."""

import pytest

from jiqun.core import UnknownError
from jiqun.tables import schema, schemas

#: DESIGN's tables, the further hierarchies of regions (docs/decisions/0001), and what ties
#: industries: their sectors of the flows, their occupations.
EXPECTED = {
    *("regions", "region_parents", "industries", "categories", "activity", "organisations"),
    *("organisation_years", "links", "projects", "patents", "chain_nodes", "chain_edges"),
    *("flows", "programmes", "treatments", "indicators", "clusters", "members"),
    *("region_changes", "deflators", "chain_suppliers", "industry_sectors", "occupations"),
}


def test_every_canonical_table_is_there():
    assert set(schemas()) == EXPECTED


@pytest.mark.parametrize("table", sorted(EXPECTED))
def test_a_schema_is_whole(table):
    found = schema(table)
    assert set(found.key) <= set(found.required)
    for column in found.columns:
        assert set(column.title) == {"en", "zh"} and all(column.title.values())
        if column.references:
            other, name = column.references
            assert name in schema(other).names
    assert set(found.title) == set(found.row) == {"en", "zh"}


@pytest.mark.parametrize("table", sorted(EXPECTED))
def test_money_names_its_currency(table):
    found = schema(table)
    assert not found.money or "currency" in found.names


def test_parents_come_before_children():
    order = list(schemas())
    for table in order:
        for column in schema(table).columns:
            if column.references and column.references[0] != table:
                assert order.index(column.references[0]) < order.index(table)


def test_a_stranger_is_refused():
    with pytest.raises(UnknownError, match="table-unknown"):
        schema("activities")
