"""Names of a file that become codes, and the rows of regions and industries that come with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import polars as pl

from jiqun.core import Origin, Problem, Words, problem
from jiqun.sources.files import Mapped, NameRule, few, texts_of
from jiqun.sources.lists import Matched, match_names, name_list, with_ancestors
from jiqun.tables import TableSchema, schema
from jiqun.workspace import Workspace

#: From which certainty on a name is taken without asking: of those 99 in 100 are right, as the
#: labelled names of the lists' own test show.
SURE = 0.9
_SHOWN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class FilledTable:
    """Rows of another table that came with a file's names.

    Attributes
    ----------
    table, rows
        Its name; how many rows it gained.
    list, title
        The list that they are from; its title in each language.
    """

    table: str
    rows: int
    list: str
    title: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A file whose names are codes.

    Attributes
    ----------
    mapped
        The rows, names replaced by codes where they are sure.
    frames
        Table -> rows that it lacks: the codes met and all above them.
    origins
        Table -> the list's.
    filled
        The same for the report.
    problems, cautions
        Names that are not sure, with candidates; what was matched how.
    unmatched
        Columns in which a name was not matched: its rows are refused at the door.
    """

    mapped: Mapped
    frames: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    origins: Mapping[str, Origin] = field(default_factory=dict)
    filled: tuple[FilledTable, ...] = ()
    problems: tuple[Problem, ...] = ()
    cautions: tuple[Problem, ...] = ()
    unmatched: tuple[str, ...] = ()


def named(
    workspace: Workspace, target: TableSchema, mapped: Mapped, rules: Mapping[str, NameRule]
) -> Named:
    """Match the names that a map's ``[names]`` speak of, the workspace's own first.

    Raises
    ------
    UnknownError
        ``list-unknown``.
    """
    found = Named(mapped=mapped)
    for column, rule in rules.items():
        if column in mapped.frame.columns:
            found = _one(workspace, target, found, column, rule)
    return found


def _one(
    workspace: Workspace, target: TableSchema, found: Named, column: str, rule: NameRule
) -> Named:
    listed, frame = name_list(rule.list), found.mapped.frame
    texts = texts_of(frame[column]).str.strip_chars()
    table = _table_of(target, column)
    known = _known(workspace, table)
    matches = _matched(workspace, target, column, rule, texts)
    sure = _sure(matches)
    unsure = [one for one in matches if one.given not in sure]
    codes = texts.replace(sure).alias(column)
    if table == target.name:  # no other table refuses what is no code
        codes = codes.set(texts.is_in([one.given for one in unsure]), None)
    mapped = replace(found.mapped, frame=frame.with_columns(codes))
    more = replace(
        found,
        mapped=mapped,
        problems=(*found.problems, *_unsure(column, unsure, listed.title)),
        cautions=(*found.cautions, *_told(column, matches, sure, listed.title)),
        unmatched=(*found.unmatched, *([column] if unsure else [])),
    )
    return _with_rows(more, table, known, sure, rule) if table and table != target.name else more


def with_codes(
    workspace: Workspace,
    target: TableSchema,
    frame: pl.DataFrame,
    rules: Mapping[str, NameRule],
) -> pl.DataFrame:
    """Replace the names that are sure by their codes, and leave the others."""
    for column, rule in rules.items():
        if column in frame.columns:
            texts = texts_of(frame[column]).str.strip_chars()
            sure = _sure(_matched(workspace, target, column, rule, texts))
            frame = frame.with_columns(texts.replace(sure).alias(column))
    return frame


def _matched(
    workspace: Workspace, target: TableSchema, column: str, rule: NameRule, texts: pl.Series
) -> tuple[Matched, ...]:
    values = [str(one) for one in texts.drop_nulls().unique(maintain_order=True) if one]
    known = _known(workspace, _table_of(target, column))
    return match_names(values, rule.list, within=rule.within, known=known)


def _sure(matches: tuple[Matched, ...]) -> dict[str, str]:
    return {one.given: one.code for one in matches if one.code and one.certainty >= SURE}


def _known(workspace: Workspace, table: str) -> pl.DataFrame | None:
    return workspace.frame(table) if table and workspace.has(table) else None


def _table_of(target: TableSchema, column: str) -> str:
    """Name the table whose codes a column holds: the one it refers to, or its own."""
    references = target.column(column).references
    if references:
        return references[0]
    return target.name if column == target.key[0] else ""


def _with_rows(
    found: Named,
    table: str,
    known: pl.DataFrame | None,
    sure: Mapping[str, str],
    rule: NameRule,
) -> Named:
    """Add the rows that the other table lacks: the codes met, and all above them."""
    key = schema(table).key[0]
    rows = with_ancestors(list(sure.values()), rule.list)
    if key not in rows.columns:
        return found
    there = [found.frames[table][key]] if table in found.frames else []
    there += [known[key]] if known is not None else []
    if there:
        rows = rows.filter(~pl.col(key).is_in(pl.concat(there).implode()))
    before = found.frames.get(table)
    both = rows if before is None else pl.concat([before, rows])
    if rows.is_empty():
        return replace(found, frames={**found.frames, table: both})
    wanted = rows.filter(pl.col(key).is_in(list(sure.values())))
    return _listed(found, table, rows, both, rule.list, _labels(wanted, key))


def with_listed(found: Named, table: str, rows: pl.DataFrame, list_id: str) -> Named:
    """Add rows of a list to a table, in the same commit."""
    if rows.is_empty():
        return found
    return _listed(found, table, rows, rows, list_id, _labels(rows, schema(table).key[0]))


def _listed(
    found: Named,
    table: str,
    rows: pl.DataFrame,
    whole: pl.DataFrame,
    list_id: str,
    shown: list[str],
) -> Named:
    listed = name_list(list_id)
    told = problem(
        "rows-from-list",
        subject=table,
        rows=rows.height,
        list=listed.title,
        shown=few(shown)[:_SHOWN],
    )
    report = FilledTable(table=table, rows=rows.height, list=listed.id, title=listed.title)
    return replace(
        found,
        frames={**found.frames, table: whole},
        origins={**found.origins, table: listed.origin},
        filled=(*found.filled, report),
        cautions=(*found.cautions, told),
    )


def _labels(rows: pl.DataFrame, key: str) -> list[str]:
    return [
        f"{code} {zh or name or ''}".strip()
        for code, name, zh in rows.select(key, "name", "name_zh").iter_rows()
    ]


def _told(
    column: str, matches: tuple[Matched, ...], sure: Mapping[str, str], title: Words
) -> list[Problem]:
    """Say what became which code, and what deserves to be told of single names."""
    by_name = [one for one in matches if one.given in sure and one.how != "code"]
    told = []
    if by_name:
        order = {"near": 0, "former": 1, "alias": 2, "short": 3}
        shown = sorted(by_name, key=lambda one: order.get(one.how, 9))[:_SHOWN]
        pairs = [f"{one.given} → {one.code} {_name(one)}".strip() for one in shown]
        told.append(
            problem("names-matched", subject=column, count=len(by_name), list=title, shown=pairs)
        )
    return told + [one.note for one in matches if one.note]


def _name(match: Matched) -> str:
    best = next((one for one in match.candidates if one.code == match.code), None)
    return (best.name_zh or best.name or "") if best else ""


def _unsure(column: str, matches: list[Matched], title: Words) -> list[Problem]:
    """Tell the names that are not sure, each with its candidates."""
    if not matches:
        return []
    shown = [f"{one.given} ({_candidates(one)})" for one in matches]
    first = matches[0]
    code = first.candidates[0].code if first.candidates else "CODE"
    return [
        problem(
            "names-unsure",
            subject=column,
            count=len(matches),
            list=title,
            shown=few(shown),
            key=f"name.{column}.{first.given}",
            candidate=code,
        )
    ]


def _candidates(match: Matched) -> str:
    near = [
        f"{one.code} {one.name_zh or one.name or ''} {one.certainty:.0%}"
        for one in match.candidates[:3]
    ]
    return "; ".join(near) or "–"
