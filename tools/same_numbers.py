"""Hold this checkout's numbers against an older one's: tables, measures and every route.

python tools/same_numbers.py BEFORE [--data ../shared/data] [--keep FOLDER]

BEFORE is a folder with the older checkout. Both versions build the demo and, where the data lie, a
workspace of American statistics; every result table, every measure and the answer of every route
is compared, names aside that ``RENAMED`` lists. Exit code 1 where something differs that
``EXPLAINED`` does not name.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parents[1]
PROBE = HERE / "tools" / "same_numbers_probe.py"
#: Tables that bear another name now: older -> newer.
TABLES = {"clusters": "strong_cells", "members": "cell_members"}
#: Keys and columns that bear another name now, wherever they stand: older -> newer.
RENAMED = {"cluster": "cell", "clusters": "cells", "found": "strong"}
#: Of which time, a digest or the version is the reason that they differ.
TIMED = {
    "time", "digest", "inputs", "accessed", "commit", "record", "records", "cautions", "seconds",
    "version", "url",
}  # fmt: skip
US = {
    "us-naics": ("us_geography/naics_titles.csv.gz",),
    "us-cluster-definitions": (
        "cluster_definitions/naics2012_to_bcd_cluster.csv",
        "us_geography/naics_MasterCrosswalk2017_2012.csv.gz",
    ),
    "us-geography": (
        "us_geography/cmp_countiesEasMsas_topojson.json",
        "us_geography/BEA_Economic_Areas_and_Counties.xls",
    ),
    "us-cbp": ("us_employment/cbp_county_naics6_2017_2020.parquet",),
}
#: Relative difference up to which two sums of the same addends are the same number.
ROUNDING = 1e-12
#: Where an answer speaks to people.
SENTENCE = re.compile(r"\.(en|zh|detail|unit|found|expected|fix)$")
NUMBER = re.compile(r"\d[\d.,]*")
INDEX = re.compile(r"\[\d+\]")
#: What differs by intent, and why: places in answers.
EXPLAINED = {
    r"\.(per|kind): '(cluster|found)' -> '(cell|cluster)'": "one word for one thing",
    r"\.title\.(en|zh)": "a quantity has one name, that of the catalogue",
    r"compare .*\.rows\[\]\.unit": "so has its unit",
    r"cell .*\.cell\.origin": "a cell is rated, neither found nor declared",
    r"\.tables\[\]\.(rows|present|needs)": "strong cells left the tables clusters and members",
    r"declared .*\.members\..*\.name(_zh)?: 'None'": "members are named by the tables",
    r"declared .*\.sources": "a declared cluster no longer cites the statistics of strong cells",
}
#: Chinese words in names of ours that are other words now: older -> newer.
SAID = {"关联机构群": "关联主体群", "合成申报": "合成认定"}
#: Places that are printed; all are counted.
SHOWN = 40
LEVELS = ("county", "economic-area", "state")


class Version:
    """One checkout: its commands, with its own code."""

    def __init__(self, checkout: Path, work: Path) -> None:
        self.work = work
        self.env = os.environ | {"PYTHONPATH": str(checkout / "src")}

    def jiqun(self, *words: str) -> None:
        """Run a command of this version."""
        self.run("-m", "jiqun", *words)

    def run(self, *words: str) -> None:
        """Run Python with this version's code."""
        done = subprocess.run(
            [sys.executable, *words], env=self.env, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise SystemExit(f"{' '.join(words)}\n{done.stderr[-4000:]}")

    def probe(self, workspace: Path, into: Path, words: str) -> None:
        """Save tables, measures and answers of a workspace."""
        self.run(str(PROBE), str(workspace), str(into), words)


def demo(version: Version) -> Path:
    """Build the demo, found and derived clusters in it."""
    version.jiqun("demo", "--at", str(version.work / "demo"), "--no-serve")
    return version.work / "demo" / "workspace"


def united_states(version: Version, data: Path) -> Path:
    """Build a workspace of County Business Patterns, searched and with a derived set."""
    ws = str(version.work / "us")
    version.jiqun("init", ws, "--title", "US")
    for source, files in US.items():
        given = [word for file in files for word in ("--file", str(data / file))]
        version.jiqun("fetch", ws, source, *given)
    levels = [word for level in LEVELS for word in ("--level", level)]
    version.jiqun("run", ws, *levels, "--no-brief")
    find = ("--way", "regions", "--draws", "39", "--bootstraps", "8")
    version.jiqun("clusters", "find", ws, *find)
    version.jiqun("clusters", "define", ws, "--candidates", "300", "--draws", "4")
    return Path(ws)


def same_number(before: float, after: float) -> bool:
    """Sums of threads in another order differ in the last digits: that is the same number."""
    return before == after or math.isclose(before, after, rel_tol=ROUNDING, abs_tol=1e-300)


def differences(before: Any, after: Any, path: str = "") -> Iterator[str]:
    """Say where two JSON values differ; a renamed key counts as the same key."""
    if isinstance(before, dict) and isinstance(after, dict):
        yield from _of_objects(before, after, path)
    elif isinstance(before, list) and isinstance(after, list):
        if len(before) != len(after):
            yield f"{path}: {len(before)} items -> {len(after)}"
            return
        for at, pair in enumerate(zip(before, after, strict=True)):
            yield from differences(*pair, f"{path}[{at}]")
    elif isinstance(before, str) and isinstance(after, str):
        if said(before) != after and not _is_sentence(path, before, after):
            yield f"{path}: {before[:80]!r} -> {after[:80]!r}"
    elif isinstance(before, float) and isinstance(after, float):
        if not same_number(before, after):
            yield f"{path}: {before!r} -> {after!r}"
    elif before != after:
        yield f"{path}: {str(before)[:80]!r} -> {str(after)[:80]!r}"


def _of_objects(before: dict[str, Any], after: dict[str, Any], path: str) -> Iterator[str]:
    before, after = ({k: v for k, v in one.items() if k not in TIMED} for one in (before, after))
    for key, value in before.items():
        newer = key if key in after else RENAMED.get(key, key)
        if newer in after:
            yield from differences(value, after[newer], f"{path}.{newer}")
        elif value not in (None, [], {}):
            yield f"{path}.{key}: only before"


def said(text: str) -> str:
    """Give an older text in the words of now."""
    for older, newer in SAID.items():
        text = text.replace(older, newer)
    return text


def _is_sentence(path: str, before: str, after: str) -> bool:
    """Words for people may change, the numbers in them may not; codes and names may not either."""
    return bool(SENTENCE.search(path)) and NUMBER.findall(before) == NUMBER.findall(after)


def compare_answers(before: Path, after: Path) -> tuple[int, Counter[str]]:
    """Compare the answers of every route; give how many there were, and what differs."""
    told: Counter[str] = Counter()
    files = sorted(before.glob("*.json"))
    for file in files:
        newer = after / file.name
        if not newer.exists():
            told[f"{file.name}: only before"] += 1
            continue
        pair = (json.loads(path.read_text(encoding="utf-8")) for path in (file, newer))
        for one in differences(*pair):
            told[f"{file.stem.split('-')[0]} {INDEX.sub('[]', one)}"] += 1
    return len(files), told


def compare_tables(before: Path, after: Path) -> tuple[int, Counter[str]]:
    """Compare every column of every result, row by row; give how many values, and what differs."""
    import polars as pl

    told: Counter[str] = Counter()
    values = 0
    for file in sorted(before.glob("*.parquet")):
        newer = after / f"{TABLES.get(file.stem, file.stem)}.parquet"
        one, two = pl.read_parquet(file), pl.read_parquet(newer)
        two = two.rename({"cell": "cluster"} if "cell" in two and "cluster" in one else {})
        if len(one) != len(two) or set(one.columns) != set(two.columns):
            told[f"{file.stem}: {one.shape} {one.columns} -> {two.shape} {two.columns}"] += 1
            continue
        for name in one.columns:
            values += len(one)
            if apart := _apart(one[name], two[name]):
                told[f"{file.stem}.{name}"] += apart
    return values, told


def _apart(one: Any, two: Any) -> int:
    """Count the rows in which two columns differ by more than rounding."""
    import polars as pl

    if one.dtype == pl.String:
        return int(one.str.replace_many(SAID).ne_missing(two).sum())
    if not one.dtype.is_float():
        return int((one.cast(str) if one.dtype.is_nested() else one).ne_missing(two).sum())
    empty = (one.is_null() != two.is_null()) | (one.is_nan() != two.is_nan()).fill_null(value=False)
    far = (one - two).abs() > ROUNDING * one.abs()
    return int((empty | far.fill_null(value=False)).sum())


def reason(place: str) -> str:
    """Say why a place differs by intent; empty where it should not."""
    return next((why for where, why in EXPLAINED.items() if re.search(where, place)), "")


def main() -> int:
    """Build both versions and compare."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("before", type=Path)
    options.add_argument("--data", type=Path, default=HERE.parent / "shared" / "data")
    options.add_argument("--keep", type=Path, help="Where what is built stays.")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = given.keep or Path(folder)
        sides = {}
        for words, checkout in (("older", given.before.resolve()), ("newer", HERE)):
            (place / words).mkdir(parents=True, exist_ok=True)
            sides[words] = Version(checkout, place / words)
        worst = 0
        for name, build in (("demo", demo), ("us", united_states)):
            if name == "us" and not (given.data / US["us-cbp"][0]).exists():
                print("us: left out, the data are not there")
                continue
            for words, side in sides.items():
                if not (side.work / f"{name}.saved").exists():
                    made = build(side) if name == "demo" else build(side, given.data)
                    side.probe(made, side.work / f"{name}.saved", words)
            saved = [side.work / f"{name}.saved" for side in sides.values()]
            for what, hold in (("values", compare_tables), ("answers", compare_answers)):
                count, told = hold(*saved)
                print(f"{name}: {count:,} {what}, {sum(told.values()):,} differences")
                worst += sum(times for one, times in told.items() if not reason(one))
                for one, times in told.most_common(SHOWN):
                    why = reason(one)
                    print(f"{times:7}  {one}{f'  ({why})' if why else '  UNEXPLAINED'}")
    print(f"unexplained: {worst}")
    return 1 if worst else 0


if __name__ == "__main__":
    raise SystemExit(main())
