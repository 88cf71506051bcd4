"""Small inputs that were once not answered, with what is right: refused, or read and doubted."""

import pytest

from jiqun.core import LANGUAGES, InputError
from jiqun.studies import create_workspace, load_table
from jiqun.workspace import Workspace

#: File -> table, and the code under which it is refused.
REFUSED = {
    "cell_140k.csv": ("regions", "value-long"),
    "g018_deepgc.geojson": ("regions", "file-limit"),
    "g0409_features.geojson": ("regions", "file-broken"),
    "no_header_matches.csv": ("activity", "columns-none"),
    "onecolumn.csv": ("regions", "column-missing"),
    "p303_struct.parquet": ("activity", "column-kind"),
    "p305_dt.parquet": ("activity", "column-kind"),
    "p320_badwkb.parquet": ("regions", "geo-shape"),
    "p3300_geo.parquet": ("regions", "file-broken"),
    "parent_cycle_regions.csv": ("regions", "parent-cycle"),
    "t50_deep400.topojson": ("regions", "file-limit"),
    "v000_emp.csv": ("activity", "value-range"),
    "x006_farcorner.xlsx": ("activity", "sheet-extent"),
    "x046_badref.xlsx": ("activity", "file-broken"),
    "x_far200_8GB.xlsx": ("activity", "sheet-extent"),
}
#: File -> table, and the caution with which it is read.
READ = {
    "c054_mixedeol.csv": ("activity", "line-ends"),
    "c071_leading_junk.csv": ("activity", "header-found"),
    "g004_emptycoords.geojson": ("regions", "geo-empty"),
    "title_above.csv": ("regions", "header-found"),
}
#: 50,000 vertices whose edges cross.
ZIGZAG = "g070_spiky.geojson"
#: Column map -> the code under which it is refused beside a good file.
MAPS = {
    "delimiter_quote.toml": "map-value",
    "encoding_undefined.toml": "map-value",
    "m26.toml": "map-nested",
}


@pytest.fixture
def workspace(tmp_path):
    return create_workspace(tmp_path / "ws").path


def asked(workspace, table, file, tmp_path, **further):
    """Give the problems and cautions of a load, raised or reported, and whether it loaded."""
    from jiqun.studies.loading import LoadOptions

    kept = LoadOptions(rejects=tmp_path / "rejects.csv")
    try:
        report = load_table(workspace, table=table, file=file, options=kept, **further)
    except InputError as err:
        return err.problems, (), False
    return report.problems, report.cautions, report.commit is not None


def told(problems, code):
    assert code in {one.code for one in problems}
    for lang in LANGUAGES:
        assert all(one.said(lang).found and one.said(lang).fix for one in problems)


@pytest.mark.parametrize(("name", "right"), REFUSED.items(), ids=REFUSED)
def test_it_is_refused_with_a_remedy(name, right, workspace, hostile_cases, tmp_path):
    table, code = right
    problems, _, loaded = asked(workspace, table, hostile_cases / name, tmp_path)
    told(problems, code)
    assert not loaded
    assert not Workspace.open(workspace).has(table)


@pytest.mark.parametrize(("name", "right"), READ.items(), ids=READ)
def test_it_is_read_and_doubted(name, right, workspace, hostile_cases, tmp_path):
    table, code = right
    problems, cautions, loaded = asked(workspace, table, hostile_cases / name, tmp_path)
    told(cautions, code)
    assert loaded, problems


@pytest.mark.parametrize(("name", "code"), MAPS.items(), ids=MAPS)
def test_a_map_is_refused_with_a_remedy(name, code, workspace, hostile_cases, tmp_path):
    good = tmp_path / "regions.csv"
    good.write_text("region,level\na,county\n", encoding="utf-8")
    problems, _, loaded = asked(workspace, "regions", good, tmp_path, mapping=hostile_cases / name)
    told(problems, code)
    assert not loaded


def test_a_zigzag_is_mended_or_refused_in_bounded_time(workspace, hostile_cases, tmp_path):
    """Which of the two hangs on how busy the machine is; both are told."""
    problems, cautions, loaded = asked(workspace, "regions", hostile_cases / ZIGZAG, tmp_path)
    told(cautions if loaded else problems, "geo-repaired" if loaded else "geo-repair")
    assert Workspace.open(workspace).has("regions") == loaded


def test_none_is_left_out(hostile_cases):
    there = {path.name for path in hostile_cases.iterdir()} - {"README.md", "evil.pending.json"}
    assert there <= {*REFUSED, *READ, *MAPS, ZIGZAG}
