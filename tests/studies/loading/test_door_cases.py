"""Small files that were once read wrongly or without a word, each with what is right."""

import pytest

from jiqun.core import InputError
from jiqun.studies import create_workspace, load_table
from jiqun.studies.loading import LoadOptions
from jiqun.workspace import Workspace

DATES, DRESSED, ZEROS = "02-date-codes", "24-dressed-codes", "01-leading-zeros"
COMMAS, FLAGS, ENCODINGS = "03-decimal-comma", "04-flags", "16-encoding"
NUMBERS = {("code-ruined", case) for case in ("truth", "digits", "decimal")}
#: Case, file, table -> the problems with it (code and case).
REFUSED = [
    (DATES, "industries_dates.xlsx", "industries", {("code-ruined", "date")}),
    (DATES, "industries_nov.csv", "industries", {("code-ruined", "date")}),
    (DATES, "i.csv", "industries", {("code-ruined", "date")}),
    (DATES, "i3.csv", "industries", {("code-ruined", "date")}),
    (DATES, "regions_e.csv", "regions", {("code-ruined", "exponent")}),
    (DATES, "r5.csv", "regions", {("code-ruined", "exponent")}),
    (DATES, "regions_e.xlsx", "regions", NUMBERS),
    (DATES, "r4.csv", "regions", NUMBERS),
    (DATES, "activity.xlsx", "activity", {("reference-unknown", "date")}),
    (DATES, "activity_nov.csv", "activity", {("reference-unknown", "date")}),
    (DATES, "year_date.xlsx", "activity", {("value-type", "date")}),
    (ZEROS, "activity.csv", "activity", {("reference-unknown", "")}),
    (ZEROS, "activity.xlsx", "activity", {("reference-unknown", "")}),
    (COMMAS, "de.csv", "activity", {("value-type", "comma")}),
    (COMMAS, "us.csv", "activity", {("value-type", "comma"), ("decimal-unclear", "comma")}),
    (COMMAS, "de_comma3.csv", "activity", {("decimal-unclear", "comma")}),
    (COMMAS, "de_thousands_point.csv", "activity", {("decimal-unclear", "point")}),
    (COMMAS, "ch.csv", "activity", {("value-type", "comma")}),
    (FLAGS, "bea.csv", "activity", {("value-type", "mark"), ("value-type", "")}),
    (FLAGS, "estat.csv", "activity", {("value-type", "flag"), ("value-type", "")}),
    (FLAGS, "miss.csv", "activity", {("value-type", "mark"), ("value-type", "")}),
    (FLAGS, "odd.csv", "activity", {("value-type", ""), ("value-range", "")}),
]  # fmt: skip
READ = [
    (DRESSED, "e.csv", "regions", {"code-dressed"}),
    (DRESSED, "y.csv", "regions", {"code-dressed"}),
    (DRESSED, "a.csv", "activity", {"code-dressed"}),
    (DRESSED, "b.csv", "activity", {"value-unseen", "code-dressed"}),
    (ZEROS, "regions.xlsx", "regions", {"code-zeros"}),
    (ENCODINGS, "gbk.csv", "regions", {"encoding-converted"}),
    (ENCODINGS, "big5.csv", "regions", {"encoding-converted"}),
]


@pytest.fixture
def place(cases, tmp_path):
    return cases, tmp_path


def load(place, case, file, table, **options):
    """Load a case's file into a workspace of what the case knows of regions and industries."""
    cases, tmp_path = place
    folder, ws = cases / case, create_workspace(tmp_path / "ws").path
    known = ["regions", "industries"] if table == "activity" else []
    for name in known:
        assert load_table(ws, table=name, file=folder / f"{name}.csv").commit
    if "mapping" in options:
        options["mapping"] = folder / options["mapping"]
    kept = LoadOptions(rejects=tmp_path / "rejects.csv")
    return ws, load_table(ws, table=table, file=folder / file, options=kept, **options)


def employment(ws):
    return Workspace.open(ws).frame("activity").sort("region", "industry")["employment"].to_list()


@pytest.mark.parametrize(("case", "file", "table", "problems"), REFUSED)
def test_refused_with_its_reason(place, case, file, table, problems):
    _, report = load(place, case, file, table)
    assert {(one.code, one.case) for one in report.problems} == problems
    assert report.commit is None


@pytest.mark.parametrize(("case", "file", "table", "cautions"), READ)
def test_read_with_a_caution(place, case, file, table, cautions):
    _, report = load(place, case, file, table)
    assert not report.problems and report.commit is not None
    assert {one.code for one in report.cautions} == cautions


def test_a_character_that_was_cut_is_refused_and_traditional_names_are_read(place):
    with pytest.raises(InputError, match="encoding-damaged"):
        load(place, ENCODINGS, "utf8_cut.csv", "regions")
    report = load_table(place[1] / "ws", table="regions", file=place[0] / ENCODINGS / "big5.csv")
    assert report.commit is not None
    names = Workspace.open(place[1] / "ws").frame("regions")["name_zh"].to_list()
    assert names == ["臺北市", "新北市"]


def test_codes_that_were_protected_are_what_they_protect(place):
    ws, _ = load(place, DRESSED, "e.csv", "regions")
    assert Workspace.open(ws).frame("regions")["region"].to_list() == ["01001", "06037"]


@pytest.mark.parametrize("file", ["activity.csv", "activity.xlsx"])
def test_lost_zeros_come_back_by_the_map(place, file):
    ws, report = load(place, ZEROS, file, "activity", mapping="m.toml")
    assert (report.accepted, report.problems) == (4, ())
    regions = Workspace.open(ws).frame("activity")["region"].to_list()
    assert sorted(regions) == ["01001", "01003", "06037", "48201"]


@pytest.mark.parametrize(
    ("file", "right"),
    [
        ("de.csv", [1.5, 2.25, 1234.5, 7.0]),
        ("de_comma3.csv", [1.234, 2.5, 12.345, 7.0]),
        ("de_thousands_point.csv", [1234.0, 2500.0, 12345.0, 7.0]),
        ("ch.csv", [1234.0, 1234.5, 1234.0, 1234.0]),
    ],
)
def test_a_decimal_comma_that_the_map_names_is_read(place, file, right):
    ws, report = load(place, COMMAS, file, "activity", mapping="m.toml")
    assert not report.problems and employment(ws) == right


@pytest.mark.parametrize("mapping", ["m.toml", "m3.toml"])
def test_what_is_not_withheld_stays(place, mapping):
    ws, _ = load(place, FLAGS, "bea.csv", "activity", mapping=mapping)
    assert employment(ws) == [None, None, None, 77.0]
    rows = Workspace.open(ws).frame("activity").sort("region", "industry")
    assert rows["withheld"].to_list() == [True, True, True, False]


def test_eurostat_flags_are_kept_by_a_named_option(place):
    mapping = place[1] / "m.toml"
    mapping.write_text(
        '[columns]\nemployment = { column = "employment", flags = ["b", "u", "c"] }\n'
        'withheld = { column = "employment", flags = ["c"] }\n'
    )
    ws, report = load(place, FLAGS, "estat.csv", "activity", mapping=mapping)
    assert [one.code for one in report.cautions] == ["flags-read"]
    assert employment(ws) == [12345.0, None, None, 77.0]
