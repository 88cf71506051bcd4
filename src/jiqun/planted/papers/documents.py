"""Documents about firms: what they say they make, buy and serve, in words of their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from jiqun.planted.papers.sentences import Products, told, within
from jiqun.planted.plans import EconomyPlan

Rng = np.random.Generator

KINDS: Final = ("scope", "web", "patent", "news")
#: Chance that a firm has a document of each kind (assumptions: every firm has a business scope).
HAVE: Final = (1.0, 0.6, 0.2, 0.15)
#: Sectors of services, whose firms apply for no patents.
SERVICES: Final = ("E", "F")
#: Kinds that are written in Chinese only.
CHINESE_ONLY: Final = ("scope",)
#: How a document speaks of what the firm makes, and how often (assumptions).
MENTIONS: Final = ("named", "synonym", "unsaid")
MENTIONED: Final = (0.45, 0.35, 0.2)
#: Nodes of a firm that one document speaks of, at most.
MOST_NODES = 2
#: Chances that it also names what is bought, and what its goods are used for (assumptions).
BUYS, SERVES = 0.35, 0.3
#: Makers with documents, at most; as many other firms beside them, and at least so many.
MOST_MAKERS, LEAST_OTHERS = 10_000, 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Documents:
    """A paper and the truth about it.

    Attributes
    ----------
    table
        ``document, organisation, year, kind, language, text``: the paper ``documents``; kinds
        are "scope" (the registered business scope), "web", "patent" and "news", languages "en"
        and "zh".
    nodes
        ``document, organisation, node, mention, makes``: a node of a chain that the document
        names ("named"), paraphrases ("synonym") or leaves out though the firm makes it
        ("unsaid"); and what it speaks of without making it ("bought", "served").
    """

    table: pl.DataFrame
    nodes: pl.DataFrame


def documents(
    plan: EconomyPlan, tables: Mapping[str, pl.DataFrame], makes: pl.DataFrame
) -> Documents:
    """Write documents about firms that make a chain's products and about as many that do not.

    Parameters
    ----------
    plan
        Chance and years.
    tables
        The canonical tables ``regions``, ``industries``, ``organisations``, ``chain_nodes`` and
        ``chain_edges``.
    makes
        ``organisation, node``: what each firm truly makes, by codes; may be empty.
    """
    rng = plan.stream("documents")
    words = Products.of(tables["chain_nodes"])
    makes = makes.filter(pl.col("node").is_in(words.nodes.implode()))
    rows = _drafted(plan, _firms(tables, makes, rng), rng)
    made = _made(rows, makes, rng)
    aside = [
        _aside(rows, makes, tables["chain_edges"], words.nodes, rng, what)
        for what in ("bought", "served")
    ]
    truth = pl.concat([made, *aside]).unique(["at", "node"], keep="first").sort("at", "node")
    code = ("D" + (pl.col("at") + 1).cast(pl.String).str.zfill(7)).alias("document")
    text = told(rows, words.said(truth, rows["language"], rng), rng)
    return Documents(
        table=rows.with_columns(text).select(
            code, "organisation", "year", "kind", "language", "text"
        ),
        nodes=truth.join(
            rows.select("at", "organisation"), on="at", how="left", maintain_order="left"
        )
        .select(code, "organisation", "node", "mention", "makes")
        .rechunk(),
    )


def _firms(tables: Mapping[str, pl.DataFrame], makes: pl.DataFrame, rng: Rng) -> pl.DataFrame:
    """Choose makers and others, most of these of the makers' own classes; add names."""
    organisations = tables["organisations"]
    firm = organisations["kind"] == "firm"
    maker = organisations["organisation"].is_in(makes["organisation"].unique().implode())
    makers = np.flatnonzero((firm & maker).to_numpy())
    makers = np.sort(rng.permutation(makers)[:MOST_MAKERS])
    rest = np.flatnonzero((firm & ~maker).to_numpy())
    classes = organisations["industry"][makers].unique()
    alike = organisations["industry"][rest].is_in(classes.implode()).to_numpy()
    wanted = max(len(makers), LEAST_OTHERS)
    near = rng.permutation(rest[alike])[: (2 * wanted) // 3]
    far = rng.permutation(rest[~alike])[: wanted - len(near)]
    trades = tables["industries"].select(
        "industry", within(pl.col("name")).alias("trade"), pl.col("name_zh").alias("trade_zh")
    )
    seats = tables["regions"].select(
        "region", pl.col("name").alias("place"), pl.col("name_zh").alias("place_zh")
    )
    chosen = organisations[np.sort(np.concatenate([makers, near, far]))]
    return chosen.join(trades, on="industry", how="left", maintain_order="left").join(
        seats, on="region", how="left", maintain_order="left"
    )


def _drafted(plan: EconomyPlan, firms: pl.DataFrame, rng: Rng) -> pl.DataFrame:
    """Decide which documents there are: of which firm, kind, language and year."""
    service = firms["industry"].str.slice(0, 1).is_in(SERVICES)
    chance = np.where(
        np.outer(service, [name == "patent" for name in KINDS]), 0.0, np.array(HAVE)[None, :]
    )
    firm, kind = np.nonzero(rng.random(chance.shape) < chance)
    n = len(firm)
    only = np.isin(kind, [KINDS.index(name) for name in CHINESE_ONLY])
    zh = pl.Series(only | (rng.random(n) < 0.5), dtype=pl.Boolean)  # noqa: PLR2004 - as many in each language
    rows, partner = firms[firm], firms[rng.integers(0, max(firms.height, 1), n)]
    first, last = int(plan.calendar[0]), int(plan.calendar[-1])
    begin = rows["founded"].fill_null(first).clip(first, last).to_numpy()
    end = np.minimum(rows["closed"].fill_null(last + 1).to_numpy() - 1, last)
    span = np.maximum(end, begin) - begin + 1
    year = begin + np.floor(span * rng.random(n)).astype(np.int64)
    return rows.select(
        pl.int_range(pl.len()).alias("at"),
        "organisation",
        pl.Series("year", year),
        pl.Series(KINDS).gather(kind).alias("kind"),
        pl.when(zh).then(pl.lit("zh")).otherwise(pl.lit("en")).alias("language"),
        pl.when(zh).then("name_zh").otherwise("name").alias("firm"),
        pl.when(zh).then("place_zh").otherwise("place").alias("place"),
        pl.when(zh).then("trade_zh").otherwise("trade").alias("trade"),
        pl.when(zh).then(partner["name_zh"]).otherwise(partner["name"]).alias("partner"),
        service.gather(firm).alias("service"),
        pl.Series("n", rng.integers(3, 90, n)),
    )


def _made(rows: pl.DataFrame, makes: pl.DataFrame, rng: Rng) -> pl.DataFrame:
    """Decide how each document speaks of what its firm makes."""
    pairs = rows.select("at", "organisation").join(makes, on="organisation").sort("at", "node")
    pairs = pairs[rng.permutation(pairs.height)].sort("at", maintain_order=True)
    pairs = pairs.group_by("at", maintain_order=True).head(MOST_NODES)
    how = np.searchsorted(np.cumsum(MENTIONED), rng.random(pairs.height) * (1 - 1e-12), "right")
    return pairs.select(
        "at",
        "node",
        pl.Series(MENTIONS).gather(how).alias("mention"),
        pl.lit(value=True).alias("makes"),
    )


def _aside(
    rows: pl.DataFrame,
    makes: pl.DataFrame,
    edges: pl.DataFrame,
    nodes: pl.Series,
    rng: Rng,
    what: str,
) -> pl.DataFrame:
    """Let some documents speak of an input or a use that their firm does not make."""
    own, other = ("target", "source") if what == "bought" else ("source", "target")
    who = rows.select("at", "organisation")
    made = who.join(makes.rename({"node": own}), on="organisation")
    near = made.join(edges.select(own, other).unique(), on=own).sort("at", own, other)
    near = near[rng.permutation(near.height)].unique("at", keep="first", maintain_order=True)
    far = who.join(makes, on="organisation", how="anti", maintain_order="left")
    drawn = nodes.gather(rng.integers(0, len(nodes), far.height)).alias(other)
    every = pl.concat(
        [near.select("at", "organisation", other), far.with_columns(drawn)], how="vertical"
    ).sort("at")
    spoken = pl.Series(rng.random(every.height) < (BUYS if what == "bought" else SERVES))
    return (
        every.rename({other: "node"})
        .filter(spoken)
        .join(makes, on=["organisation", "node"], how="anti", maintain_order="left")
        .select("at", "node", pl.lit(what).alias("mention"), pl.lit(value=False).alias("makes"))
    )
