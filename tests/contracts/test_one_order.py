"""Where numbers are made, sums have one order: no product or sum that threads would share.

A product of matrices is ``kernels.linear.products``, an eigenvector ``kernels.linear.spectra``,
a rank ``kernels.ties``, a sum by groups ``tables.sums_by``. What is left is exact in any order.
"""

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "src" / "jiqun"
ROOMS = (
    "kernels", "measures", "networks", "clusters", "planted", "charts", "briefs", "sources",
    "studies/rating", "studies/finding", "studies/defining", "studies/measuring",
    "studies/briefing",
)  # fmt: skip
FILES = sorted(file for room in ROOMS for file in (SOURCE / room).rglob("*.py"))
#: Sparse rows are added one after the other; whole numbers are exact in any order.
EXACT = {
    "psi @ away", "m @ q", "t @ (1.0 / f)",
    "turned[block] @ single", "diversity @ marked", "core @ core.sum(axis=0)",
    "pl.col('members', 'employment').sum()", "pl.col('employment').sum()",
}  # fmt: skip
SHARED = {"linalg", "dot", "vdot", "einsum", "tensordot", "corrcoef", "cov", "inner"}
UNSTABLE = {"argpartition", "eigh", "eigsh", "rankdata"}
SUMS = {"sum", "mean", "std", "var"}


def sums_in(call):
    """Give the sums among a group's aggregates; a count is cast to whole numbers at once."""
    inside = [node for one in [*call.args, *call.keywords] for node in ast.walk(one)]
    counts = {
        id(node.func.value)
        for node in inside
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "cast"
    }
    for node in inside:
        named = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        if named and node.func.attr in SUMS and id(node) not in counts:
            yield node


def shares(node):
    """Say whether a name stands for a library's sum or for an order that ties leave open."""
    if not isinstance(node, ast.Attribute):
        return False
    return node.attr in UNSTABLE or (node.attr in SHARED and ast.unparse(node.value) == "np")


def shared(tree):
    """Give the places where threads would share a sum."""
    for node in ast.walk(tree):
        if (isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult)) or shares(node):
            yield node
        elif isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "agg":
            yield from sums_in(node)
        elif isinstance(node, ast.ImportFrom):
            yield from (one for one in node.names if one.name in UNSTABLE)


@pytest.mark.parametrize("file", FILES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_sums_have_one_order(file):
    if file.name == "ties.py" and file.parent.name == "kernels":
        return
    tree = ast.parse(file.read_text(encoding="utf-8"))
    assert [told for told in map(ast.unparse, shared(tree)) if told not in EXACT] == []
