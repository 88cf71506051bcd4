"""What regions are compared with: their own sum by name, or a reference from outside."""

import numpy as np
import polars as pl
import pytest

from jiqun.core import InputError, UnknownError
from jiqun.studies import Choices, Given, measure

REGIONS = """region,name,name_zh,level,parent
N,Nation,国家,country,
P,Prov,某省,province,N
A,Alpha,甲市,city,P
B,Beta,乙市,city,P"""
INDUSTRIES = "industry,system\nX,own\nY,own\nZ,own"
ROWS = """region,industry,year,employment
N,X,2020,1000
N,Y,2020,9000
A,X,2020,60
A,Y,2020,40
B,X,2020,20
B,Y,2020,80"""


def found(given, id="location-quotient", **options):
    result = measure(id, given=given, choices=Choices(options=options))
    rows = result.to_frame()
    labels = [name for name in ("year", "region", "industry") if name in rows.columns]
    return {row[:-1]: row[-1] for row in rows.select(*labels, "value").iter_rows()}, result


def of(path, **reading):
    return Given(workspace=path, reading=reading)


def test_the_nations_own_row_is_the_reference(built):
    path = built(REGIONS, INDUSTRIES, ROWS)
    quotients, result = found(of(path, compare_with="N"))
    # by hand: shares .6 and .2 of X over the nation's .1; .4 and .8 of Y over its .9
    wanted = {("A", "X"): 6.0, ("B", "X"): 2.0, ("A", "Y"): 0.4 / 0.9, ("B", "Y"): 0.8 / 0.9}
    assert quotients == {key: pytest.approx(value) for key, value in wanted.items()}
    assert result.record.parameters["base"] == {
        "en": "Nation (N), given as the reference",
        "zh": "国家（N），作为指定参照",
    }
    assert "Nation (N)" in result.explain("en")
    assert "国家（N）" in result.explain("zh")
    assert (result.low <= result.values).all()


def test_the_base_is_named_and_never_national_unless_it_is(built):
    path = built(REGIONS, INDUSTRIES, ROWS)
    quotients, result = found(of(path))
    assert quotients["A", "X"] == pytest.approx(0.6 / 0.4)
    base = result.record.parameters["base"]
    assert base["en"] == "the 2 prefecture-level cities of Prov"
    assert base["zh"] == "某省的 2 个地级市"
    (caution,) = result.record.cautions
    assert caution.code == "reference-there"
    assert "--reference N" in caution.said("en")


def test_a_part_of_a_provinces_cities_is_called_a_part(built):
    more = REGIONS + "\nC,Gamma,丙市,city,P"
    _, result = found(of(built(more, INDUSTRIES, ROWS)))
    assert result.record.parameters["base"]["en"] == ("2 of the 3 prefecture-level cities of Prov")


def test_a_measure_that_compares_with_nothing_names_no_base(built):
    path = built(REGIONS, INDUSTRIES, ROWS)
    _, result = found(of(path), "herfindahl")
    assert "base" not in result.record.parameters
    assert not result.record.cautions
    with pytest.raises(InputError) as told:
        found(of(path, compare_with="N"), "herfindahl")
    assert [one.code for one in told.value.problems] == ["reference-unused"]


def test_an_unknown_reference_is_refused(built):
    path = built(REGIONS, INDUSTRIES, ROWS)
    with pytest.raises(UnknownError) as told:
        found(of(path, compare_with="nowhere"))
    assert [one.code for one in told.value.problems] == ["base-unknown"]


def test_industries_of_the_nation_alone_belong_to_the_whole(built):
    path = built(REGIONS, INDUSTRIES, ROWS + "\nN,Z,2020,10000")
    quotients, _ = found(of(path, compare_with="N"))
    assert quotients["A", "X"] == pytest.approx(0.6 / 0.05)
    assert quotients["A", "Z"] == 0.0
    unlike, _ = found(of(path, compare_with="N"), "krugman")
    assert unlike[("A",)] == pytest.approx(abs(0.6 - 0.05) + abs(0.4 - 0.45) + 0.5)


def test_an_industry_that_the_reference_lacks_is_refused(built):
    path = built(REGIONS, INDUSTRIES, ROWS + "\nA,Z,2020,5")
    with pytest.raises(InputError) as told:
        found(of(path, compare_with="N"))
    assert [one.code for one in told.value.problems] == ["reference-industries"]
    assert "Z" in str(told.value)


def test_a_withheld_number_of_the_nation_makes_the_quotient_unknown(built):
    quotients, _ = found(of(built(REGIONS, INDUSTRIES, ROWS.replace("N,X,2020,1000", "N,X,2020,")),
                            compare_with="N"))  # fmt: skip
    assert np.isnan(list(quotients.values())).all()  # the nation's total is unknown as well


def test_a_withheld_cell_leaves_other_regions_their_quotients(built):
    rows = ROWS.replace("A,X,2020,60", "A,X,2020,")
    quotients, _ = found(of(built(REGIONS, INDUSTRIES, rows), compare_with="N"))
    assert np.isnan([quotients["A", "X"], quotients["A", "Y"]]).all()
    assert quotients["B", "X"] == pytest.approx(2.0)


def test_the_nation_may_go_deeper_than_its_regions(built):
    industries = "industry,system,parent\nX,own,\nX1,own,X\nX2,own,X\nY,own,"
    rows = ROWS + "\nN,X1,2020,600\nN,X2,2020,400"
    quotients, _ = found(of(built(REGIONS, industries, rows), compare_with="N"))
    assert quotients["A", "X"] == pytest.approx(6.0)
    assert {industry for _, industry in quotients} == {"X", "Y"}


def test_a_province_without_rows_of_its_own_is_the_sum_of_its_cities(built):
    rows = "\n".join(line for line in ROWS.splitlines() if not line.startswith("N"))
    quotients, result = found(of(built(REGIONS, INDUSTRIES, rows), compare_with="P"))
    assert quotients["A", "X"] == pytest.approx(1.5)
    assert result.record.parameters["base"]["en"] == "Prov (P), given as the reference"


def test_every_year_has_its_own_reference(built):
    later = """
N,X,2021,2000
N,Y,2021,8000
A,X,2021,70
A,Y,2021,30
B,X,2021,20
B,Y,2021,80"""
    path = built(REGIONS, INDUSTRIES, ROWS + later)
    parts = measure("shift-share", given=of(path, compare_with="N")).parts
    # by hand: the nation did not grow; X doubled there, Y fell by a ninth
    np.testing.assert_allclose(parts["national"], [0, 0], atol=1e-12)
    np.testing.assert_allclose(parts["mix"], [60 - 40 / 9, 20 - 80 / 9])
    entered, _ = found(of(path, compare_with="N"), "entry")
    assert entered["A", "Y"] == 0.0


def test_the_record_tells_one_reference_from_another(built):
    path = built(REGIONS, INDUSTRIES, ROWS)
    digests = {
        measure("location-quotient", given=of(path, compare_with=code)).record.inputs["counts"]
        for code in ("N", "P", None)
    }
    assert len(digests) == 3


@pytest.fixture
def files(tmp_path):
    def write(**texts):
        made = {}
        for name, text in texts.items():
            made[name] = tmp_path / f"{name}.csv"
            made[name].write_text(text, encoding="utf-8")
        return made

    return write


LONG = "region,industry,value\nA,X,60\nA,Y,40\nB,X,20\nB,Y,80\n"


def test_a_row_of_the_file_is_the_reference(files):
    made = files(counts=LONG + "N,X,1000\nN,Y,9000\n")
    quotients, result = found(Given(data=made, reading={"compare_with": "N"}))
    assert quotients["A", "X"] == pytest.approx(6.0)
    assert {region for region, _ in quotients} == {"A", "B"}
    assert "N, given as the reference" in result.explain("en")


def test_a_file_of_its_own_is_the_reference(files, built):
    made = files(counts=LONG, nation="industry,value\nX,1000\nY,9000\n")
    given = Given(data={"counts": made["counts"]}, reading={"compare_with": str(made["nation"])})
    assert found(given)[0]["B", "X"] == pytest.approx(2.0)
    path = built(REGIONS, INDUSTRIES, ROWS)
    same, result = found(of(path, compare_with=str(made["nation"])))
    assert same["B", "X"] == pytest.approx(2.0)
    assert result.record.parameters["base"]["en"] == "nation.csv, given as the reference"


def test_a_wide_files_sum_is_named(files):
    made = files(counts="region,X,Y\nA,60,40\nB,20,80\n")
    _, result = found(Given(data=made))
    assert result.record.parameters["base"]["en"] == "the 2 regions of counts.csv"


def test_a_panel_needs_a_reference_of_every_year(files):
    rows = "region,industry,year,value\nA,X,2019,6\nA,Y,2019,4\nA,X,2020,7\nA,Y,2020,3\n"
    nation = "industry,year,value\nX,2019,10\nY,2019,90\nX,2020,20\nY,2020,80\n"
    made = files(counts=rows, nation=nation, bare="industry,value\nX,10\nY,90\n")
    given = Given(data={"counts": made["counts"]}, reading={"compare_with": str(made["nation"])})
    quotients, _ = found(given)
    assert quotients[2019, "A", "X"] == pytest.approx(6.0)
    assert quotients[2020, "A", "X"] == pytest.approx(3.5)
    with pytest.raises(InputError) as told:
        found(Given(data={"counts": made["counts"]}, reading={"compare_with": str(made["bare"])}))
    assert [one.code for one in told.value.problems] == ["reference-years"]


def test_results_with_a_base_come_back_equal(files):
    made = files(counts=LONG)
    result = measure("location-quotient", given=Given(data=made))
    again = type(result).from_frame(result.to_frame(), result.record)
    assert again == result
    assert isinstance(result.to_frame(), pl.DataFrame)
