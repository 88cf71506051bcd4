"""Sentences of documents: templates of a role each, filled with words for products."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from jiqun.core import LANGUAGES, catalogue

Rng = np.random.Generator

CATALOGUE: Final = "planted/documents.toml"
ROLES: Final = ("opens", "makes", "offers", "silent", "serves", "buys", "closes")
#: What a template may hold in braces.
SLOTS: Final = ("firm", "place", "trade", "product", "bought", "served", "partner", "year", "n")
#: Chance that a document closes with a commonplace, and that one without a product names the
#: trade as what its firm does; one about services always does (assumptions).
CLOSES, PLAIN = 0.7, 0.5


def within(name: pl.Expr) -> pl.Expr:
    """Write an English name as it stands within a sentence: small, unless an abbreviation."""
    small = name.str.slice(0, 1).str.to_lowercase() + name.str.slice(1)
    return pl.when(name.str.contains(r"^[A-Z]+[a-z]?[A-Z0-9]")).then(name).otherwise(small)


@dataclass(frozen=True, slots=True, kw_only=True)
class Products:
    """Words for the nodes of chains.

    Attributes
    ----------
    nodes
        Their V codes.
    words
        One row a word: ``node, language, mention, word``; mention is "named" or "synonym". Where
        the catalogue knows no synonym, the name stands for it.
    """

    nodes: pl.Series
    words: pl.DataFrame

    @classmethod
    def of(cls, chain_nodes: pl.DataFrame) -> Products:
        """Read the words of the table's nodes from the catalogue."""
        others = catalogue(CATALOGUE)["products"]
        rows: list[tuple[str, str, str, str]] = []
        for node, *names in chain_nodes.select("node", "name", "name_zh").iter_rows():
            for language, name in zip(LANGUAGES, names, strict=True):
                synonyms = others.get(names[0], {}).get(language, [name])
                rows.append((node, language, "named", name))
                rows.extend((node, language, "synonym", word) for word in synonyms)
        columns = ("node", "language", "mention", "word")
        frame = pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String), orient="row")
        small = pl.when(pl.col("language") == "en").then(within(pl.col("word"))).otherwise("word")
        return cls(
            nodes=chain_nodes["node"].unique(maintain_order=True),
            words=frame.with_columns(small.alias("word")),
        )

    def said(self, truth: pl.DataFrame, language: pl.Series, rng: Rng) -> pl.DataFrame:
        """Choose a word for each node that a document speaks of.

        Gives ``at, product, bought, served``, a row for each document that speaks of one; two
        products are joined.
        """
        spoken = truth.filter(pl.col("mention") != "unsaid").with_row_index("row")
        by_name = pl.Series(rng.random(spoken.height) < 0.5, dtype=pl.Boolean)  # noqa: PLR2004 - as often the one as the other
        aside = pl.when(by_name).then(pl.lit("named")).otherwise(pl.lit("synonym"))
        spoken = spoken.select(
            "row",
            "at",
            "node",
            language.gather(spoken["at"]).alias("language"),
            pl.when("makes").then(pl.lit("product")).otherwise("mention").alias("slot"),
            pl.when("makes").then("mention").otherwise(aside).alias("mention"),
        )
        every = spoken.join(self.words, on=["node", "language", "mention"]).sort("row", "word")
        chosen = every[rng.permutation(every.height)].unique("row", keep="first").sort("row")
        return chosen.group_by("at", maintain_order=True).agg(
            _joined(slot).alias(slot) for slot in ("product", "bought", "served")
        )


def _joined(slot: str) -> pl.Expr:
    """Join the words of a slot as the language does; null where there are none."""
    words = pl.col("word").filter(pl.col("slot") == slot)
    one = pl.when(pl.col("language").first() == "zh").then(words.str.join("、"))
    return pl.when(words.len() > 0).then(one.otherwise(words.str.join(" and ")))


def told(rows: pl.DataFrame, said: pl.DataFrame, rng: Rng) -> pl.Series:
    """Put together the text of each document.

    Parameters
    ----------
    rows
        ``at, year, kind, language, firm, place, trade, service, partner, n``, a row a document.
    said
        ``at, product, bought, served`` as :meth:`Products.said` gives them.
    rng
        Chance.
    """
    full = rows.join(said, on="at", how="left", maintain_order="left")
    plain = pl.lit(pl.Series(rng.random(full.height) < PLAIN, dtype=pl.Boolean))
    plain |= pl.col("service")
    closes = pl.Series(rng.random(full.height) < CLOSES, dtype=pl.Boolean)
    there = {
        "opens": pl.lit(value=True),
        "makes": pl.col("product").is_not_null(),
        "offers": pl.col("product").is_null() & plain,
        "silent": pl.col("product").is_null() & ~plain,
        "serves": pl.col("served").is_not_null(),
        "buys": pl.col("bought").is_not_null(),
        "closes": pl.lit(closes),
    }
    gap = pl.when(pl.col("language") == "en").then(pl.lit(" ")).otherwise(pl.lit(""))
    draft = full.with_columns(
        pl.when(there[role])
        .then(_template(full, role, rng) + gap)
        .otherwise(pl.lit(""))
        .alias(f"_{role}")
        for role in ROLES
    ).with_columns(pl.concat_str(f"_{role}" for role in ROLES).str.strip_chars(" ").alias("text"))
    for slot in SLOTS:
        value = pl.col(slot).cast(pl.String).fill_null("")
        filled = pl.col("text").str.replace_all(f"{{{slot}}}", value, literal=True)
        draft = draft.with_columns(filled.alias("text"))
    return draft["text"]


def _template(rows: pl.DataFrame, role: str, rng: Rng) -> pl.Expr:
    """Draw a template of a role for each document, of its kind and language."""
    every = [
        (entry["kind"], language, template)
        for entry in catalogue(CATALOGUE)["sentences"]
        if entry["role"] == role
        for language in LANGUAGES
        for template in entry[language]
    ]
    places: dict[tuple[str, str], list[int]] = {}
    for at, (kind, language, _) in enumerate(every):
        places.setdefault((kind, language), []).append(at)
    spans = pl.DataFrame(
        [(kind, language, at[0], len(at)) for (kind, language), at in places.items()],
        schema=["kind", "language", "first", "many"],
        orient="row",
    )
    of = rows.select("kind", "language").join(
        spans, on=["kind", "language"], how="left", maintain_order="left"
    )
    draw = np.floor(of["many"].to_numpy() * rng.random(rows.height)).astype(np.int64)
    words = pl.Series([template for _, _, template in every])
    return pl.lit(words.gather(of["first"].to_numpy() + draw))
