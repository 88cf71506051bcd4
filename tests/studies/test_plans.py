"""Plans: validated once, all problems at once, and only what changes a number is kept."""

from collections.abc import Mapping, Sequence
from dataclasses import FrozenInstanceError, dataclass, field
from typing import Annotated, Literal

import pytest
from pydantic import Field

from jiqun.core import InputError, UnknownError, problem
from jiqun.studies.plans import Confidence, Names, Plan, ReadBy, Refused


def read(words: Sequence[str] | Mapping[str, float]) -> dict[str, float]:
    if isinstance(words, Mapping):
        return dict(words)
    raise InputError(problem("cutoff-words", subject="cutoffs"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Some(Plan):
    way: Literal["near", "far"] = "near"
    draws: Annotated[int, Field(ge=19), Refused("options-draws")] = 199
    level: Confidence = 0.95
    names: Names | None = None
    cutoffs: Annotated[Mapping[str, float], ReadBy(read)] = field(default_factory=dict)
    workers: int = 2


def test_a_record_keeps_what_changes_a_number_in_json_values():
    plan = Some(names=["b", "a"], cutoffs={"x": 2.0}, workers=7)
    assert plan.to_dict() == {
        "way": "near", "draws": 199, "level": 0.95, "names": ["b", "a"], "cutoffs": {"x": 2.0},
    }  # fmt: skip
    assert plan.names == ("b", "a")
    with pytest.raises(FrozenInstanceError):
        plan.draws = 3


def test_all_problems_are_told_at_once():
    with pytest.raises(InputError) as told:
        Some(way="up", draws=1, level=1.0, names=3, cutoffs=["x"])
    assert [one.code for one in told.value.problems] == [
        "way-unknown", "options-draws", "options-level", "options-type", "cutoff-words",
    ]  # fmt: skip
    assert [one.subject for one in told.value.problems] == [
        "way", "draws", "level", "names", "cutoffs",
    ]  # fmt: skip
    assert "near, far" in told.value.problems[0].expected


def test_a_word_that_is_no_choice_is_unknown():
    with pytest.raises(UnknownError, match="way-unknown"):
        Some(way="up")
