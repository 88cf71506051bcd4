"""Names of organisations: precision and recall on the labelled list, and seconds for many names.

Run: ``python -m benchmarks.networks.names [--names 100000]``.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import polars as pl

from jiqun.core import stream
from jiqun.networks.names import Places, likely_pairs, place_table
from jiqun.sources.lists import name_list

LABELLED = Path(__file__).resolve().parents[2] / "tests" / "networks" / "names" / "labelled.csv"
SYLLABLES = [
    start + vowel + end
    for start in (*"bcdfghklmnprstvz", "br", "tr", "st", "kl")
    for vowel in "aeiou"
    for end in ("", "n", "r", "x", "l")
]
FIELDS = {
    "Technology": "科技", "Electronics": "电子", "Machinery": "机械", "Chemical": "化工",
    "Energy": "能源", "Materials": "新材料", "Systems": "实业",
}  # fmt: skip


def places() -> tuple[Places, list[tuple[str, str]]]:
    """Give the names of Chinese provinces and cities."""
    rows = name_list("cn-admin").frame.filter(pl.col("level").is_in(["province", "city"]))
    named = rows.select("name_zh", "name", "code").drop_nulls().rows()
    table = place_table({word: code for *words, code in named for word in words})
    return table, [(zh, en) for zh, en, _ in named]


def judged(known: Places) -> None:
    """Print precision and recall on the labelled pairs."""
    rows = pl.read_csv(LABELLED)
    for least in (0.6, 0.7, 0.8, 0.93):
        hits = wrong = missed = 0
        for one, other, same, _ in rows.rows():
            pair = pl.DataFrame({"organisation": ["1", "2"], "name": [one, other]})
            found = bool(likely_pairs(pair, places=known, least=least).candidates)
            hits += found and same
            wrong += found and not same
            missed += bool(not found and same)
        precision, recall = hits / (hits + wrong), hits / (hits + missed)
        print(f"score >= {least}: precision {precision:.3f}, recall {recall:.3f} of {len(rows)}")


def made(count: int, cities: list[tuple[str, str]]) -> tuple[pl.DataFrame, set[tuple[str, str]]]:
    """Make names by rules; one in ten stands again, written otherwise."""
    dice = stream(seed=1, name="names")
    fields = list(FIELDS)
    rows: list[tuple[str, str]] = []
    truth = set()
    while len(rows) < count:
        field, city = fields[dice.integers(len(fields))], cities[dice.integers(len(cities))]
        if dice.random() < 0.5:
            word = "".join(SYLLABLES[k] for k in dice.integers(len(SYLLABLES), size=3)).title()
            name, other = f"{word} {field} Co., Ltd.", f"{word.upper()} {field} Limited"
        else:
            word = "".join(chr(0x4E00 + 13 * k) for k in dice.integers(1600, size=3))
            name = f"{city[0]}{word}{FIELDS[field]}股份有限公司"
            other = f"{city[0].removesuffix('市')}{word}{FIELDS[field]}有限公司"
        code = f"{len(rows):07d}"
        rows.append((code, name))
        if dice.random() < 0.1:
            again = f"{len(rows):07d}"
            rows.append((again, other))
            truth.add((code, again))
    return pl.DataFrame(rows, schema=["organisation", "name"], orient="row"), truth


def main() -> None:
    """Print both."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--names", type=int, default=100_000)
    known, cities = places()
    judged(known)
    frame, truth = made(parser.parse_args().names, cities)
    began = time.perf_counter()
    found = likely_pairs(frame, places=known)
    seconds = time.perf_counter() - began
    got = {(one.one, one.other) for one in found.candidates if one.score > 0.9}
    print(f"{len(frame):,} names, {found.compared:,} pairs compared: {seconds:.1f} s")
    print(
        f"written otherwise {len(truth):,}: found {len(got & truth):,}, others {len(got - truth):,}"
    )


if __name__ == "__main__":
    main()
