"""The commands measures and measure, as a user meets them."""

import json

import pytest
from typer.testing import CliRunner

from jiqun.cli.app import app
from jiqun.core import InputError


def call(*words):
    done = CliRunner().invoke(app, [str(word) for word in words], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.fixture
def counts(tmp_path):
    path = tmp_path / "counts.csv"
    path.write_text("region,x,y\na,2,2\nb,0,4\nc,0,0\n", encoding="utf-8")
    return path


def test_the_register_in_json_and_in_both_languages():
    answer = json.loads(call("measures", "--json"))
    assert answer["total"] == len(answer["items"]) > 50
    first = answer["items"][0]
    assert {"id", "title", "family", "unit", "bounds", "source"} <= set(first)
    assert "区位商" in call("measures", "--lang", "zh")


def test_one_measure_is_described():
    assert "LQ_{ri}" in call("measures", "location-quotient")
    answer = json.loads(call("measures", "kd", "--json"))
    assert answer["needs"] == "sites"


def test_json_has_labels_values_intervals_and_the_record(counts):
    answer = json.loads(call("measure", "location-quotient", "--counts", counts, "--json"))
    assert answer["regions"] == ["a", "b", "c"]
    assert answer["values"][0][0] == pytest.approx(2)
    assert answer["values"][2] == [None, None]  # an empty region is undefined, not 0
    assert answer["low"][0][0] < 2 < answer["high"][0][0]
    assert answer["record"]["inputs"]["counts"]
    wider = json.loads(call("measure", "lq", "--counts", counts, "--level", "0.99", "--json"))
    assert wider["high"][0][0] > answer["high"][0][0]


@pytest.mark.parametrize(
    ("lang", "word"), [("en", "Highest: 2.00 (a, x)"), ("zh", "最高：2.00 (a, x)")]
)
def test_people_read_what_it_means(counts, lang, word):
    assert word in call("measure", "location-quotient", "--counts", counts, "--lang", lang)


def test_options_and_files(counts, tmp_path):
    out = tmp_path / "out.csv"
    words = ("measure", "herfindahl", "--counts", counts, "--option", "variant=normalised")
    answer = json.loads(call(*words, "--to", out, "--json"))
    assert answer["values"] == [0.0, 1.0, None]
    assert out.read_text(encoding="utf-8").startswith("region,")


@pytest.mark.parametrize(
    "words",
    [("--level", "2"), ("--option", "variant"), ("--option", "nothing=1")],
)
def test_wrong_options_are_refused(counts, words):
    with pytest.raises(InputError):
        call("measure", "herfindahl", "--counts", counts, *words)
