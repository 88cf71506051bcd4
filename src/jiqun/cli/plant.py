"""The commands that plant a synthetic economy, measure it, and score what was found in it."""

from __future__ import annotations

from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from jiqun.cli.output import (
    JsonFlag,
    LangOption,
    echo,
    emit,
    heads,
    next_step,
    progress_bar,
    show_table,
)
from jiqun.cli.shared import ConfidentialFlag, shown_place
from jiqun.core import Language, say

if TYPE_CHECKING:
    from jiqun.studies import MomentRow, MomentsReport, PlantReport, ScoreReport


def register(app: typer.Typer) -> None:
    """Add the group's commands."""
    app.command("plant")(plant_command)
    app.command("score")(score_command)
    app.command("moments")(moments_command)


def plant_command(  # noqa: PLR0913, PLR0917 - one parameter an option
    directory: Annotated[Path, typer.Argument(help="Folder to write; empty or not there yet.")],
    establishments: Annotated[
        float, typer.Option("--establishments", help="How many: 1e3 to 2e7.")
    ] = 1e5,
    seed: Annotated[int, typer.Option("--seed", help="The same seed gives the same country.")] = 5,
    noise: Annotated[
        float, typer.Option("--noise", help="0 to 1: how uneven what is not planted is.")
    ] = 0.3,
    regions: Annotated[
        int | None, typer.Option("--regions", help="Counties; chosen by size otherwise.")
    ] = None,
    industries: Annotated[
        int | None, typer.Option("--industries", help="Classes; chosen by size otherwise.")
    ] = None,
    years: Annotated[
        int, typer.Option("--years", help="Years of the panel, the last is 2024.")
    ] = 10,
    clusters: Annotated[
        int | None, typer.Option("--clusters", help="Planted clusters; chosen by size otherwise.")
    ] = None,
    withheld: Annotated[
        float, typer.Option("--withheld", help="Share of activity rows withheld, 0 to 0.5.")
    ] = 0.1,
    countries: Annotated[
        int, typer.Option("--countries", help="How many countries lie on the island.")
    ] = 1,
    turbulence: Annotated[
        float,
        typer.Option(
            "--turbulence",
            help="0 to 2: shocks, births and deaths, renewal of ties; 1 as in real ones.",
        ),
    ] = 1.0,
    hidden: Annotated[
        float,
        typer.Option("--hidden", help="Share of activity rows left out altogether, 0 to 0.5."),
    ] = 0.0,
    hidden_ties: Annotated[
        float, typer.Option("--hidden-ties", help="Share of ties that no table shows, 0 to 0.9.")
    ] = 0.0,
    hidden_suppliers: Annotated[
        float,
        typer.Option(
            "--hidden-suppliers", help="Share of a chain's suppliers that no table shows, 0 to 0.9."
        ),
    ] = 0.0,
    selection: Annotated[
        float,
        typer.Option(
            "--selection", help="0 to 3: how much programmes choose counties that grew before."
        ),
    ] = 0.5,
    spillover: Annotated[
        float,
        typer.Option(
            "--spillover", help="Share of a programme's effect that neighbouring counties get."
        ),
    ] = 0.25,
    breaks: Annotated[
        int, typer.Option("--breaks", help="Changes of definitions within the panel, 0 to 5.")
    ] = 0,
    weaknesses: Annotated[
        float,
        typer.Option("--weaknesses", help="Share of the clusters with a planted weakness, 0 to 1."),
    ] = 0.4,
    spelling: Annotated[
        float,
        typer.Option("--spelling", help="0 to 1: how wildly another register writes names."),
    ] = 0.3,
    agencies: Annotated[
        float,
        typer.Option("--agencies", help="Share of the clusters that an agency serves, 0 to 1."),
    ] = 0.35,
    generator: Annotated[
        int | None,
        typer.Option(
            "--generator",
            help="Version of the generator; this release's otherwise.",
        ),
    ] = None,
    format: Annotated[
        Literal["parquet", "csv"], typer.Option("--format", help="Of the files.")
    ] = "parquet",
    workspace: Annotated[
        Path | None,
        typer.Option("--workspace", help="Also make this workspace with all tables loaded."),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Replace an economy planted there earlier.")
    ] = False,
    as_json: JsonFlag = False,
    lang: LangOption = "en",
) -> None:
    """Plant a synthetic country with known clusters; its truth goes to DIR/truth (合成经济)."""
    from jiqun.studies import PlantPlan, plant

    plan = PlantPlan(
        establishments=establishments,
        seed=seed,
        noise=noise,
        regions=regions,
        industries=industries,
        years=years,
        clusters=clusters,
        withheld=withheld,
        countries=countries,
        turbulence=turbulence,
        hidden=hidden,
        hidden_ties=hidden_ties,
        hidden_suppliers=hidden_suppliers,
        selection=selection,
        spillover=spillover,
        breaks=breaks,
        weaknesses=weaknesses,
        spelling=spelling,
        agencies=agencies,
        **({} if generator is None else {"generator": generator}),
    )
    with progress_bar(quiet=as_json) as progress:
        report = plant(
            directory,
            plan,
            format=format,
            workspace=workspace,
            force=force,
            progress=progress,
        )
    emit(report, as_json=as_json, show=lambda: _show_planted(report, lang))
    if report.workspace:
        next_step(f"jiqun run {workspace}", lang=lang)
        next_step(f"jiqun score {workspace} --truth {directory}/truth", lang=lang)
    else:
        words = (
            f"jiqun load WORKSPACE TABLE {directory}/TABLE.{format} --map {directory}/origin.toml"
        )
        next_step(f"jiqun init WORKSPACE; {words}", lang=lang)


def score_command(
    workspace: Annotated[Path, typer.Argument(help="Workspace of a planted economy, after a run.")],
    truth: Annotated[Path, typer.Option("--truth", help="The economy's folder DIR/truth.")],
    scheme: Annotated[
        str, typer.Option("--scheme", help="Whose strong cells count as found.")
    ] = "us-cluster-mapping",
    definition: Annotated[str, typer.Option("--definition", help="Whose categories.")] = "planted",
    as_json: JsonFlag = False,
    lang: LangOption = "en",
) -> None:
    """Say how well a run found the planted clusters: precision, recall, F1 (识别得分)."""
    from jiqun.studies import score_run

    report = score_run(workspace, truth=truth, scheme=scheme, definition=definition)
    emit(report, as_json=as_json, show=lambda: _show_score(report, lang))


def moments_command(
    path: Annotated[
        Path, typer.Argument(help="A workspace, or a folder that `jiqun plant` wrote.")
    ],
    confidential: ConfidentialFlag = False,
    as_json: JsonFlag = False,
    lang: LangOption = "en",
) -> None:
    """Say how an economy moves and what its tails are, beside real ones (与现实经济对照)."""
    from jiqun.studies import moments

    report = moments(shown_place(path, confidential=confidential, lang=lang))
    emit(report, as_json=as_json, show=lambda: _show_moments(report, lang))


def _show_moments(report: MomentsReport, lang: Language) -> None:
    words = ("moment", "here", "real", "band", "off", "inside")
    for family in dict.fromkeys(row.family for row in report.moments):
        rows = [_moment(row, lang) for row in report.moments if row.family == family]
        show_table(say(f"moments.{family}", lang), heads(words, lang, own="moments."), rows)
    told = len(report.moments) - report.judged
    echo(say("moments.judged", lang, inside=report.inside, judged=report.judged, told=told))
    echo(say("moments.sources", lang))


def _moment(row: MomentRow, lang: Language) -> list[str | float | None]:
    judged = {None: None, True: say("find.yes", lang), False: say("find.no", lang)}
    return [
        row.title.said(lang),
        _known(row.value),
        _known(row.real),
        None if isnan(row.low) else f"{row.low:g} – {row.high:g}",
        None if isnan(row.distance) else round(row.distance, 2),
        judged[row.inside],
    ]


def _known(value: float) -> float | None:
    return None if isnan(value) else value


def _show_planted(report: PlantReport, lang: Language) -> None:
    columns = heads(("table", "rows", "row"), lang, own="plant.")
    rows = [[table.table, table.rows, table.row.said(lang)] for table in report.tables]
    show_table(say("plant.tables", lang), columns, rows)
    country = report.country_zh if lang == "zh" else report.country
    echo(say("plant.planted", lang, country=country, **report.parameters))
    where = {
        "directory": report.directory,
        "papers": report.papers,
        "truth": report.truth,
        "seconds": report.seconds,
    }
    echo(say("plant.written", lang, **where))
    if report.workspace:
        echo(say("plant.loaded", lang, workspace=report.workspace, commit=report.commit))


def _show_score(report: ScoreReport, lang: Language) -> None:
    words = ("level", "strong-cells", "planted-cells", "precision", "recall", "f1", "jaccard")
    rows = [
        [s.level, s.n_called, s.n_planted, s.precision, s.recall, s.f1, s.jaccard]
        for s in report.levels
    ]
    title = say("plant.scored", lang, scheme=report.scheme, year=report.year)
    show_table(title, heads(words, lang, own="plant."), rows)
    base = report.levels[0]
    parts = [[_part(row["part"], lang), row["planted"], row["recall"]] for row in base.by_stage]
    parts += [[row["part"], row["planted"], row["recall"]] for row in base.by_strength]
    columns = heads(("part", "planted-cells", "recall"), lang, own="plant.")
    show_table(say("plant.parts", lang, level=base.level), columns, parts)


def _part(stage: str, lang: Language) -> str:
    return say(f"plant.{stage}", lang)
