"""Codes that change: worked cases, and a world of parcels of land as oracle."""

import polars as pl
import pytest

from jiqun.core import InputError
from jiqun.core.randomness import stream
from jiqun.tables import RegionChanges, earlier_on_basis, on_one_basis, told_changes, years_present

KINDS = {"region": pl.String, "successor": pl.String, "year": pl.Int64, "kind": pl.String,
         "weight": pl.Float64}  # fmt: skip


def changes(*rows, doubted=None):
    """Changes as (region, successor, year, kind[, weight])."""

    def frame(some):
        whole = [(*row, None)[:5] for row in some]
        return pl.DataFrame(whole, schema=KINDS, orient="row")

    return RegionChanges.from_frame(frame(rows), doubted=frame(doubted) if doubted else None)


def jobs(**years):
    """Rows by year: ``y2018={"a": 1}``."""
    listed = [(r, int(y[1:]), float(n)) for y, own in years.items() for r, n in own.items()]
    return pl.DataFrame(listed, schema=["region", "year", "jobs"], orient="row")


def based(rows, known):
    found = on_one_basis(rows, known, values=["jobs"])
    return {(r, y): n for r, y, n in found.select("region", "year", "jobs").iter_rows()}


def before(rows, known):
    found = earlier_on_basis(rows, known, values=["jobs"], by=[])
    return {(r, y): (n, s) for r, y, s, n in found.iter_rows()}


SHANNON = ("46113", "46102", 2015, "renumbered")
BEDFORD = ("51515", "51019", 2013, "merged")


def test_a_renumbered_county_is_the_same_county():
    rows = jobs(y2014={"46113": 80, "46033": 40}, y2016={"46102": 88, "46033": 44})
    assert based(rows, changes(SHANNON))["46102", 2014] == 80
    assert before(rows, changes(SHANNON)) == {("46102", 2016): (80, 2014)}


def test_a_city_merged_into_its_county_counts_in_both_years_though_the_publisher_is_late():
    rows = jobs(y2014={"51515": 20, "51019": 60}, y2016={"51019": 88})
    assert based(rows, changes(BEDFORD)) == {("51019", 2014): 80, ("51019", 2016): 88}
    assert before(rows, changes(BEDFORD)) == {("51019", 2016): (80, 2014)}


def test_laiwu_counts_for_jinan():
    rows = jobs(y2018={"370100": 100000, "371200": 40000}, y2019={"370100": 141000})
    known = changes(("371200", "370100", 2019, "merged"))
    assert based(rows, known)["370100", 2018] == 140000


def test_where_the_old_code_still_has_rows_nothing_is_moved():
    rows = jobs(y2013={"51515": 20, "51019": 60}, y2014={"51515": 21, "51019": 62})
    assert based(rows, changes(BEDFORD)) == {
        ("51515", 2013): 20, ("51019", 2013): 60, ("51515", 2014): 21, ("51019", 2014): 62,
    }  # fmt: skip
    assert before(rows, changes(BEDFORD)) == {}


def test_a_change_that_comes_later_explains_nothing():
    rows = jobs(y2009={"51515": 20, "51019": 60}, y2010={"51019": 62})
    assert before(rows, changes(BEDFORD)) == {}
    assert list(changes(BEDFORD).unexplained(years_present(rows))) == ["51515"]


def test_a_new_code_that_a_publisher_uses_early_is_followed():
    rows = jobs(y2010={"FR24": 5}, y2012={"FRB0": 6})
    assert based(rows, changes(("FR24", "FRB0", 2016, "renumbered"))) == {
        ("FRB0", 2010): 5, ("FRB0", 2012): 6,
    }  # fmt: skip


def test_a_code_can_change_twice():
    known = changes(("GR11", "EL11", 2010, "renumbered"), ("EL11", "EL51", 2013, "renumbered"))
    rows = jobs(y2008={"GR11": 5}, y2012={"EL11": 6}, y2016={"EL51": 7})
    assert based(rows, known) == {("EL51", 2008): 5, ("EL51", 2012): 6, ("EL51", 2016): 7}
    assert before(rows, known)["EL51", 2016] == (6, 2012)


def test_a_code_given_to_other_land_is_not_itself():
    """HR02 ended in 2013 and is another region since 2021."""
    known = changes(
        ("HR01", "HR04", 2013, "merged"), ("HR02", "HR04", 2013, "merged"),
        ("HR04", "HR02", 2021, "split"), ("HR04", "HR05", 2021, "split"),
    )  # fmt: skip
    rows = jobs(y2010={"HR01": 5, "HR02": 7}, y2022={"HR02": 6, "HR05": 8})
    assert before(rows, known) == {("HR02", 2022): (None, 2010), ("HR05", 2022): (None, 2010)}


SPLIT = [("02261", "02063", 2019, "split"), ("02261", "02066", 2019, "split")]


def test_what_is_split_in_unknown_shares_has_no_growth_and_the_sums_stay_whole():
    rows = jobs(y2018={"02261": 30, "x": 1}, y2019={"02063": 20, "02066": 12, "x": 2})
    assert before(rows, changes(*SPLIT)) == {
        ("02063", 2019): (None, 2018), ("02066", 2019): (None, 2018),
    }  # fmt: skip
    found = based(rows, changes(*SPLIT))
    assert found["02261", 2018] == 30
    assert ("02063", 2018) not in found


def test_shares_that_are_known_are_dealt_out():
    known = changes(*((*one, w) for one, w in zip(SPLIT, (0.6, 0.4), strict=True)))
    rows = jobs(y2018={"02261": 30}, y2019={"02063": 20, "02066": 12})
    found = based(rows, known)
    assert found["02063", 2018] == pytest.approx(18)
    assert found["02066", 2018] == pytest.approx(12)


CHAOHU = [("341400", to, 2011, "split") for to in ("340100", "340200", "340500")]


def test_cities_that_won_from_one_that_was_dissolved_stand_apart_before_and_after():
    rows = jobs(
        y2010={"341400": 7, "340100": 10, "340200": 5, "340500": 6, "340300": 3},
        y2011={"340100": 14, "340200": 7, "340500": 8, "340300": 3},
    )
    found = based(rows, changes(*CHAOHU))
    assert found["340100 (–2010)", 2010] == 10
    assert ("340100", 2010) not in found
    assert sum(n for (_, y), n in found.items() if y == 2010) == 31
    assert found["340300", 2010] == 3


BROOMFIELD = ("08013", "08014", 2001, "boundary")


def test_a_county_that_gave_land_away_is_not_compared_across_it():
    rows = jobs(
        y2000={"08013": 90}, y2001={"08013": 85, "08014": 9}, y2002={"08013": 86, "08014": 9}
    )
    found = before(rows, changes(BROOMFIELD))
    assert found["08013", 2001] == (None, 2000)
    assert found["08013", 2002] == (85, 2001)
    assert found["08014", 2001] == (None, 2000)
    shared = based(rows, changes((*BROOMFIELD, 0.1)))
    assert (shared["08014", 2000], shared["08013", 2000]) == (pytest.approx(9), pytest.approx(81))


def test_an_unknown_part_makes_the_whole_unknown():
    rows = jobs(y2014={"51515": 20, "51019": 60}, y2016={"51019": 88}).with_columns(
        jobs=pl.when(pl.col("region") == "51515").then(None).otherwise(pl.col("jobs"))
    )
    assert based(rows, changes(BEDFORD))["51019", 2014] is None
    assert before(rows, changes(BEDFORD))["51019", 2016] == (None, 2014)


def test_what_only_the_catalogue_knows_is_doubted_until_it_is_accepted():
    rows = jobs(y2014={"51515": 20, "51019": 60}, y2016={"51019": 88})
    doubted = changes(doubted=[BEDFORD])
    assert before(rows, doubted) == {("51019", 2016): (None, 2014)}
    own = changes(("51515", "51999", 2013, "merged"), doubted=[BEDFORD])
    assert before(rows, own) == {}, "what the workspace was told goes before it"
    itself = changes(("51515", "51515", 2013, "boundary"), doubted=[BEDFORD])
    assert before(rows, itself) == {}, "a code that goes to itself goes nowhere"
    same = jobs(y2014={"51515": 20, "51019": 60}, y2016={"51515": 21, "51019": 88})
    assert before(same, doubted) == {}


def test_years_are_told_with_what_became_of_each_code():
    rows = jobs(
        y2010={"a": 1, "b": 1, "c": 1, "d": 1, "f": 1}, y2020={"B": 1, "c": 1, "e": 1, "f": 1}
    )
    known = changes(("b", "B", 2015, "renumbered"), doubted=[("d", "f", 2015, "merged")])
    said = {one.code: one.values["shown"] for one in told_changes(known, years_present(rows))}
    assert said == {
        "regions-changed": ["b → B"],
        "regions-ended": ["d → f"],
        "regions-some-years": ["a (2010)", "e (2020)"],
    }
    assert all(
        one.said("en") and one.said("zh") for one in told_changes(known, years_present(rows))
    )


@pytest.mark.parametrize("seed", range(60))
def test_numbers_are_those_of_the_land(seed):
    """Whatever is given for a region in any year is the employment of its newest land then."""
    world = World(stream(seed=seed))
    truth, found = world.truth(), based(world.rows(), world.known())
    last = max(world.held)
    for region in world.held[last]:
        for year in world.held:
            assert found.get((region, year)) in (None, pytest.approx(truth[region, year])), region
    for year in world.held:
        whole = sum(n for (_, y), n in found.items() if y == year)
        assert whole == pytest.approx(sum(world.jobs[year].values()))
    if not world.splits:
        assert set(found) == set(truth)


@pytest.mark.parametrize("seed", range(60))
def test_the_year_before_is_that_of_the_land(seed):
    world = World(stream(seed=seed))
    for (region, year), (value, since) in before(world.rows(), world.known()).items():
        if value is not None:
            land = world.held[year][region]
            assert value == pytest.approx(sum(world.jobs[since][one] for one in land))


class World:
    """Parcels with jobs by year; regions hold parcels, and change by what the table tells."""

    def __init__(self, draw):
        self.splits, self.told, number = draw.random() < 0.5, [], 0
        held = {f"r{at}": frozenset({3 * at, 3 * at + 1, 3 * at + 2}) for at in range(6)}
        self.held, self.jobs = {}, {}
        for year in range(2000, 2006):
            for _ in range(draw.integers(0, 3) if year > 2000 else 0):
                number += 1
                held = self._change(draw, held, year, f"n{number}")
            self.held[year] = held
            self.jobs[year] = {one: float(draw.integers(1, 51)) for one in range(18)}

    def _change(self, draw, held, year, name):
        fresh = [
            one
            for one in sorted(held)
            if not any(row[2] == year and one in row[:2] for row in self.told)
        ]
        if len(fresh) < 2:
            return held
        old, other = (fresh[at] for at in draw.permutation(len(fresh))[:2])
        rest = {one: land for one, land in held.items() if one != old}
        kind = str(
            draw.choice(["renumbered", "merged", *(["split", "boundary"] if self.splits else [])])
        )
        if kind == "renumbered":
            self.told.append((old, name, year, kind, None))
            return rest | {name: held[old]}
        if kind == "merged":
            self.told.append((old, other, year, kind, None))
            return rest | {other: held[other] | held[old]}
        land = sorted(held[old])
        if len(land) < 2:
            return held
        if kind == "boundary":
            self.told.append((old, other, year, kind, None))
            return rest | {old: frozenset(land[1:]), other: held[other] | {land[0]}}
        self.told += [(old, name, year, kind, None), (old, other, year, kind, None)]
        return rest | {name: frozenset(land[1:]), other: held[other] | {land[0]}}

    def known(self):
        return changes(*self.told)

    def rows(self):
        listed = [
            (region, year, sum(self.jobs[year][one] for one in land))
            for year, held in self.held.items()
            for region, land in held.items()
        ]
        return pl.DataFrame(listed, schema=["region", "year", "jobs"], orient="row")

    def truth(self):
        newest = self.held[max(self.held)]
        return {
            (region, year): sum(self.jobs[year][one] for one in land)
            for region, land in newest.items()
            for year in self.held
        }


def test_years_are_named_in_stretches_of_those_that_the_data_have():
    every = {"a": 1}
    rows = jobs(y2010=every | {"b": 1}, y2012=every | {"b": 1}, y2014=every, y2016=every | {"b": 1})
    said = list(told_changes(changes(), years_present(rows)))
    assert said[0].values["shown"] == ["b (2010–2012, 2016)"]


@pytest.mark.parametrize(
    "rows",
    [
        [("a", "b", 2019, "split", 0.6), ("a", "c", 2019, "split", 0.6)],
        [("a", "b", 2019, "split", 0.6), ("a", "c", 2019, "split", 0.3)],
        [("a", "b", 2019, "boundary", 0.6), ("a", "c", 2019, "boundary", 0.6)],
    ],
)
def test_shares_that_do_not_add_to_one_are_refused(rows):
    with pytest.raises(InputError, match="change-shares"):
        changes(*rows)


def test_shares_may_be_rounded_unknown_or_of_a_part():
    changes(("a", "b", 2019, "split", 0.333), ("a", "c", 2019, "split", 0.666))
    changes(("a", "b", 2019, "split", 0.6), ("a", "c", 2019, "split"))
    changes(("a", "b", 2019, "boundary", 0.1))
