"""Cautions: a code with values, kept by records, read at any age, said in each language."""

import json

from jiqun.core import Caution, Record, encode, read_caution

FEW = Caution("withheld", {"cells": 12345, "establishments": 7})


def test_a_record_keeps_code_and_values_and_reads_them_back_equal():
    record = Record(subject="x", cautions=(FEW, Caution("quoted", subject="points")))
    kept = json.loads(json.dumps(record.kept()))
    assert kept["cautions"] == [
        {"code": "withheld", "values": {"cells": 12345, "establishments": 7}},
        {"code": "quoted", "values": {}, "subject": "points"},
    ]
    back = Record.from_dict(kept)
    assert back == record and back.digest == record.digest
    assert Record.from_dict(encode(record)) == record


def test_an_old_record_s_sentence_is_read_and_said_as_it_is():
    old = {**Record(subject="x").kept(), "cautions": ["few-units: 3 regions {n}", "no code here"]}
    coded, bare = Record.from_dict(old).cautions
    assert (coded.code, coded.said("en"), coded.said("zh")) == (
        "few-units", "3 regions {n}", "3 regions {n}",
    )  # fmt: skip
    assert str(coded) == "few-units: 3 regions {n}"
    assert (bare.code, bare.said("zh")) == ("note", "no code here")
    again = Record.from_dict(json.loads(json.dumps(Record.from_dict(old).kept())))
    assert again.cautions == (coded, bare)


def test_reading_never_fails():
    for kept in ("", ":", "A: b", {}, {"code": None, "values": None}, {"values": {"a": [1]}}):
        assert read_caution(kept).told("zh")
    assert Caution("code-of-a-later-version", {"n": 1}).said("zh") == "code-of-a-later-version"


def test_a_face_gets_the_sentence_in_each_language():
    told = encode(FEW)
    assert told["sentence"]["en"].startswith("12,345 cells are withheld")
    assert told["sentence"]["zh"].startswith("有 12,345 个")
    assert FEW.said("zh") == told["sentence"]["zh"]
    assert Caution("quoted", subject="points").told("zh").endswith("（points）")


def test_equal_cautions_are_one():
    assert len({FEW, Caution("withheld", {"establishments": 7, "cells": 12345})}) == 1
