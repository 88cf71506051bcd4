"""Nodes of a network with what is known of them: a file, or a workspace's organisations."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from jiqun.core import Words
from jiqun.studies.measuring.activity import lacking
from jiqun.studies.measuring.files import opened
from jiqun.studies.measuring.register import Column, Kind, register
from jiqun.tables import Nodes
from jiqun.workspace import Workspace

NODE = Column(
    name="node",
    also=("organisation", "organization", "id", "节点", "主体", "主体代码"),
    about=Words("code of the node, each once", "节点代码，不得重复"),
)
TRAITS = (
    Column(
        name="kind",
        also=("type", "group", "类型", "主体类型"),
        required=False,
        about=Words("kind of actor: firm, university, …", "主体类型：企业、高校等"),
    ),
    Column(
        name="region", also=("区域", "地区"), required=False, about=Words("its region", "所在区域")
    ),
    Column(
        name="technology",
        also=("technology_class", "industry", "class", "技术", "技术领域", "产业"),
        required=False,
        about=Words("class of its technology or industry", "技术或产业类别"),
    ),
    Column(
        name="size",
        also=("size_class", "规模"),
        required=False,
        about=Words("class of its size, a word", "规模类别（文字）"),
    ),
)


def read(file: Path) -> Nodes:
    """Read a code and what there is of kind, region, technology and size; empty is unknown.

    Raises
    ------
    InputError
        ``file-columns``, ``cell-missing``, ``frame-duplicate``.
    """
    given = opened(file)
    code = given.all_named(NODE)["node"]
    given.refuse_repeats(code)
    given.refuse_gaps(given.texts(code).to_frame())
    found = {one.name: given.named(one.names) for one in TRAITS}
    tidy = {name: given.texts(there) for name, there in found.items() if there is not None}
    return Nodes.from_frame(
        pl.DataFrame({"node": given.texts(code), **tidy}), origins=(given.origin,)
    )


def build(ws: Workspace) -> Nodes:
    """Take the organisations: kind, region, industry for technology, tier for size."""
    if not ws.has("organisations"):
        raise lacking(
            "organisations",
            given=Words("no organisations", "没有主体"),
            wanted=Words("organisations and their kinds", "主体及其类型"),
            remedy=Words(
                "Load organisations, or give --data nodes=FILE.",
                "请加载 organisations，或用 --data nodes=文件 指定。",
            ),
        )
    rows = ws.frame("organisations", ["organisation", "kind", "region", "industry", "tier"])
    named = {"organisation": "node", "industry": "technology", "tier": "size"}
    return Nodes.from_frame(
        rows.sort("organisation").rename(named), origins=ws.origins("organisations")
    )


register(
    Kind(
        id="nodes",
        array=Nodes,
        title=Words("nodes of a network", "网络节点"),
        layout=Words(
            "a row a node: node[, kind, region, technology, size]",
            "每行一个节点：节点[、类型、区域、技术、规模]",
        ),
        columns=(NODE, *TRAITS),
        example="node,kind,region\na,firm,r1\nb,university,r1\nc,firm,r2\n",
        read=read,
        build=build,
        tables=("organisations",),
    )
)
