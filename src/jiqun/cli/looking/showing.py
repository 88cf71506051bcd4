"""How a look is printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from jiqun.cli.output import echo, heads, show_table
from jiqun.cli.shared import say_table
from jiqun.core import Language, Problem, say, show_chance

if TYPE_CHECKING:
    from jiqun.sources.looking import NamesSeen, Question
    from jiqun.studies import LookReport

_TOTALS, _COLUMNS, _EXAMPLES = 6, 40, 2


def show_look(report: LookReport, lang: Language, *, questions: bool) -> None:
    """Print what was seen, how it would be loaded and what is open."""
    _show_place(report, lang)
    _show_columns(report, lang)
    _show_names(report, lang)
    _show_totals(report, lang)
    _show_preview(report, lang)
    _show_problems(say("store.problems", lang), report.problems, lang)
    _show_problems(say("looking.changes", lang), report.changes, lang)
    _show_problems(say("store.cautions", lang), report.cautions, lang)
    if questions and report.questions:
        echo(typer.style(say("looking.questions", lang), bold=True))
        for one in report.questions:
            show_question(one, lang)
        echo()
    if report.map_file:
        echo(say("looking.map", lang, file=report.map_file))


def show_question(one: Question, lang: Language) -> None:
    """Print a question with its options and its proposal."""
    echo(f"\n  {one.text.said(lang)}  [{one.key}]")
    for each in one.options:
        label = each.label.said(lang)
        shown = each.value if label == each.value else f"{each.value}  {label}"
        echo(f"    {'→' if each.value == one.proposed else ' '} {shown}")
    proposed = one.proposed if one.proposed is not None else "–"
    words = {
        "proposed": proposed,
        "certainty": show_chance(one.certainty),
        "reason": one.reason.said(lang),
    }
    echo(f"    {say('looking.proposed', lang, **words)}")


def _show_problems(title: str, problems: tuple[Problem, ...], lang: Language) -> None:
    """Print problems, a paragraph each."""
    if not problems:
        return
    echo(typer.style(f"{title}:", bold=True))
    for one in problems:
        echo(f"  {one.told(lang)}")
    echo()


def _show_place(report: LookReport, lang: Language) -> None:
    echo(typer.style(f"{report.file}", bold=True))
    for one in report.sheets if len(report.sheets) > 1 else ():
        mark = "→" if one.chosen else " "
        echo(f"  {mark} {one.name}: {one.rows:,} × {one.columns:,}")
    if report.title:
        echo(f"  {report.title}")
    across = [_across(one, lang) for one in report.across]
    words: dict[str, object] = {
        "row": report.header_row,
        "lines": report.header_rows,
        "layout": say(f"looking.{report.layout}", lang, across=", ".join(across)),
        "encoding": report.encoding or "–",
    }
    echo(f"  {say('looking.place', lang, **words)}")
    for note in report.notes:
        echo(f"  {note}")
    echo()


def _across(level: str, lang: Language) -> str:
    """Name what stands across, or what names are of."""
    if level == "region":
        return say_table("regions", lang).lower()
    return say(f"looking.level-{level}", lang)


def _show_columns(report: LookReport, lang: Language) -> None:
    names = ("column", "becomes", "unit", "certainty", "why", "values")
    rows = []
    for one in report.columns[:_COLUMNS]:
        unit = one.unit or ""
        if one.scale != 1.0:
            unit = f"{unit} ×{one.scale:,.12g}"
        becomes = one.becomes or say("looking.none", lang)
        examples = " · ".join(one.examples[:_EXAMPLES])
        rows.append(
            (
                one.name,
                becomes,
                unit or "–",
                show_chance(one.certainty),
                one.reason.said(lang),
                examples,
            )
        )
    show_table(say("looking.columns", lang), heads(names, lang, own="looking.head-"), rows)
    if len(report.columns) > _COLUMNS:
        echo(say("looking.more", lang, count=f"{len(report.columns) - _COLUMNS:,}"))


def _show_names(report: LookReport, lang: Language) -> None:
    for one in report.names:
        words = {
            "kind": _across(one.column, lang), "matched": one.matched, "of": one.of,
            "list": one.title.said(lang) if one.title else one.list, "within": _within(one, lang),
        }  # fmt: skip
        echo(say("looking.names" if one.list else "looking.own-names", lang, **words))


def _within(names: NamesSeen, lang: Language) -> str:
    """Name the places that a column's names lie in; nothing where there are none."""
    if not names.places:
        return ""
    places = say("run.between", lang).join(one.said(lang) for one in names.places)
    return say("looking.names-within", lang, places=places)


def _show_totals(report: LookReport, lang: Language) -> None:
    if not report.totals:
        return
    names = ("total", "column", "stated", "summed", "difference", "unknown", "agrees")
    worst = sorted(report.totals, key=lambda one: one.agrees)[:_TOTALS]
    rows = [
        (
            one.label, one.column, _exact(one.stated), _exact(one.summed), _exact(one.difference),
            f"{one.unknown:,}", say(f"find.{'yes' if one.agrees else 'no'}", lang),
        )
        for one in worst
    ]  # fmt: skip
    show_table(say("looking.totals", lang), heads(names, lang, own="looking.head-"), rows)
    left = len(report.totals) - len(worst)
    if left:
        echo(say("looking.more", lang, count=f"{left:,}"))


def _show_preview(report: LookReport, lang: Language) -> None:
    if not report.preview:
        return
    columns = list(report.preview[0])
    rows = [tuple(_exact(row.get(one)) for one in columns) for row in report.preview]
    title = say("looking.preview", lang, rows=f"{report.rows:,}", table=report.table)
    show_table(title, columns, rows)


def _exact(value: object) -> str:
    """Write a value as it would be loaded, no digit less."""
    if value is None:
        return "–"
    if isinstance(value, float):
        return f"{value:,.12g}"
    return str(value)
