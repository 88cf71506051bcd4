"""Bars of ratings: every cell is in one part of one bar, and the label says how many are sure."""

import pytest

from jiqun.charts import Names, RatingFigure, rating_bars, render_svg

ROWS = (
    RatingFigure(name=Names(en="Strong", zh="优势"), sure=5, unsure=3, open=1),
    RatingFigure(name=Names(en="Specialised", zh="专业化"), unsure=2),
    RatingFigure(name=Names(en="None", zh="无"), sure=7),
)


def test_the_parts_stand_end_to_end():
    parts = rating_bars(ROWS, lang="en")["data"]["values"]
    told = [(one["key"].split("\t")[1], one["start"], one["end"], one["fill"]) for one in parts]
    assert told == [
        ("Strong", 0, 5, 1.0),
        ("Strong", 5, 8, 0.3),
        ("Strong", 8, 9, 0.0),
        ("Specialised", 0, 2, 0.3),
        ("None", 0, 7, 1.0),
    ]


@pytest.mark.parametrize(
    ("lang", "words"),
    [("en", ("9, of them 5 sure", "2, of them 0 sure")), ("zh", ("9，其中 5 个确定",))],
)
def test_each_bar_says_how_many_are_sure(lang, words):
    svg = render_svg(rating_bars(ROWS, lang=lang))
    assert all(word in svg for word in words)
