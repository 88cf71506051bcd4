"""Another register: what it writes differently is told, and nothing else differs."""

import polars as pl
import pytest
from rapidfuzz import fuzz, process

from jiqun.core import catalogue
from jiqun.planted import economy, economy_plan
from jiqun.planted.papers.spelling import CHANGES

SAID = ["name", "name_zh", "region", "industry", "founded"]


def planted(spelling, establishments=3_000):
    return economy(economy_plan(establishments=establishments, seed=3, years=3, spelling=spelling))


@pytest.fixture(scope="module")
def wild():
    return planted(1.0, 12_000)


@pytest.fixture(scope="module")
def loose():
    return planted(0.4, 12_000)


@pytest.fixture(scope="module")
def exact():
    return planted(0.0)


def matched(made):
    """Entries beside the organisations that they are."""
    truth = made.truth["same_organisations"].filter(pl.col("relation") == "same")
    entries = made.papers["other_register"]
    own = made.tables["organisations"].with_columns(pl.all().name.suffix("_own"))
    return truth.join(entries, on="entry", how="left", maintain_order="left").join(
        own, left_on="organisation", right_on="organisation_own", maintain_order="left"
    )


def alone(made, change):
    """Entries of which only this is written differently."""
    rows = matched(made).filter(
        (pl.col("changes").list.len() == 1) & (pl.col("changes").list.first() == change)
    )
    assert rows.height > 5, change
    return rows


def test_at_nought_it_writes_as_the_organisations_do(exact):
    rows = matched(exact)
    assert rows["changes"].list.len().sum() == 0 and rows.height > 1_400
    for name in [*SAID, "lon", "lat", "kind"]:
        assert rows[name].equals(rows[f"{name}_own"].alias(name)), name


def test_where_nothing_is_told_nothing_differs(loose):
    rows = matched(loose)
    same = pl.all_horizontal(pl.col(n).eq_missing(pl.col(f"{n}_own")) for n in SAID)
    untold = rows.filter(pl.col("changes").list.len() == 0)
    assert untold.height > 500 and untold.select(same.all()).item()
    # one change may undo another (Centre, Center, Centre), and traditional characters may be in
    # the address alone: rarely
    told = (pl.col("changes").list.len() > 0) & ~pl.col("changes").list.contains("traditional")
    assert rows.filter(told & same).height < 0.002 * rows.height


def test_every_change_happens_about_as_often_as_it_says(wild, loose):
    truth = wild.truth["same_organisations"]
    counts = dict(truth["changes"].explode().value_counts().iter_rows())
    assert set(counts) - {None} == {change.name for change in CHANGES}
    for change in CHANGES:
        # not every name can be changed so, and an earlier change may have taken it
        assert 0.1 * change.chance < counts[change.name] / truth.height < 1.1 * change.chance
    milder = loose.truth["same_organisations"]
    less = dict(milder["changes"].explode().value_counts().iter_rows())
    assert all(less[c.name] < 0.8 * counts[c.name] for c in CHANGES if c.name != "shortened")


def test_each_change_is_what_its_name_says(loose):
    told = catalogue("planted/spelling.toml")
    rows = alone(loose, "legal-form")
    bare = rows["name_own"].str.strip_suffix(" Co., Ltd.")
    assert all(name.startswith(own) for name, own in zip(rows["name"], bare, strict=True))
    assert set(rows["name_zh"].str.slice(0, 2)) == set(rows["name_zh_own"].str.slice(0, 2))
    rows = alone(loose, "one-language")
    assert (rows["name"].is_null() ^ rows["name_zh"].is_null()).all()
    rows = alone(loose, "word-order")
    ordered = [sorted(w.replace("(", "").replace(")", "").split()) for w in rows["name"]]
    assert ordered == [sorted(w.split()) for w in rows["name_own"]]
    rows = alone(loose, "capitals")
    assert rows["name"].equals(rows["name_own"].str.to_uppercase().alias("name"))
    rows = alone(loose, "syllables")
    squeezed = rows["name"].str.to_lowercase().str.replace_all(" ", "")
    assert squeezed.equals(
        rows["name_own"].str.to_lowercase().str.replace_all(" ", "").alias("name")
    )
    rows = alone(loose, "no-industry")
    assert rows["industry"].is_null().all()
    rows = alone(loose, "other-industry")
    assert (
        rows["industry"]
        .str.slice(0, 3)
        .equals(rows["industry_own"].str.slice(0, 3).alias("industry"))
    )
    assert (rows["industry"] != rows["industry_own"]).all()
    rows = alone(loose, "moved")
    assert (rows["region"] != rows["region_own"]).all() and (rows["name"] == rows["name_own"]).all()
    rows = alone(loose, "branch")
    assert rows["name_zh"].str.contains("分公司|工厂").all()
    rows = alone(loose, "typo")
    lengths = rows["name"].str.len_chars().cast(int) - rows["name_own"].str.len_chars().cast(int)
    assert lengths.abs().max() <= 1
    assert set(told) >= {"words", "traditional", "mistaken", "shortened", "forms", "branch"}


def test_traditional_names_are_traditional_throughout(wild):
    truth = wild.truth["same_organisations"]
    flagged = truth.filter(pl.col("changes").list.contains("traditional"))
    names = flagged.join(wild.papers["other_register"], on="entry")["name_zh"].drop_nulls()
    assert len(names) > 500
    for name in names:
        # the standard of traditional writing has no simplified characters (峁 is in neither)
        name.replace("峁", "").encode("big5")
    pairs = catalogue("planted/spelling.toml")["traditional"].split()
    assert all(len(pair) == 2 and pair[0] != pair[1] for pair in pairs)
    assert len({pair[0] for pair in pairs}) == len(pairs)


def test_namesakes_and_strangers_are_nobody_here(exact):
    truth, entries = exact.truth["same_organisations"], exact.papers["other_register"]
    own = exact.tables["organisations"]
    others = truth.filter(pl.col("relation") != "same").join(entries, on="entry")
    assert others["organisation"].null_count() == others.height
    assert not others["name"].is_in(own["name"].implode()).any()
    namesakes = others.filter(pl.col("relation") == "namesake").join(
        own, left_on="resembles", right_on="organisation", suffix="_own"
    )
    assert namesakes.height > 20
    # the same own name, trade and form; another place
    for name, real in namesakes.select("name", "name_own").iter_rows():
        assert name.split()[1:] == real.split()[1:] and name.split()[0] != real.split()[0]
    assert (namesakes["region"] != namesakes["region_own"]).all()


def test_entries_tell_nothing_by_their_order(exact):
    truth = exact.truth["same_organisations"].filter(pl.col("relation") == "same")
    number = truth["organisation"].str.slice(2).cast(pl.Int64, strict=False).drop_nulls()
    order = pl.DataFrame({"a": number, "b": range(len(number))})
    assert abs(order.select(pl.corr("a", "b")).item()) < 0.1
    assert exact.papers["other_register"]["entry"].is_unique().all()
    again = truth["organisation"].is_duplicated().sum()
    assert 0.03 < again / len(truth) < 0.1  # some organisations stand there twice


def test_equal_names_find_part_of_it_only():
    made = planted(0.3, 6_000)
    rows = matched(made)
    found = (rows["name"] == rows["name_own"]) | (rows["name_zh"] == rows["name_zh_own"])
    assert 0.35 < found.mean() < 0.65


def test_a_plain_matcher_finds_most_of_it(loose):
    """Within a county, the likest name is mostly the right one: the register can be matched."""
    own = loose.tables["organisations"]
    rows = matched(loose).filter(pl.col("region").is_not_null() & pl.col("name_zh").is_not_null())
    some = rows.filter(~pl.col("changes").list.contains("traditional")).head(400)
    right = 0
    for region, name, code in some.select("region", "name_zh", "organisation").iter_rows():
        near = own.filter(pl.col("region") == region)
        best = process.extractOne(name, near["name_zh"].to_list(), scorer=fuzz.ratio)
        right += best is not None and near["organisation"][best[2]] == code
    assert 0.7 < right / some.height < 0.98
