"""Origins and records: what is written comes back equal; equal inputs have equal names."""

import numpy as np

from jiqun.core import Origin, Record, digest, union

CENSUS = Origin(producer="Census", title="CBP", version="2018")
MINE = Origin(producer="me", title="survey", synthetic=True)


def test_a_record_comes_back_equal():
    record = Record(
        subject="location-quotient",
        parameters={"level": 0.95},
        inputs={"counts": "ab"},
        origins=(CENSUS, MINE),
        seed=3,
        cautions=("few-units: 3 regions",),
    )
    assert Record.from_dict(record.to_dict()) == record


def test_the_digest_follows_the_content():
    a = np.arange(6.0)
    assert digest(a) == digest(a.copy())
    assert digest(a) != digest(a.reshape(2, 3))
    assert digest("ab", "c") != digest("a", "bc")
    assert Record(subject="x", seed=1).digest != Record(subject="x", seed=2).digest


def test_origins_join_in_order_each_once():
    assert union((CENSUS,), (MINE, CENSUS)) == (CENSUS, MINE)
