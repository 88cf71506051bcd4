"""The whole country: every table passes the door, chance is divided, nothing looks real."""

import hashlib
import io
import re

import numpy as np
import polars as pl
import pytest

from jiqun.core import InputError, stream
from jiqun.planted import COUNTRY, COUNTRY_ZH, economy, economy_plan
from jiqun.planted.ground import scrambled, spelled
from jiqun.tables import schemas, validate

CHINESE = re.compile(r"[一-鿿]")


def known_of(tables):
    return {
        (name, column): frame[column] for name, frame in tables.items() for column in frame.columns
    }


#: A planted country has one currency's unchanged prices, and regions that keep their codes; its
#: flows name industries, so that no sectors need be told, and nobody's occupation is counted.
UNPLANTED = {"deflators", "region_changes", "industry_sectors", "occupations"}


@pytest.mark.parametrize("name", sorted(set(schemas()) - UNPLANTED))
@pytest.mark.parametrize("size", ["small", "country"])
def test_every_table_passes_the_door(name, size, request):
    tables = request.getfixturevalue(size).tables
    checked = validate(tables[name], schemas()[name], known=known_of(tables))
    assert checked.problems == () and checked.cautions == ()
    assert checked.accepted.height == tables[name].height > 0


def test_what_the_schema_cannot_check_refers_to_something(country):
    t = country.tables
    units = pl.concat([t["regions"]["region"], t["organisations"]["organisation"]])
    assert t["indicators"]["unit"].is_in(units.implode()).all()
    assert t["treatments"]["unit"].is_in(units.implode()).all()
    kinds = {
        "region": t["regions"]["region"],
        "industry": t["industries"]["industry"],
        "organisation": t["organisations"]["organisation"],
    }
    for (kind,), rows in t["members"].group_by("kind"):
        assert rows["member"].is_in(kinds[kind].implode()).all()
    applicants = t["patents"]["applicants"].explode()
    assert applicants.is_in(t["organisations"]["organisation"].implode()).all()


def digest(frame):
    buffer = io.BytesIO()
    frame.write_parquet(buffer)
    return hashlib.sha256(buffer.getvalue()).hexdigest()


def test_the_same_seed_gives_the_same_bytes(small):
    again = economy(economy_plan(establishments=2_000, seed=3, years=6))
    for kind in ("tables", "papers", "truth"):
        first, second = getattr(small, kind), getattr(again, kind)
        assert {n: digest(f) for n, f in first.items()} == {n: digest(f) for n, f in second.items()}


def test_another_seed_gives_another_country(small):
    other = economy(economy_plan(establishments=2_000, seed=4, years=6))
    same = [name for name in small.tables if small.tables[name].equals(other.tables[name])]
    # the lists of classes and of programmes are the same everywhere
    assert set(same) <= {"industries", "programmes"}


def test_one_part_does_not_touch_the_chance_of_another(small):
    other = economy(economy_plan(establishments=2_000, seed=3, years=6, withheld=0.3))
    changed = {n for n in small.tables if not small.tables[n].equals(other.tables[n])}
    assert changed == {"activity"}
    tidy = economy(economy_plan(establishments=2_000, seed=3, years=6, spelling=0.0))
    assert all(tidy.tables[name].equals(small.tables[name]) for name in small.tables)
    assert tidy.papers["documents"].equals(small.papers["documents"])
    assert not tidy.papers["other_register"].equals(small.papers["other_register"])
    fewer = economy(economy_plan(establishments=2_000, seed=3, years=6, clusters=6))
    # a node's self-sufficiency follows the firms that there are, nothing else of a chain does
    firms = ["self_sufficiency", "import_share"]
    for name in ("regions", "region_parents", "industries", "categories", "chain_nodes"):
        one, other = (made.tables[name].drop(firms, strict=False) for made in (fewer, small))
        assert one.equals(other), name


@pytest.mark.parametrize("language", ["name", "name_zh"])
@pytest.mark.parametrize("table", ["regions", "industries", "organisations", "programmes"])
def test_names_are_unique_in_each_language(country, table, language):
    names = country.tables[table][language]
    assert names.null_count() == 0
    # two trades of one name may be a group and a class; codes are then different levels
    assert names.is_duplicated().sum() == 0, names.filter(names.is_duplicated()).to_list()[:4]
    in_chinese = [bool(CHINESE.search(name)) for name in names.head(500)]
    assert all(in_chinese) if language == "name_zh" else not any(in_chinese)


def test_planted_clusters_have_names_of_their_own(country):
    truth = country.truth["planted_clusters"]
    for language in ("name", "name_zh"):
        assert truth[language].is_unique().all()


def test_nobody_mistakes_it_for_a_real_country(country):
    assert country.origin.synthetic
    assert "Synthetic" in COUNTRY and "合成" in COUNTRY_ZH
    nation = country.tables["regions"].filter(pl.col("level") == "country")
    assert nation["name"].to_list() == [COUNTRY]
    # the open Indian Ocean: no land within these bounds
    for table in ("regions", "organisations"):
        frame = country.tables[table]
        assert frame["lon"].is_between(79.0, 95.0).all()
        assert frame["lat"].is_between(-36.0, -15.0).all()


def test_no_county_bears_the_name_of_a_real_one(shared_data, country):
    real = pl.read_csv(shared_data / "china" / "admin_areas.csv", infer_schema=False)
    names = pl.concat([real[column] for column in real.columns]).drop_nulls()
    stems = country.tables["regions"].filter(pl.col("level") == "county")["name_zh"].str.slice(0, 2)
    assert not names.str.slice(0, 2).is_in(stems.implode()).any()


test_no_county_bears_the_name_of_a_real_one = pytest.mark.data(
    test_no_county_bears_the_name_of_a_real_one
)


@pytest.mark.parametrize("size", [1_000, 10_000])
def test_it_has_the_size_asked_for(size):
    made = economy(economy_plan(establishments=size, seed=1, years=3))
    organisations = made.tables["organisations"]
    assert organisations.filter(pl.col("kind") == "firm").height == size
    assert set(organisations["kind"]) >= {"firm", "university", "financier", "agency"}


def test_sizes_can_be_chosen():
    made = economy(
        economy_plan(establishments=3_000, seed=1, regions=40, industries=60, years=4, clusters=9)
    )
    levels = dict(made.tables["regions"].group_by("level").len().rows())
    assert levels["county"] == 40
    classes = made.tables["industries"].filter(pl.col("level") == "class")
    assert classes.height == 60
    assert made.tables["activity"]["year"].unique().sort().to_list() == [2021, 2022, 2023, 2024]
    assert made.truth["planted_clusters"].height == 9


@pytest.mark.parametrize(
    "options",
    [
        {"regions": 1_500, "industries": 24},  # more cities than a frame's types are guessed from
        {"regions": 12, "industries": 218},
        {"clusters": 1},
        {"clusters": 400},
        {"years": 30},
        {"years": 30, "clusters": 1, "seed": 445_018, "countries": 2},  # years without a member
        {"regions": 200, "industries": 24, "clusters": 200, "weaknesses": 1.0, "countries": 2},
        {"turbulence": 2.0, "hidden": 0.5, "hidden_ties": 0.9, "breaks": 5, "years": 8},
        {"turbulence": 0.0, "noise": 1.0, "agencies": 1.0, "spelling": 1.0, "selection": 3.0},
    ],
    ids=str,
)
def test_unusual_shapes_pass_the_door_too(options):
    made = economy(economy_plan(**({"establishments": 3_000, "seed": 1, "years": 3} | options)))
    for name, frame in made.tables.items():
        assert validate(frame, schemas()[name], known=known_of(made.tables)).problems == (), name


def test_names_go_on_where_three_syllables_are_used_up():
    edge = 144**3
    windows = [
        scrambled(2_000, start=start, rng=stream(seed=1, name="names"))
        for start in (0, edge - 1_000, 2 * edge, 3 * edge - 1_000)
    ]
    some = np.concatenate(windows)
    assert len(np.unique(some)) == len(some)
    names = spelled(some)
    assert names.en.n_unique() == names.zh.n_unique() == len(some)
    assert set(names.zh.str.len_chars().head(3_000)) == {3}
    assert set(names.zh.str.len_chars().tail(5_000)) == {4}
    assert names.en.str.contains(r"^[A-Z][a-z]+$").all()


def test_what_cannot_be_planted_is_refused_at_once():
    with pytest.raises(InputError) as told:
        economy(economy_plan(establishments=10, seed=-1, noise=2.0, years=1))
    codes = {problem.code for problem in told.value.problems}
    assert codes >= {"plant-establishments", "plant-seed", "plant-noise", "plant-years"}


def test_progress_is_told():
    steps = []
    economy(
        economy_plan(establishments=1_000, seed=1, years=3),
        progress=lambda *told: steps.append(told),
    )
    assert [done for step, done, _ in steps if step == "activity"] == [0, 1, 2]
    assert steps[-1][1] == steps[-1][2]
