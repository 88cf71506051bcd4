"""Ties between nodes: an edge list, or a workspace's links of one kind."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from jiqun.core import Words, unknown
from jiqun.studies.measuring.activity import chosen_year, lacking
from jiqun.studies.measuring.files import Opened, opened
from jiqun.studies.measuring.register import Column, Kind, register
from jiqun.tables import Graph
from jiqun.workspace import Workspace

FROM = Column(
    name="from", also=("source", "起点", "来源"), about=Words("code of a node", "节点代码")
)
TO = Column(name="to", also=("target", "终点", "目标"), about=Words("code of a node", "节点代码"))
WEIGHT = Column(
    name="weight",
    also=("strength", "权重", "强度"),
    number=True,
    required=False,
    about=Words("how strong; 1 where left out", "强度；缺省为 1"),
)


def read(
    file: Path,
    *,
    labels: tuple[str, ...] | None = None,
    nodes: Path | None = None,
    directed: bool = True,
) -> Graph:
    """Read an edge list: from, to and perhaps a weight, else its first two or three columns.

    Parameters
    ----------
    file
        The ties; one that stands twice counts twice.
    labels
        The nodes and their order, where the measure's other data have them.
    nodes
        A file whose first column names the nodes: some may have no tie.
    directed
        No: a tie also holds the other way round.

    Raises
    ------
    InputError
        ``file-columns``, ``cell-number``, ``cell-missing``, ``graph-nodes``.
    """
    given = opened(file)
    if len(given.frame.columns) < 2:  # noqa: PLR2004 - an edge has two ends
        raise given.refused(Words("two ends and perhaps a weight", "两个端点，可另有权重"))
    source, target, weight = _columns(given)
    ones = pl.Series([1.0] * len(given.frame))
    tidy = pl.DataFrame(
        {
            "source": given.texts(source),
            "target": given.texts(target),
            "weight": given.numbers([weight])[weight] if weight else ones,
        }
    )
    given.refuse_gaps(tidy)
    known = labels if labels is not None or nodes is None else _nodes(nodes)
    return Graph.from_frame(
        tidy, weight="weight", nodes=known, directed=directed, origins=(given.origin,)
    )


def build(
    ws: Workspace,
    *,
    labels: tuple[str, ...] | None = None,
    tie: str | None = None,
    year: int | None = None,
    directed: bool = True,
) -> Graph:
    """Take a workspace's links of one kind and year as ties between its organisations.

    The newest year is taken where none is chosen, and the kind where there is only one. A link
    without a strength weighs 1. Every organisation is a node.

    Raises
    ------
    UnknownError
        ``tie-unknown``, ``year-unknown``.
    """
    if not ws.has("links"):
        raise lacking(
            "links",
            given=Words("no links", "没有联系"),
            wanted=Words("ties between organisations", "主体之间的联系"),
            remedy=Words(
                "Load links, or give --weights FILE.", "请加载 links，或用 --weights 指定文件。"
            ),
        )
    rows = ws.frame("links", ["source", "target", "kind", "year", "weight"])
    known = rows["kind"].unique().sort().to_list()
    if tie not in known and not (tie is None and len(known) == 1):
        raise unknown("tie", str(tie), known)
    rows = rows.filter(pl.col("kind") == (known[0] if tie is None else tie))
    chosen = chosen_year(rows["year"], year, table="links")
    rows = rows.filter(pl.col("year") == chosen).with_columns(pl.col("weight").fill_null(1.0))
    codes = labels if labels is not None else _organisations(ws)
    return Graph.from_frame(
        rows,
        weight="weight",
        nodes=codes,
        directed=directed,
        origins=ws.origins("links", "organisations"),
    )


def _columns(given: Opened) -> tuple[str, str, str | None]:
    """Name the columns of the ends and of the weight, by name or by their order."""
    source, target = given.named(FROM.names), given.named(TO.names)
    if source is None or target is None:
        source, target = given.frame.columns[:2]
    rest = [name for name in given.frame.columns if name not in (source, target)]
    return source, target, given.named(WEIGHT.names, among=rest) or (rest[0] if rest else None)


def _nodes(file: Path) -> tuple[str, ...]:
    given = opened(file)
    given.refuse_repeats(given.frame.columns[0])
    codes = given.texts(given.frame.columns[0])
    given.refuse_gaps(codes.to_frame())
    return tuple(codes.to_list())


def _organisations(ws: Workspace) -> tuple[str, ...]:
    return tuple(ws.frame("organisations", ["organisation"])["organisation"].sort().to_list())


register(
    Kind(
        id="graph",
        array=Graph,
        title=Words("ties between nodes", "节点之间的联系"),
        layout=Words(
            "a row a tie: from, to[, weight]; both directions, unless directed=no",
            "每行一条联系：起点、终点[、权重]；双向均须列出，除非 directed=no",
        ),
        columns=(FROM, TO, WEIGHT),
        example="from,to,weight\na,b,1\nb,a,1\nb,c,2\nc,b,2\n",
        short="weights",
        read=read,
        build=build,
        tables=("links", "organisations"),
    )
)
