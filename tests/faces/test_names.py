"""No code where a name is known: every command and brief of a planted country, both languages."""

import re

import pytest
from typer.testing import CliRunner

from jiqun.cli.app import app
from jiqun.core import LANGUAGES
from jiqun.studies.briefing import make_brief
from jiqun.workspace import Workspace

#: What a brief shows as a code beside a name, and says so.
BESIDE = (
    r"<style.*?</style>|<dt>(?:Code|编号|代码)</dt><dd>.*?</dd>"
    r'|<td class="left"><span class="muted">\w+</span></td>'
)
#: Columns of ids that are there to be typed: of these lists the first word of a line is no name.
LISTS = ("schemes", "status", "measures", "sources")


@pytest.fixture(scope="module")
def biggest(planted_workspace):
    cells = Workspace.open(planted_workspace).frame("cells")
    return (
        cells.filter(cells["level"] == "county").sort("employment", descending=True).to_dicts()[0]
    )


COMMANDS = {
    "run": "run {ws} --no-brief",
    "status": "status {ws}",
    "history": "history {ws}",
    "schemes": "schemes",
    "doubt": "doubt {ws}",
    "resemblance": "resemblance {ws} {region}",
    "stability": "clusters stability {ws} {cell} --draws 5",
    "quotients": "measure location-quotient --workspace {ws} --level province",
    "herfindahl": "measure herfindahl --workspace {ws} --level province",
}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_shows_names(name, lang, planted_workspace, biggest, codes):
    words = [
        one.format(ws=planted_workspace, region=biggest["region"], cell=biggest["cell"])
        for one in COMMANDS[name].split()
    ]
    done = CliRunner().invoke(app, [*words, "--lang", lang], env={"COLUMNS": "260"})
    assert done.exit_code == 0, done.output
    shown = done.stdout.replace(str(planted_workspace), "")
    if name in LISTS:
        shown = re.sub(r"^ ?\S+ {2,}", "", shown, flags=re.MULTILINE)
    assert codes.bare(shown) == []


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("subject", ["cell", "region", "cluster"])
def test_a_brief_shows_names(subject, lang, planted_workspace, biggest, codes, api):
    case = api("/clusters?origin=declared&limit=1")["items"][0]["cluster"]
    id = {"cell": biggest["cell"], "region": biggest["region"], "cluster": case}[subject]
    brief = make_brief(planted_workspace, subject=subject, id=id, lang=lang, format="html")
    body = re.sub(BESIDE, " ", brief.content.decode(), flags=re.DOTALL)
    assert codes.bare(re.sub(r"<[^>]+>", " ", body)) == []


def test_a_code_in_a_names_place_would_be_seen(codes, biggest):
    """What looks for codes finds one, and passes over one beside its name."""
    assert codes.bare(f"Jobs in {biggest['region']}, 2024") == [biggest["region"]]
    assert codes.bare(f"Jobs in Somewhere ({biggest['region']})") == []
    assert codes.bare("strength of visible_share") == ["visible_share"]
