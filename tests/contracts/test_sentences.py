"""Every problem and caution has words in every language, and every word is of use."""

import ast
import importlib
import re
import string
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Annotated, get_origin, get_type_hints

import pytest

import jiqun
from jiqun.core import Plan, Refused
from jiqun.core.words import merged

SOURCE = Path(jiqun.__file__).parent
#: How the door tells (``tables.door.findings``).
FLAGS = {"flag", "refuse", "doubt", "doubt_rows"}
PARTS = ("found", "expected", "fix")
CHINESE = re.compile(r"[一-鿿]")
#: ASCII punctuation between Chinese characters, or after one at the end.
HALF = re.compile(r"[一-鿿}][,;:?!](?=[\s一-鿿{]|$)|[一-鿿]\(|\)[一-鿿]|[一-鿿]\.$")


@dataclass(frozen=True)
class Said:
    """One call that makes a problem or a caution."""

    code: str | None
    case: str | None
    values: frozenset[str] | None
    where: str


def calls(names):
    """Give the calls of functions of these names, with the file and line."""
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name in names:
                yield name, node, f"{path.relative_to(SOURCE)}:{node.lineno}"


def text(node):
    """Give a literal text, else None."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def problems():
    """Give every problem that the source can tell."""
    for name, node, where in calls({"problem", "told", "unknown", "add", "Problem", *FLAGS}):
        keywords = {k.arg: k.value for k in node.keywords}
        if not node.args or (name in {"problem", "told", "add"} and "subject" not in keywords):
            continue
        code = text(node.args[0])
        values = set(keywords) - {"subject", "case"} | {"subject"}
        values |= {"count", "lines", "where"} if name in {"flag", "doubt_rows"} else set()
        if name == "unknown":
            code, values = (code and f"{code}-unknown"), values | {"name", "known"}
        case = text(keywords["case"]) if "case" in keywords else ""
        known = None if None in values or name == "Problem" else frozenset(values)
        yield Said(code=code, case=case, values=known, where=where)


def cautions():
    """Give every caution that the source can tell."""
    for _, node, where in calls({"Caution"}):
        keywords = {k.arg: k.value for k in node.keywords}
        first = node.args[0] if node.args else keywords.get("code")
        given = node.args[1] if len(node.args) > 1 else keywords.get("values", ast.Dict([], []))
        names = [text(key) for key in given.keys] if isinstance(given, ast.Dict) else [None]
        values = None if None in names else frozenset(names)
        case = text(keywords["case"]) if "case" in keywords else ""
        yield Said(code=text(first), case=case, values=values, where=where)


def literals():
    """Give every literal text of the source, and the fixed parts of its f-strings."""
    found, patterns = set(), set()
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (word := text(node)) is not None:
                found.add(word)
            elif isinstance(node, ast.JoinedStr):
                patterns.add(tuple(text(part) for part in node.values))
    return found, patterns


def entries():
    for code, entry in merged("problems").items():
        yield code, "", {name: entry[name] for name in PARTS if name in entry}
        for case, more in entry.items():
            if case not in (*PARTS, "like"):
                yield code, case, more


def places(text):
    return {re.split(r"[.\[]", name)[0] for _, name, _, _ in string.Formatter().parse(text) if name}


def templates(code, case):
    """Give a problem's three sentences as the mechanism finds them."""
    entry = merged("problems").get(code, {})
    general = merged("problems")["unknown"] if code.endswith("-unknown") else {}
    like = merged("problems").get(entry.get("like", ""), {})
    return {**general, **like, **entry, **entry.get(case or "", {})}


def in_both(where, words):
    assert set(words) == {"en", "zh"}, where
    assert words["en"].strip() and words["zh"].strip(), where
    assert places(words["en"]) == places(words["zh"]), where
    assert not CHINESE.search(re.sub(r"\{[^}]*\}", "", words["en"])), where
    assert not HALF.search(words["zh"]), (where, words["zh"])


def test_every_sentence_of_a_problem_stands_in_every_language():
    for code, case, parts in entries():
        assert set(parts) <= set(PARTS), (code, case)
        for part, words in parts.items():
            in_both((code, case, part), words)


def sentences():
    """Give the sentence of every caution, and of every case of one."""
    for code, entry in merged("cautions").items():
        cases = {case: words for case, words in entry.items() if isinstance(words, dict)}
        plain = {lang: words for lang, words in entry.items() if lang not in cases}
        for case, words in {**({"": plain} if plain else {}), **cases}.items():
            yield code, case, words


def test_every_caution_stands_in_every_language():
    for code, case, words in sentences():
        in_both((code, case), words)
        assert "sentence" not in places(words["en"]), (code, case)


def name_of(said):
    """The same in every process: sets print in an order of their own."""
    return " ".join(part for part in (said.code, said.case, said.where) if part)


@pytest.mark.parametrize("said", [s for s in problems() if s.code], ids=name_of)
def test_a_problem_has_its_three_sentences_and_their_values(said):
    found = templates(said.code, said.case)
    assert set(PARTS) <= set(found), said
    if said.case:
        assert said.case in merged("problems")[said.code], said
    if said.values is not None and said.case is not None:
        needed = set().union(*(places(found[part]["en"]) for part in PARTS))
        assert needed <= said.values, (said, needed - said.values)


@pytest.mark.parametrize("said", [s for s in cautions() if s.code], ids=name_of)
def test_a_caution_has_its_sentence_and_its_values(said):
    entry = merged("cautions")[said.code]
    words = entry[said.case] if said.case else entry
    if said.values is not None:
        assert places(words["en"]) <= said.values, said


def plans():
    """Give every kind of plan that says under which codes its fields are refused."""
    for path in sorted(SOURCE.rglob("plans.py")):
        importlib.import_module(
            ".".join(("jiqun", *path.relative_to(SOURCE).with_suffix("").parts))
        )
    kinds, found = [Plan], []
    while kinds:
        kinds += (more := kinds.pop().__subclasses__())
        found += [kind for kind in more if kind.PREFIX]
    return found


def of_plans():
    """Give the code of every field of every plan."""
    return {f"{kind.PREFIX}-{name.replace('_', '-')}" for kind in plans() for name in names(kind)}


def names(kind):
    return [one.name for one in fields(kind)]


@pytest.mark.parametrize("kind", plans(), ids=lambda kind: kind.__name__)
def test_a_bounded_field_of_a_plan_has_words(kind):
    hints = get_type_hints(kind, include_extras=True)
    for name in names(kind):
        if get_origin(hints[name]) is Annotated and hints[name].__metadata__:
            own = [one.code for one in hints[name].__metadata__ if isinstance(one, Refused)]
            code = own[0] if own else f"{kind.PREFIX}-{name.replace('_', '-')}"
            found = templates(code, "")
            assert set(PARTS) <= set(found), code
            assert set().union(*(places(found[p]["en"]) for p in PARTS)) <= {"value", "subject"}


def used(code, found, patterns):
    if code in found or code in of_plans():
        return True
    for parts in patterns:
        fixed = [".+" if part is None else re.escape(part) for part in parts]
        if any(len(part or "") > 1 for part in parts) and re.fullmatch("".join(fixed), code):
            return True
    return False


def test_every_word_is_of_use():
    found, patterns = literals()
    for code, case, _ in entries():
        kind = code.removesuffix("-unknown")
        assert code == "unknown" or used(code, found, patterns) or kind in found, code
        assert not case or case in found or used(case, found, patterns), (code, case)
    for code, case, _ in sentences():
        assert used(code, found, patterns), code
        assert not case or case in found, (code, case)
