"""Several countries on the island: whole, in one piece each, and each with its own regions."""

import numpy as np
import polars as pl
import pytest
import shapely

from jiqun.core import InputError, catalogue
from jiqun.planted import COUNTRY, COUNTRY_ZH, economy, economy_plan
from jiqun.planted.ground import make_places
from jiqun.planted.ground.countries import REMOTE, grouped, thinned
from jiqun.planted.plans import BOUNDS, most_countries

NESTED = (("county", "city"), ("city", "province"), ("province", "country"))


@pytest.fixture(scope="module")
def island():
    return economy(economy_plan(establishments=8_000, seed=5, years=4, countries=4))


@pytest.fixture(scope="module")
def alone():
    return economy(economy_plan(establishments=8_000, seed=5, years=4))


def rows_of(made, level):
    rows = made.tables["regions"].filter(pl.col("level") == level)
    return rows, shapely.from_wkb(rows["geometry"].to_numpy())


def test_each_country_is_one_row_with_code_and_names_in_both_languages(island):
    rows, _ = rows_of(island, "country")
    assert rows["region"].to_list() == ["QS", "QM", "QN", "QO"]
    assert rows["parent"].null_count() == 4
    assert rows["name"].is_unique().all() and rows["name_zh"].is_unique().all()
    assert rows["name"].str.starts_with("Synthetic").all()
    assert rows["name_zh"].str.ends_with("(合成)").all()
    assert rows.row(0, named=True)["name"] == COUNTRY
    assert rows.row(0, named=True)["name_zh"] == COUNTRY_ZH


def test_no_country_bears_the_code_of_a_real_one():
    # ISO 3166-1 leaves QM to QZ to its users
    rows = catalogue("planted/countries.toml")["countries"]
    assert all("QM" <= row["code"] <= "QZ" for row in rows)
    assert len({row["code"] for row in rows}) == len(rows) == BOUNDS["countries"][1]


def test_countries_cover_the_island_and_are_unions_of_their_provinces(island):
    _, found = rows_of(island, "country")
    assert shapely.is_valid(found).all() and shapely.coverage_is_valid(found)
    for child, parent in NESTED:
        parts, shapes = rows_of(island, child)
        wholes, above = rows_of(island, parent)
        for code, whole in zip(wholes["region"], above, strict=True):
            own = shapes[(parts["parent"] == code).to_numpy()]
            assert shapely.equals(shapely.coverage_union_all(own), whole)


@pytest.mark.parametrize("level", ["city", "province", "economic-area", "country"])
def test_a_region_is_in_one_piece(island, level):
    # a lake's or a strait's lattice corner may touch: then a part has no neighbour by an edge
    _, found = rows_of(island, level)
    assert (shapely.get_num_geometries(found) == 1).all()


def test_economic_areas_never_cross_a_border(island):
    areas, shapes = rows_of(island, "economic-area")
    countries, nations = rows_of(island, "country")
    at = dict(zip(countries["region"], nations, strict=True))
    for code, parent, shape in zip(areas["region"], areas["parent"], shapes, strict=True):
        assert code.startswith(f"{parent}E")
        assert shapely.area(shapely.difference(shape, at[parent])) < 1e-9
    assert set(areas["parent"]) == set(countries["region"])


def test_codes_of_regions_begin_with_their_country(island):
    regions = island.tables["regions"]
    for child, _ in NESTED:
        rows = regions.filter(pl.col("level") == child)
        assert (rows["region"].str.slice(0, 2) == rows["parent"].str.slice(0, 2)).all()
    assert regions["region"].is_unique().all()


def test_countries_keep_counties_and_industries_where_they_were(island, alone):
    # the same coast, counties and cities; only what a border changes may change
    for table in ("industries", "categories"):
        assert island.tables[table].equals(alone.tables[table])
    named = ["node", "name", "industry"]  # who supplies a node at home is another matter
    one, many = (made.tables["chain_nodes"].select(named) for made in (alone, island))
    assert one.equals(many)
    one, many = (rows_of(made, "county")[0] for made in (alone, island))
    assert one["geometry"].to_list() == many["geometry"].to_list()
    assert one["name"].str.slice(0, 5).to_list() == many["name"].str.slice(0, 5).to_list()
    firms = [made.tables["organisations"].filter(kind="firm").height for made in (alone, island)]
    assert firms[0] == firms[1]


def test_sizes_fall_with_the_rank():
    shares = []
    for seed in range(6):
        places = make_places(economy_plan(establishments=100_000, seed=seed, countries=4))
        people = np.bincount(places.country, weights=places.population, minlength=4)
        shares.append(people / people.sum())
    mean = np.mean(shares, axis=0)
    # 1, 1/2, 1/3, 1/4 of 2.083; provinces are large pieces
    assert np.abs(mean - np.array([0.48, 0.24, 0.16, 0.12])).max() < 0.06


def test_fewer_people_live_at_a_border(island, alone):
    near = np.array([[0.0, 0.0], [1.0, 0.0], [400.0, 0.0]])
    left = thinned(np.full(3, 1 / 3), at=near, country=np.array([0, 1, 1]))
    assert left.sum() == pytest.approx(1)
    # one kilometre from the border, against four hundred: a third is missing
    assert left[1] / left[2] == pytest.approx(1 - REMOTE * np.exp(-1 / 25))
    # one country has no border: nothing moves
    even = np.full(3, 1 / 3)
    assert thinned(even, at=near, country=np.zeros(3, dtype=np.int64)) is even
    places = make_places(island.plan), make_places(alone.plan)
    ratio = places[0].land.density / places[1].land.density
    # the nearest cells' middles lie ten kilometres from the next country's
    assert 1 - REMOTE < ratio.min() / ratio.max() < 1 - 0.6 * REMOTE


def test_one_takes_what_is_next_to_it_whatever_the_order():
    # a ring of six, seeds on opposite sides: each country stays connected
    ring = np.array([[i, (i + 1) % 6] for i in range(6)])
    turn = np.arange(6) * np.pi / 3
    at = np.column_stack([np.cos(turn), np.sin(turn)])
    of = grouped(2, people=np.ones(6), middles=at, pairs=ring, seeds=np.array([0, 3]))
    assert np.bincount(of).tolist() == [4, 2]
    assert of[0] == 0 and of[3] == 1 and (of[1] == 0 or of[5] == 0)


@pytest.mark.parametrize("countries", [2, 4])
@pytest.mark.parametrize("seed", range(4))
def test_the_smallest_islands_hold_as_many_as_are_allowed(countries, seed):
    plan = economy_plan(establishments=1_000, seed=seed, regions=12, countries=countries)
    assert set(make_places(plan).country) == set(range(countries))


def test_more_countries_than_cities_are_refused():
    assert most_countries(71) == 7
    with pytest.raises(InputError) as told:
        economy_plan(establishments=20_000, seed=1, countries=8)
    (problem,) = told.value.problems
    assert problem.code == "plant-countries-regions"
    with pytest.raises(InputError) as told:
        economy_plan(establishments=20_000, seed=1, countries=13)
    assert [problem.code for problem in told.value.problems] == ["plant-countries"]


def test_the_title_says_that_there_are_neighbours(island, alone):
    assert alone.plan.title.en == COUNTRY
    assert island.plan.title.en == f"{COUNTRY} and neighbours (3)"
    assert "邻国（3个）" in island.origin.title and "countries=4" in island.origin.version


def test_what_is_national_stays_at_home(island):
    reached = island.tables["treatments"]["unit"]
    counties = island.tables["regions"].filter(pl.col("level") == "county")["region"]
    abroad = counties.filter(~counties.str.starts_with("QS"))
    assert reached.is_in(counties.implode()).any()
    assert not reached.is_in(abroad.implode()).any()
    firms = island.tables["organisations"].filter(pl.col("organisation").is_in(reached.implode()))
    assert firms.height > 20 and firms["region"].str.starts_with("QS").all()
    flows = island.tables["flows"]
    assert set(flows["from_region"]) == {"QS", "QM", "QN", "QO"} == set(flows["to_region"])


def test_few_members_of_a_cluster_are_across_a_border():
    made = economy(economy_plan(establishments=40_000, seed=2, years=3, countries=4))
    truth, places = made.truth, make_places(made.plan)
    home = truth["planted_clusters"].filter(pl.col("kind") != "virtual")
    firms = made.truth["planted_members"].join(home.select("cluster", "lon", "lat"), on="cluster")
    rows, shapes = rows_of(made, "country")
    seats = shapely.points(firms["lon"].to_numpy(), firms["lat"].to_numpy())
    inside = np.array([shapely.intersects(shape, seats) for shape in shapes]).argmax(axis=0)
    seat = rows["region"].gather(inside)
    across = firms["region"].str.slice(0, 2) != seat
    # a border cell counts a tenth: few, but some
    assert 0.0 < across.mean() < 0.03
    assert len(set(places.country)) == 4
