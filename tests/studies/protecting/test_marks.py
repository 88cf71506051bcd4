"""The mark: whatever happens to it, nobody without the right is shown confidential numbers."""

import json

import pytest

from jiqun.core import DamageError, InputError
from jiqun.studies import protect, protection, undo, unprotect, view
from jiqun.studies.protecting import ProtectPlan, read_mark
from jiqun.workspace import Workspace

MARK = "protection.json"


def test_readers_are_shown_the_twin_and_others_the_workspace(own):
    assert view(own, confidential=True) == own
    assert view(own, confidential=False).parent == own / "protected"


def test_a_workspace_without_a_mark_is_open(register):
    assert view(register, confidential=False) == register
    assert protection(register, confidential=False).protected is False


@pytest.mark.parametrize("text", [
    "", "{}", "[]", "null", '{"build": "../..", "plan": {}}', "x" * 2**21, "\ud800",
    '{"plan": {"threshold": "all"}}',
])  # fmt: skip
def test_a_mark_that_is_not_what_was_written_shows_nothing(own, text):
    (own / MARK).write_text(text, encoding="utf-8", errors="surrogatepass")
    with pytest.raises(DamageError) as told:
        view(own, confidential=False)
    assert told.value.problems[0].code == "protection-damaged"
    assert view(own, confidential=True) == own


def test_a_mark_that_is_gone_while_twins_are_there_shows_nothing(own):
    (own / MARK).unlink()
    with pytest.raises(DamageError):
        view(own, confidential=False)


def test_a_link_is_no_mark_and_no_twin(own, tmp_path):
    text = (own / MARK).read_text(encoding="utf-8")
    (tmp_path / "other.json").write_text(text, encoding="utf-8")
    (own / MARK).unlink()
    (own / MARK).symlink_to(tmp_path / "other.json")
    with pytest.raises(DamageError):
        view(own, confidential=False)


def test_a_twin_elsewhere_is_none(own):
    build = json.loads((own / MARK).read_text(encoding="utf-8"))["build"]
    twin = own / "protected" / build
    twin.rename(own / "protected" / "moved")
    twin.symlink_to(own)
    with pytest.raises(DamageError):
        view(own, confidential=False)


def test_no_undo_takes_the_mark_off(own):
    undo(own, to=1)
    assert read_mark(own) is not None
    told = protection(own, confidential=True)
    assert told.stale
    assert told.command == f"jiqun protect {own.name}"


def test_a_change_makes_it_stale_and_protecting_again_brings_it_up_to_date(own):
    before = view(own, confidential=False)
    assert not protection(own, confidential=False).stale
    ws = Workspace.open(own)
    rows = ws.frame("activity")
    with ws.transaction() as t:
        t.put("activity", rows.head(len(rows) - 5), origins=ws.origins("activity"), mode="replace")
    told = protection(own, confidential=False)
    assert told.stale
    assert told.command is None  # who may not, is not told to
    assert view(own, confidential=False) == before
    report = protect(own)
    assert report.protection.rules.dominance_percent == 85.0
    assert view(own, confidential=False) != before
    assert not protection(own, confidential=False).stale


def test_what_was_withheld_is_withheld_again_rather_than_other_cells(own):
    first = Workspace.open(view(own, confidential=False)).frame("activity")
    protect(own)
    again = Workspace.open(view(own, confidential=False)).frame("activity")
    assert (first["protected"] & ~again["protected"]).sum() <= 0.02 * first["protected"].sum()
    assert (again["protected"] & ~first["protected"]).sum() == 0


def test_taking_the_mark_off_shows_all(own):
    assert unprotect(own)
    assert view(own, confidential=False) == own
    assert not unprotect(own)
    assert not (own / "protected").exists()


def test_a_dry_run_changes_nothing(register):
    before = sorted(path for path in register.rglob("*"))
    report = protect(register, dry_run=True)
    assert not report.done
    assert report.protection.withheld > 0
    assert sorted(path for path in register.rglob("*")) == before


def test_to_withhold_most_of_it_has_to_be_asked_for(own):
    with pytest.raises(InputError) as told:
        protect(own, ProtectPlan(threshold=25, p=None))
    found = told.value.problems[0]
    assert found.code == "protect-heavy"
    assert found.values["withheld"] > found.values["cells"] / 2
    assert read_mark(own).plan.threshold == 3  # what stood, stands


def test_who_may_not_know_is_not_told_what_helps_to_compute(own):
    told = protection(own, confidential=False)
    assert {one.primary for one in told.losses} == {None}
    assert {one.shown_share for one in told.losses} == {None}
    assert (told.rules.threshold, told.rules.p_percent) == (None, None)
    assert told.cautions == ()
    known = protection(own, confidential=True)
    assert known.rules.threshold == 3
    assert sum(one.primary + one.secondary for one in known.losses) == told.withheld


def test_without_contributors_nothing_can_be_judged(tmp_path):
    import polars as pl

    from jiqun.core import Origin

    ws = Workspace.create(tmp_path / "ws")
    me = [Origin(producer="me", title="By hand")]
    with ws.transaction() as t:
        t.put("regions", pl.DataFrame({"region": ["a"], "level": ["city"]}), origins=me)
        t.put("industries", pl.DataFrame({"industry": ["x"], "system": ["s"]}), origins=me)
        row = {"region": ["a"], "industry": ["x"], "year": [2020], "employment": [7.0]}
        t.put("activity", pl.DataFrame(row), origins=me)
    with pytest.raises(InputError) as told:
        protect(ws.path)
    assert told.value.problems[0].code == "protect-contributors"


def test_a_death_while_it_is_made_leaves_what_readers_were_shown(register, tmp_path):
    """Killed outright in the first protection: nothing is marked, and a second one tidies up."""
    import shutil
    import subprocess
    import sys

    place = tmp_path / "ws"
    shutil.copytree(register, place)
    script = (
        "import os, sys\n"
        "from jiqun.studies.protecting import protecting as here\n"
        "whole = here.build_twin\n"
        "def dies(*args, **words):\n"
        "    whole(*args, **words)\n"
        "    os._exit(9)\n"
        "here.build_twin = dies\n"
        "here.protect(sys.argv[1])\n"
    )
    died = subprocess.run([sys.executable, "-c", script, str(place)], check=False)
    assert died.returncode == 9
    assert view(place, confidential=False) == place
    report = protect(place, anyway=True)
    assert view(place, confidential=False) == report.twin
    assert not list(place.glob(".protecting-*"))
