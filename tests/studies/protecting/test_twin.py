"""The twin holds released numbers, and nothing that was computed from others."""

import json
import shutil

import polars as pl
import pytest

from jiqun.core import InputError
from jiqun.studies import FindPlan, export_table, find, protect, protection
from jiqun.studies.protecting import CLASSIFYING, ProtectPlan, decisions
from jiqun.workspace import Workspace


def texts_of(folder):
    """Every JSON text of a workspace, its Delta logs and commits too."""
    return {path: path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.json"))}


def test_no_table_of_firms_is_in_it(confidential, twin):
    own, shown = Workspace.open(confidential), Workspace.open(twin)
    assert set(shown.tables()) <= {*CLASSIFYING, "activity"}
    assert {"organisations", "links", "members"} <= set(own.tables())
    firm = own.frame("organisations")["organisation"][0]
    assert not [path for path in twin.rglob("*.parquet") if firm.encode() in path.read_bytes()]


def test_no_digest_note_or_version_of_the_confidential_data_is_in_it(confidential, twin):
    own = Workspace.open(confidential)
    secret = {own.digest(name) for name in own.tables() if name not in CLASSIFYING}
    secret |= {own.digest(name) for name in own.results()}
    secret |= {file.rsplit("/", 1)[1] for name in own.tables() for file in own.files(name)}
    origin = own.origins("activity")[0]
    assert origin.version
    assert origin.note
    secret |= {json.dumps(origin.version)[1:-1], json.dumps(origin.note, ensure_ascii=False)[1:-1]}
    for path, text in texts_of(twin).items():
        assert not [one for one in secret if one in text], path


def test_every_shown_number_is_the_true_one_and_every_other_is_none(register, twin):
    true = {
        (row["region"], row["industry"], row["year"]): row["employment"]
        for row in Workspace.open(register).frame("activity").to_dicts()
    }
    rows = Workspace.open(twin).frame("activity")
    own = [row for row in rows.to_dicts() if (row["region"], row["industry"], row["year"]) in true]
    assert len(own) == len(true)
    for row in own:
        value = true[row["region"], row["industry"], row["year"]]
        if row["protected"]:
            assert row["imputed"]
            assert row["establishments"] is None
        else:
            assert row["employment"] == value
            assert row["imputed"] is None


def test_numbers_that_a_fill_put_in_are_unknown_to_the_twin(register, tmp_path):
    """A fill computes from confidential numbers; its estimates are not carried over."""
    import shutil

    place = tmp_path / "ws"
    shutil.copytree(register, place)
    ws = Workspace.open(place)
    rows = ws.frame("activity").with_row_index("n")
    put = (pl.col("n") % 50 == 0)  # fmt: skip
    filled = rows.with_columns(
        imputed=pl.when(put).then(pl.lit("raked")), employment=pl.col("employment") + 0.25,
        employment_low=pl.when(put).then(1.0), withheld=put,
    ).drop("n")  # fmt: skip
    with ws.transaction(verb="fill") as t:
        t.put("activity", filled, origins=ws.origins("activity"), mode="replace")
    report = protect(place, ProtectPlan(fill=False), anyway=True)
    shown = Workspace.open(report.twin).frame("activity")
    keys = filled.filter(pl.col("imputed").is_not_null()).select("region", "industry", "year")
    carried = shown.join(keys, on=["region", "industry", "year"])
    assert len(carried) == len(keys)
    assert carried["employment"].null_count() == len(keys)
    assert carried["withheld"].all()
    assert shown["employment_low"].null_count() == len(shown)


def test_nothing_is_estimated_where_that_is_not_wanted(own):
    report = protect(own, ProtectPlan(fill=False))
    rows = Workspace.open(report.twin).frame("activity")
    assert rows.filter("protected")["employment"].null_count() == rows["protected"].sum()
    assert not Workspace.open(report.twin).has("fills")


def test_rounding_rounds_what_is_shown_and_says_so(own):
    report = protect(own, ProtectPlan(rounding=5, fill=False))
    rows = Workspace.open(report.twin).frame("activity").filter(~pl.col("protected"))
    assert (rows["employment"] % 5 == 0).all()
    assert (rows["rounding"] == 5).all()


def test_only_the_levels_that_are_wanted_are_in_it(own):
    report = protect(own, ProtectPlan(levels=["province", "country"]))
    twin = Workspace.open(report.twin)
    told = twin.frame("activity").join(twin.frame("regions", ["region", "level"]), on="region")
    assert set(told["level"]) == {"province", "country"}
    assert report.protection.levels == ("country", "province")
    assert set(twin.frame("cells")["level"]) <= {"province", "country"}


def test_of_units_only_regions_are_public(own):
    report = protect(own, ProtectPlan(public=["indicators", "treatments"]))
    twin = Workspace.open(report.twin)
    regions = set(twin.frame("regions", ["region"])["region"])
    assert set(twin.frame("indicators")["unit"]) <= regions
    with pytest.raises(InputError) as told:
        ProtectPlan(public=["organisations"])
    assert told.value.problems[0].code == "protect-public"


def test_a_twin_is_a_workspace_that_can_be_handed_on(twin, tmp_path):
    from jiqun.studies import protection

    Workspace.open(twin).hold()
    export_table(twin, name="activity", to=tmp_path / "a.xlsx")
    told = protection(twin, confidential=True)
    assert (told.protected, told.confidential) == (True, False)
    assert told.rules.threshold is None
    assert "threshold" in told.rules.kinds
    assert told.withheld == Workspace.open(twin).frame("activity")["protected"].sum()
    with pytest.raises(InputError) as refused:
        protect(twin)
    assert refused.value.problems[0].code == "protect-twin"


def test_the_same_data_and_rules_withhold_the_same(register, decided):
    again = decisions(register, ProtectPlan(threshold=3, p=10.0, dominance=(1, 85.0)))
    for one, other in zip(decided, again, strict=True):
        assert (one.withheld == other.withheld).all()


def test_clusters_are_looked_for_in_the_released_numbers_alone(own, tmp_path):
    find(own, FindPlan(way="regions", draws=99, bootstraps=0, pairs=0))
    assert protection(own, confidential=True).stale
    report = protect(own)
    assert not report.protection.stale
    shown = Workspace.open(report.twin)
    of_twin = shown.record("found_clusters")
    assert of_twin.inputs != Workspace.open(own).record("found_clusters").inputs
    assert not {"links", "organisations", "members"} & set(shown.tables())
    alone = shutil.copytree(report.twin, tmp_path / "handed-on")
    find(alone, FindPlan(way="regions", draws=99, bootstraps=0, pairs=0), again=True)
    assert Workspace.open(alone).frame("found_clusters").equals(shown.frame("found_clusters"))
