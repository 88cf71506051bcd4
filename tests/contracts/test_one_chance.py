"""p-values are counted in one place: a draw that ties reaches what was observed, everywhere."""

import ast
from pathlib import Path

import pytest

import jiqun

ROOT = Path(jiqun.__file__).parent
RULE = "kernels/chance/rule.py"
#: (found + 1) / (expected + 1): evidence of a density, no count of draws.
SMOOTHED = {"kernels/finding/density.py"}
#: Shares of resamples in which a cluster comes back: no test.
SURVIVAL = {"clusters/points/resamples.py", "clusters/ties/resamples.py"}
#: Where p-values are made; each takes the rule's word for them.
MAKERS = (
    "measures/association/conditional.py",
    "measures/association/whole.py",
    "measures/agglomeration.py",
    "kernels/envelopes.py",
    "networks/distances.py",
    "clusters/borders/chance.py",
    "clusters/ties/chance.py",
    "clusters/points/search.py",
    "clusters/definitions/set_agreement.py",
)


def modules():
    return {str(path.relative_to(ROOT)): path for path in sorted(ROOT.rglob("*.py"))}


def adds_one(node):
    while isinstance(node, ast.Call) and len(node.args) == 1:
        node = node.args[0]
    sides = (node.left, node.right) if isinstance(node, ast.BinOp) else ()
    plus = isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add)
    return plus and any(isinstance(one, ast.Constant) and one.value == 1 for one in sides)


def counted(source):
    """Lines with (… + 1) / (… + 1)."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.BinOp)
        and isinstance(node.op, ast.Div)
        and adds_one(node.left)
        and adds_one(node.right)
    ]


def shares_of_draws(source):
    """Lines with (draws >= observed).mean(), which leaves the observed one out."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "mean"
        and isinstance(node.func.value, ast.Compare)
    ]


def test_no_room_counts_draws_by_itself():
    found = {
        name: lines
        for name, path in modules().items()
        if name != RULE and name not in SMOOTHED and (lines := counted(path.read_text()))
    }
    assert not found, "take kernels.chance"


def test_no_room_takes_a_share_of_draws_for_a_p_value():
    rooms = ("measures/", "networks/", "clusters/", "kernels/")
    found = {
        name: lines
        for name, path in modules().items()
        if name.startswith(rooms)
        and name not in SURVIVAL
        and (lines := shares_of_draws(path.read_text()))
    }
    assert not found, "take kernels.chance"


@pytest.mark.parametrize("name", MAKERS)
def test_makers_of_p_values_take_the_rule(name):
    imported = [
        f"{node.module}.{one.name}"
        for node in ast.walk(ast.parse(modules()[name].read_text()))
        if isinstance(node, ast.ImportFrom)
        for one in node.names
    ]
    assert any(one.startswith("jiqun.kernels.chance") for one in imported)


@pytest.mark.parametrize(
    "line",
    ["p = (1 + hits.sum()) / (1 + n)", "p = (beyond + 1.0) / (draws + 1.0)",
     "p = float((1 + (drawn >= seen).sum()) / (1 + len(drawn)))"],
)  # fmt: skip
def test_the_contract_sees_what_it_forbids(line):
    assert counted(line)
    assert shares_of_draws("p = (size > seen).mean()")
