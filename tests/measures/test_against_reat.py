"""Against REAT and formulas written out: see tests/references/reat/README.md."""

import sys
from pathlib import Path

import numpy as np
import pytest

from jiqun import measures as m
from jiqun.tables import Counts, Plants

sys.path.insert(0, str(Path(__file__).parent))
from reference_tables import close, column, counts, read

pytestmark = pytest.mark.parametrize("name", ["firmsA", "firmsB"])


def plants_of(name):
    return Plants.from_frame(read("reat", f"{name}_firms"), employment="emp")


def test_plants(name):
    plants = plants_of(name)
    result = m.ellison_glaeser(plants)
    assert list(result.industries) == read("reat", f"{name}_EG")["industry"].to_list()

    def theirs(which):
        return column("reat", f"{name}_EG", which)

    close(result.values, theirs("gamma_reat"))
    close(result.values, theirs("gammaEG"))
    close(result.parts["raw"], theirs("G"))
    close(result.parts["herfindahl"], theirs("HHI"))
    close(result.parts["z"], theirs("z_reat"))
    np.testing.assert_array_equal(result.parts["plants"], theirs("K"))
    close(m.maurel_sedillot(plants).values, theirs("gammaMS"))


def test_coagglomeration(name):
    plants = plants_of(name)
    mean = read("reat", f"{name}_coagg_EGK_xMeanOfIndustries").to_numpy()
    total = read("reat", f"{name}_coagg_EGK_xTotalEmp").to_numpy()
    close(m.coagglomeration(plants).values, mean)
    close(m.coagglomeration(plants, variant="employment").values, total)
    close(m.coagglomeration(counts("reat", f"{name}_matrix")).values, mean)
    pairs = read("reat", f"{name}_coagg_pairs")
    result = m.coagglomeration(plants, variant="employment")
    at = {code: k for k, code in enumerate(result.industries)}
    ours = [result.values[at[i], at[j]] for i, j in zip(pairs["i"], pairs["j"], strict=True)]
    close(ours, pairs["EG97_gamma_c_pair"].to_numpy())
    close(ours, pairs["EGK2010_pair"].to_numpy())


def test_industries(name):
    table = counts("reat", f"{name}_matrix")

    def theirs(which):
        return column("reat", f"{name}_industry_measures", which)

    turned = Counts(
        regions=table.industries, industries=table.regions, values=table.values.T, unit="persons"
    )
    close(m.gini_of_quotients(table).values, theirs("gini_conc"))
    close(m.krugman(turned).values, theirs("krugman_conc"))
    close(m.hoover(table).values, theirs("hoover"))
    close(m.herfindahl(turned).values, theirs("herf"))
    close(m.gini(table).values, theirs("gini"))
    deviation = m.theil(table, variant="log-deviation").values
    np.testing.assert_array_equal(np.isnan(deviation), np.isnan(theirs("theil")))
    if np.isfinite(deviation).any():
        close(deviation[np.isfinite(deviation)], theirs("theil")[np.isfinite(deviation)])


def test_regions(name):
    table = counts("reat", f"{name}_matrix")
    turned = Counts(
        regions=table.industries, industries=table.regions, values=table.values.T, unit="persons"
    )

    def theirs(which):
        return column("reat", f"{name}_region_measures", which)

    close(m.gini_of_quotients(turned).values, theirs("gini_spec"))
    close(m.krugman(table).values, theirs("krugman_spec"))
    close(m.herfindahl(table).values, theirs("herf"))
    close(m.location_quotients(table).values, read("reat", f"{name}_LQ").to_numpy())
