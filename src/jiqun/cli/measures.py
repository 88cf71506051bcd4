"""The commands that list the measures and compute one on files or on a workspace."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from typer.core import TyperCommand

from jiqun.cli.output import JsonFlag, LangOption, echo, emit, heads, pairs, show_table, shown
from jiqun.cli.shared import ConfidentialFlag, shown_place
from jiqun.core import MEASURES, InputError, Language, Words, problem, say

if TYPE_CHECKING:
    from jiqun.studies import KindRow, Measured, MeasureList, MeasurePage

#: Columns of a result that are in the measure's own unit.
OWN_UNIT = ("value", "low", "high", "expected")


class WithKinds(TyperCommand):
    """A command whose help ends with the kinds of data; they are looked up when it is asked for."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help with the register's kinds below."""
        from jiqun.studies import list_kinds

        lines = [f"{one.id}: {one.layout.en}" for one in list_kinds()]
        self.epilog = "\n\n".join(["Kinds of data for --data KIND=FILE:", *lines])
        super().format_help(ctx, formatter)


def register(app: typer.Typer) -> None:
    """Add the group's commands."""
    app.command("measures")(measures_command)
    app.command("measure", cls=WithKinds)(measure_command)


def measures_command(
    id: Annotated[
        str | None, typer.Argument(help="One measure: its formula, options and source.")
    ] = None,
    as_json: JsonFlag = False,
    lang: LangOption = "en",
) -> None:
    """List every measure: id, title, what it reads, unit, bounds, source."""
    from jiqun.studies import describe_measure, list_measures

    if id is not None:
        one = describe_measure(id)
        emit(one, as_json=as_json, show=lambda: _describe(one, lang))
        return
    found = list_measures()
    emit(found, as_json=as_json, show=lambda: _list(found, lang))


def measure_command(  # noqa: PLR0913, PLR0917 - one parameter an option
    id: Annotated[str, typer.Argument(help="The measure; see `jiqun measures`.")],
    data: Annotated[
        list[str] | None,
        typer.Option(
            "--data", help="Data as KIND=FILE; may repeat. See --template, or the kinds below."
        ),
    ] = None,
    counts: Annotated[
        Path | None,
        typer.Option(
            "--counts", help="Region x industry: wide, or long region,industry,value[,year]."
        ),
    ] = None,
    plants: Annotated[
        Path | None, typer.Option("--plants", help="Plants: region, industry, employment.")
    ] = None,
    sites: Annotated[
        Path | None,
        typer.Option("--sites", help="Points: x,y (or lon,lat), industry[, weight]."),
    ] = None,
    values: Annotated[
        Path | None, typer.Option("--values", help="One number a region: region, value.")
    ] = None,
    weights: Annotated[
        Path | None, typer.Option("--weights", help="Neighbours: from, to[, weight].")
    ] = None,
    establishments: Annotated[
        Path | None,
        typer.Option("--establishments", help="Establishments of the same cells, for intervals."),
    ] = None,
    workspace: Annotated[
        Path | None, typer.Option("--workspace", help="A workspace instead of files.")
    ] = None,
    value: Annotated[
        str | None, typer.Option("--value", help="Column to use where a file has several.")
    ] = None,
    year: Annotated[int | None, typer.Option("--year", help="Year of the table.")] = None,
    quantity: Annotated[
        str | None,
        typer.Option("--quantity", help="With --workspace: what is counted; what leads otherwise."),
    ] = None,
    reference: Annotated[
        str | None,
        typer.Option(
            "--reference",
            help="What regions are compared with: a region's code (the nation), or a file of"
            " industry, value[, year]; their own sum where left out.",
        ),
    ] = None,
    industry: Annotated[
        str | None, typer.Option("--industry", help="With --sites: the industry.")
    ] = None,
    against: Annotated[
        str | None, typer.Option("--against", help="With --sites: a second industry.")
    ] = None,
    radii: Annotated[
        str | None, typer.Option("--radii", help="With --sites: FROM:TO:STEP, or 1,2,5; km.")
    ] = None,
    weighted: Annotated[
        bool, typer.Option("--weighted", help="With --sites: weigh by employment.")
    ] = False,
    metric: Annotated[
        Literal["planar", "great-circle"] | None,
        typer.Option(
            "--metric",
            help="With --sites: plane (km) or longitude and latitude; by default what the"
            " columns are called and hold.",
        ),
    ] = None,
    null: Annotated[
        Literal["labelling", "location", "independence"] | None,
        typer.Option("--null", help="With --sites: what the envelope is drawn from."),
    ] = None,
    draws: Annotated[
        int | None, typer.Option("--draws", help="Simulations; with counts, for an interval.")
    ] = None,
    seed: Annotated[int | None, typer.Option("--seed", help="Seed of the simulations.")] = None,
    level: Annotated[
        str | None,
        typer.Option(
            "--level",
            help="Confidence of intervals (0.95) or share outside envelopes (0.05);"
            " with --workspace the regions' level.",
        ),
    ] = None,
    option: Annotated[
        list[str] | None,
        typer.Option("--option", help="A measure's own option: NAME=VALUE; may repeat."),
    ] = None,
    template: Annotated[
        bool, typer.Option("--template", help="Show which files the measure reads, and stop.")
    ] = False,
    to: Annotated[
        Path | None, typer.Option("--to", help="Write the result here (.csv or .parquet).")
    ] = None,
    confidential: ConfidentialFlag = False,
    as_json: JsonFlag = False,
    lang: LangOption = "en",
) -> None:
    """Compute one measure; the answer has labels, values, intervals and its record."""
    from jiqun.studies import Choices, Given, describe_measure, measure, write_result

    if template:
        page = describe_measure(id)
        kinds = {"id": page.id, "data": page.data, "kinds": page.kinds}
        emit(kinds, as_json=as_json, show=lambda: _show_kinds(page, lang))
        return
    place = workspace and shown_place(workspace, confidential=confidential, lang=lang)
    short = {
        "counts": counts,
        "plants": plants,
        "sites": sites,
        "values": values,
        "weights": weights,
        "establishments": establishments,
    }
    files = {name: Path(file) for name, file in pairs(data or [], "data").items()}
    given = Given(
        data=files | {name: file for name, file in short.items() if file is not None},
        workspace=place,
        reading={
            "value": value,
            "year": year,
            "region_level": level if workspace else None,
            "quantity": quantity,
            "metric": metric,
            "compare_with": reference,
        },
    )
    choices = Choices(
        industry=industry,
        against=against,
        radii=radii,
        weighted=weighted,
        null=null,
        draws=draws,
        seed=seed,
        level=None if workspace else _share(level),
        options=pairs(option or [], "option"),
    )
    result = measure(id, given=given, choices=choices)
    if to is not None:
        write_result(result, to)
    emit(result, as_json=as_json, show=lambda: _show(result, place, lang))


def _share(text: str | None) -> float | None:
    if text is None:
        return None
    try:
        share = float(text)
    except ValueError:
        share = -1.0
    if not 0 < share < 1:
        raise InputError(problem("option-value", subject="level", case="share", given=text))
    return share


def _list(found: MeasureList, lang: Language) -> None:
    words = ("id", "title", "family", "reads", "unit", "bounds", "source")
    titles = {kind.id: kind.title.said(lang) for kind in found.kinds}
    rows = [
        [
            one.id,
            one.title.said(lang),
            say(f"measures.family-{one.family}", lang),
            titles[one.needs],
            one.unit,
            _bounds(one.bounds),
            one.citation,
        ]
        for one in found.items
    ]
    show_table(say("measures.list", lang), heads(words, lang, own="measures.word-"), rows)


def _bounds(bounds: tuple[float | None, float | None]) -> str:
    low, high = bounds
    return f"{'-inf' if low is None else f'{low:g}'} … {'inf' if high is None else f'{high:g}'}"


def _describe(one: MeasurePage, lang: Language) -> None:
    echo(f"{one.id}  {one.title.said(lang)}\n\n{one.text.said(lang)}\n")
    echo(one.documentation + "\n")
    rows = [
        [option.name, "|".join(option.choices) or option.kind, str(option.default)]
        for option in one.options
        if option.kind not in ("data", "group")
    ]
    words = ("option", "takes", "default")
    if rows:
        show_table("", [say(f"measures.word-{w}", lang) for w in words], rows)
    _show_kinds(one, lang)
    doi = f" https://doi.org/{one.reference.doi}" if one.reference.doi else ""
    echo(one.reference.text + doi)


def _show_kinds(page: MeasurePage, lang: Language) -> None:
    """Say which files a measure reads and what each looks like."""
    by_id = {kind.id: kind for kind in page.kinds}
    for one in page.data:
        for id in one.kinds:
            _show_kind(one.name, by_id[id], lang, required=one.required)


def _show_kind(name: str, kind: KindRow, lang: Language, *, required: bool) -> None:
    word = say(f"measures.data-{'required' if required else 'optional'}", lang)
    echo(typer.style(f"{name}: --data {kind.id}=FILE  ({word})", bold=True))
    echo(f"  {kind.layout.said(lang)}")
    for column in kind.columns:
        names = ", ".join((column.name, *column.also))
        echo(f"  - {names}: {column.about.said(lang)}")
    echo("\n" + "".join(f"    {line}\n" for line in kind.example.splitlines()))


def _show(result: Measured, workspace: Path | None, lang: Language) -> None:
    from jiqun.studies import code_names, rows_of

    names = code_names(workspace) if workspace else {}
    echo(result.explain(lang, names) + "\n")
    frame = rows_of(result)
    spec = MEASURES.get(result.record.subject)
    own = dict.fromkeys(OWN_UNIT, spec.unit if spec else "1")
    rows = [
        [
            _cell(value, own.get(name, "1"), names.get(name, {}), lang)
            for name, value in zip(frame.columns, row, strict=True)
        ]
        for row in frame.iter_rows()
    ]
    show_table("", frame.columns, rows)


def _cell(value: Any, unit: str, names: Mapping[str, Words], lang: Language) -> Any:
    """Write a number by its unit, the measure's own or a pure number's, and names for codes."""
    if isinstance(value, float):
        return shown(value, unit)
    known = names.get(str(value))
    return known.said(lang) if known else value
