"""Encoding: undefined is null, a result speaks for itself, strangers are refused."""

import json
from dataclasses import dataclass

import numpy as np
import pytest

from jiqun.core import Origin, encode


@dataclass(frozen=True)
class Pair:
    left: float
    right: tuple[str, ...]


def test_undefined_is_null_at_any_depth():
    given = {"a": np.array([[1.0, np.nan]]), "b": float("inf"), "c": np.int64(3), "d": True}
    assert encode(given) == {"a": [[1.0, None]], "b": None, "c": 3, "d": True}


def test_results_are_plain_json():
    answer = encode([Pair(np.nan, ("x",)), Origin(producer="p", title="t")])
    assert json.loads(json.dumps(answer))[0] == {"left": None, "right": ["x"]}


def test_a_stranger_is_refused():
    with pytest.raises(TypeError, match="no JSON form"):
        encode(object())
