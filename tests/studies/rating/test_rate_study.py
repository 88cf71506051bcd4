"""Rating a file: every format, side by side, written out, refused."""

import polars as pl
import pytest

from jiqun.core import InputError, UnknownError, encode
from jiqun.studies.rating import RatePlan, compare_quotients, list_schemes, rate, rate_bytes

CSV = """region,category,traded,employment,establishments
w,a,yes,10,1
x,a,yes,20,2
y,a,yes,30,3
z,a,yes,40,4
w,b,yes,40,4
x,b,yes,30,3
y,b,yes,20,2
z,b,yes,10,1
"""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "cells.csv"
    path.write_text(CSV, encoding="utf-8")
    return path


def test_a_bare_csv(file):
    report = rate(file, RatePlan(scheme="us-cluster-mapping"))
    assert report.cells == 8
    rated = dict(
        zip(report.table["region"] + report.table["category"], report.table["rating"], strict=True)
    )
    # by hand: quotients 0.4, 0.8, 1.2, 1.6 a category
    assert [rated[k] for k in ("wa", "xa", "ya", "za")] == [
        "none", "qualifying", "significant", "strong10",
    ]  # fmt: skip
    assert sum(row.cells for row in report.counts) == 8


def test_side_by_side(file):
    report = rate(file, RatePlan(scheme="us-cluster-mapping", against=["eu-stars-2011"]))
    assert report.schemes == ("us-cluster-mapping", "eu-stars-2011")
    assert {"us-cluster-mapping_rating", "eu-stars-2011_rating"} <= set(report.table.columns)
    assert sum(row.cells for row in report.crossed) == 8


def test_it_encodes_for_every_face(file):
    answer = encode(rate(file, RatePlan(scheme="us-cluster-mapping")))
    assert len(answer["items"]) == 8
    assert answer["record"]["parameters"]["schemes"] == ["us-cluster-mapping"]


def test_ratings_among_few_and_on_ties_are_counted(file):
    for least, few in ((5, 8), (4, 0)):
        report = rate(file, RatePlan(scheme="us-cluster-mapping", least_peers=least))
        assert sum(row.few_peers for row in report.counts) == few
        assert report.table["peers"].to_list() == [4] * 8
        sent = rate_bytes(CSV.encode(), scheme="us-cluster-mapping", least_peers=least)
        assert encode(sent.counts) == encode(report.counts)
        noted = report.table["notes"].fill_null("").str.contains("tie").sum()
        assert sum(row.ties for row in report.counts) == noted


def test_what_is_alone_in_a_file_is_not_rated_and_says_so(tmp_path):
    path = tmp_path / "one.csv"
    path.write_text("\n".join(CSV.splitlines()[:5]), encoding="utf-8")
    report = rate(path, RatePlan(scheme="us-cluster-mapping"))
    # the only category shares out all jobs: its quotients are one everywhere
    assert report.table["quotient"].to_list() == [1.0] * 4
    assert [(row.rating, row.cells, row.missing) for row in report.counts if row.cells] == [
        (None, 4, ("peers",))
    ]


def test_bytes_are_rated_as_a_file_is(file):
    sent = encode(rate_bytes(CSV.encode(), scheme="us-cluster-mapping"))
    read = encode(rate(file, RatePlan(scheme="us-cluster-mapping")))
    assert sent == read
    assert sent["scheme"] == "us-cluster-mapping"


@pytest.mark.parametrize("data", [b"", b"region\na\n", b"\x00\x01", b"region;category\n"])
def test_bytes_that_are_no_table_of_cells_are_refused(data):
    with pytest.raises(InputError):
        rate_bytes(data, scheme="us-cluster-mapping")


def test_missing_quantities_are_a_caution_and_a_null(file):
    report = rate(file, RatePlan(scheme="eu-panorama"))
    assert report.table["rating"].null_count() == 8
    assert any("wage, growth" in str(caution) for caution in report.cautions)
    assert any(caution.code == "rules-from-memory" for caution in report.cautions)


def test_written_text_runs_in_no_spreadsheet(file, tmp_path):
    file.write_text(CSV.replace("\nw,", "\n=1+1,"), encoding="utf-8")
    to = tmp_path / "rated.csv"
    report = rate(file, RatePlan(scheme="us-cluster-mapping"), to=to)
    assert report.written == str(to)
    back = pl.read_csv(to)
    assert "'=1+1" in back["region"].to_list()
    assert len(back) == 8


def test_parquet_in_and_out(file, tmp_path):
    pl.read_csv(file).write_parquet(tmp_path / "cells.parquet")
    one = rate(
        tmp_path / "cells.parquet", RatePlan(scheme="us-cluster-mapping"), to=tmp_path / "r.parquet"
    )
    assert pl.read_parquet(tmp_path / "r.parquet").equals(one.table)


def test_a_table_rated_before_can_be_rated_again(file, tmp_path):
    rate(file, RatePlan(scheme="us-cluster-mapping"), to=tmp_path / "r.parquet")
    again = rate(tmp_path / "r.parquet", RatePlan(scheme="us-cluster-mapping"))
    assert again.table["rating"].null_count() == 0


def test_firms_are_rated_without_regions(tmp_path):
    path = tmp_path / "firms.csv"
    path.write_text(
        "organisation,niche_years,rd_spend,rd_intensity,srdi_score,revenue\n"
        "f,3,2000000,0.05,70,200000000\ng,1,2000000,0.05,70,20000000\n",
        encoding="utf-8",
    )
    report = rate(path, RatePlan(scheme="cn-srdi-ladder"))
    # the second fails the years of both steps; the first may be a little giant or not
    assert report.table["rating"].to_list() == [None, "none"]
    assert "debt_ratio" in report.table["missing"][0]


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"scheme": "cn-national-programmes"}, "scheme-words"),
        ({"scheme": "eu-stars-2011", "cutoffs": ["size"]}, "cutoff-form"),
        ({"scheme": "eu-stars-2011", "cutoffs": ["seize=1"]}, "cutoff-unknown"),
        ({"scheme": "eu-stars-2011", "published": True}, "published-unknown"),
        ({"scheme": "us-cluster-mapping", "published": True}, "published-unknown"),
        ({"scheme": "us-cluster-mapping", "to": "rated.docx"}, "export-kind"),
    ],
)
def test_refusals(file, options, code):
    options = dict(options)
    with pytest.raises(InputError) as told:
        rate(
            file, RatePlan(**{k: v for k, v in options.items() if k != "to"}), to=options.get("to")
        )
    assert told.value.problems[0].code == code


def test_an_unknown_scheme_and_a_missing_file_are_refused(file, tmp_path):
    with pytest.raises(UnknownError):
        rate(file, RatePlan(scheme="mine"))
    with pytest.raises(InputError):
        rate(tmp_path / "nothing.csv", RatePlan(scheme="us-cluster-mapping"))


def test_schemes_are_listed_with_their_evidence():
    found = {one["scheme"]: one for one in encode(list_schemes())}
    assert found["us-cluster-mapping"]["status"] == "code"
    assert found["eu-panorama"]["status"] == "recall"
    assert found["cn-national-programmes"]["computable"] is False
    assert encode(found)


@pytest.mark.data
def test_the_published_file_is_recognised(shared_data):
    path = shared_data / "us_cluster_mapping_results/uscmp_states_clusters.parquet"
    report = rate(path, RatePlan(scheme="us-cluster-mapping", published=True))
    traded = report.published.flags.filter(pl.col("kind") == "traded")
    assert traded["share"].to_list() == [1.0] * len(traded)


@pytest.mark.data
def test_printed_quotients(shared_data):
    path = shared_data / "us_employment/qcew_state_annual_2019_2020.parquet"
    answer = encode(compare_quotients(path))
    assert answer["reasons"]["unexplained"]["cells"] == 0
    assert answer["by_level"][0]["equal"] == 102


def refused(path, text, *, scheme="us-cluster-mapping", **options):
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as told:
        rate(path, RatePlan(scheme=scheme, **options))
    return told.value.problems


@pytest.mark.parametrize(
    ("was", "now", "shown"),
    [
        ("x,a,yes,20,2", "x,a,yes,9*,2", "'9*' in line 3"),
        ("x,a,yes,20,2", "x,a,yes,20,inf", "'inf' in line 3"),
        ("x,a,yes,20,2", "x,a,maybe,20,2", "'maybe' in line 3"),
        ("x,a,yes,20,2", "\ufeffx,a,yes,20,2", "'\\ufeffx' in line 3"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line(file, was, now, shown):
    told, *_ = refused(file, CSV.replace(was, now))
    assert told.code == "cells-type" and shown in told.told("en")
    assert "行" in told.told("zh")


def test_rows_that_cannot_be_read_are_told_and_nothing_is_rated(file):
    (told,) = refused(file, CSV.replace("x,a,yes,20,2", "x,a,yes,20,2,7,8"))
    assert told.code == "csv-ragged" and "line 3" in told.found
    assert refused(file, CSV.replace("traded", "region"))[0].code == "header-duplicate"


def test_numbers_are_read_as_the_loader_reads_them(file):
    file.write_text(CSV.replace("z,a,yes,40,4", 'z,a,yes,"４０",4'), encoding="utf-8")
    assert rate(file, RatePlan(scheme="us-cluster-mapping")).table["employment"][3] == 40


def test_a_year_with_a_fraction_is_none(file):
    text = CSV.replace("\n", ",2019.5\n").replace("establishments,2019.5", "establishments,year")
    assert [one.code for one in refused(file, text)] == ["cells-type"]


def firms():
    return next(one for one in list_schemes() if one.computable and one.subject == "organisation")


def test_firms_are_not_rated_from_words(file):
    scheme = firms()
    head = ",".join(["organisation", *scheme.quantities])
    row = ",".join(["f", *("9*" for _ in scheme.quantities)])
    found = refused(file, f"{head}\n{row}\n", scheme=scheme.scheme)
    assert {one.code for one in found} == {"cells-type"} and len(found) == len(scheme.quantities)
    assert "'9*' in line 2" in found[0].found


def test_cautions_of_the_reader_are_passed_on(file):
    file.write_bytes(CSV.replace("\nw,", "\n区,").encode("gb18030"))
    report = rate(file, RatePlan(scheme="us-cluster-mapping"))
    assert "encoding-converted" in [one.code for one in report.cautions]


@pytest.mark.parametrize(("was", "now"), [(",2.0", ",x"), ("01000,0", "01000,0.5")])
def test_printed_quotients_are_not_checked_in_words(file, was, now):
    head = (
        "area_fips,own_code,industry_code,agglvl_code,year,disclosure_code,lq_disclosure_code,"
        "annual_avg_emplvl,lq_annual_avg_emplvl\n"
    )
    row = "01000,0,10,50,2019,,,7,2.0\n"
    file.write_text(head + row, encoding="utf-8")
    assert compare_quotients(file).printed == 1
    file.write_text(head + row.replace(was, now), encoding="utf-8")
    with pytest.raises(InputError) as told:
        compare_quotients(file)
    (problem,) = told.value.problems
    assert problem.code == "cells-type" and "in line 2" in problem.found


def test_printed_quotients_are_not_checked_in_a_broken_file(file):
    file.write_text("area_fips,own_code\n1,2,3,4\n", encoding="utf-8")
    with pytest.raises(InputError, match="csv-ragged"):
        compare_quotients(file)
