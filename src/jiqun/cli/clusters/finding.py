"""The commands that find clusters in every way and say how stable they are."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from jiqun.cli.clusters.definitions import (
    Folder,
    SeedOption,
    WorkersOption,
    custom_command,
    define_command,
)
from jiqun.cli.clusters.members import members_command
from jiqun.cli.output import (
    JsonFlag,
    LangOption,
    Shown,
    echo,
    emit,
    heads,
    next_step,
    progress_bar,
    show_table,
    shown,
    shown_score,
    shown_with_span,
)
from jiqun.cli.shared import (
    ConfidentialFlag,
    Root,
    options_of_group,
    say_level,
    say_rating,
    shown_place,
)
from jiqun.core import Language, say, show_cut_chance

if TYPE_CHECKING:
    from jiqun.studies import FindReport, FoundCluster, StabilityReport, WayChance, WayCount

ConfidenceOption = Annotated[
    float, typer.Option("--confidence", help="Confidence of the intervals, 0 to 1.")
]


def register(app: typer.Typer) -> None:
    """Add the group's commands."""
    group = typer.Typer(
        cls=Root,
        no_args_is_help=True,
        help="Find clusters in every way, and see how sure they are (集群识别).",
    )
    group.callback()(options_of_group)
    group.command("find")(find_command)
    group.command("define")(define_command)
    group.command("members")(members_command)
    group.command("stability")(stability_command)
    group.command("custom")(custom_command)
    app.add_typer(group, name="clusters")


def find_command(  # noqa: PLR0913, PLR0917 - one parameter an option
    workspace: Folder,
    way: Annotated[
        Literal["regions", "points", "links", "all"],
        typer.Option("--way", help="From regions, from points, from links, or all the data allow."),
    ] = "all",
    definition: Annotated[
        str | None, typer.Option("--definition", help="Only this definition set.")
    ] = None,
    level: Annotated[
        str | None, typer.Option("--level", help="Level of regions; the finest otherwise.")
    ] = None,
    year: Annotated[
        int | None, typer.Option("--year", help="The year; the latest otherwise.")
    ] = None,
    draws: Annotated[
        int, typer.Option("--draws", help="Permutations of each test against chance.")
    ] = 199,
    bootstraps: Annotated[
        int, typer.Option("--bootstraps", help="Resamples for the stability; 0 leaves them out.")
    ] = 40,
    pairs: Annotated[
        int,
        typer.Option(
            "--pairs",
            help="Pairs of the last years on which the chance of next year is fitted, each a search"
            " more; 0 takes the chance that comes with jiqun.",
        ),
    ] = 2,
    alpha: Annotated[float, typer.Option("--alpha", help="Level of significance, 0 to 1.")] = 0.05,
    confidence: ConfidenceOption = 0.95,
    seed: SeedOption = 0,
    workers: WorkersOption = 2,
    again: Annotated[
        bool, typer.Option("--again", help="Search even if nothing has changed.")
    ] = False,
    top: Annotated[int, typer.Option("--top", help="Clusters to show.")] = 10,
    as_json: JsonFlag = False,
    lang: LangOption = "en",
) -> None:
    """Find clusters from regions, points and links, rate them, and keep them (识别集群)."""
    from jiqun.studies import FindPlan, find

    plan = FindPlan(
        way=way,
        definition=definition,
        level=level,
        year=year,
        draws=draws,
        bootstraps=bootstraps,
        pairs=pairs,
        alpha=alpha,
        confidence=confidence,
        seed=seed,
        workers=workers,
    )
    with progress_bar(quiet=as_json) as progress:
        report = find(workspace, plan, again=again, top=top, full=as_json, progress=progress)
    emit(report, as_json=as_json, show=lambda: _show_found(report, lang))


def stability_command(  # noqa: PLR0913, PLR0917 - one parameter an option
    workspace: Folder,
    id: Annotated[
        str,
        typer.Argument(help="A cell's id DEFINITION:CATEGORY:REGION, or a found cluster's code."),
    ],
    scheme: Annotated[
        str, typer.Option("--scheme", help="Whose strong rating is to survive, of a cell.")
    ] = "us-cluster-mapping",
    year: Annotated[
        int | None, typer.Option("--year", help="The year; the latest otherwise.")
    ] = None,
    draws: Annotated[
        int, typer.Option("--draws", help="Resamples of the main job, of a cell.")
    ] = 200,
    confidence: ConfidenceOption = 0.95,
    seed: SeedOption = 0,
    workers: WorkersOption = 2,
    confidential: ConfidentialFlag = False,
    as_json: JsonFlag = False,
    lang: LangOption = "en",
) -> None:
    """Say how stable a cell or cluster is, and where else it is seen (稳定性)."""
    from jiqun.studies import StabilityPlan, stability

    plan = StabilityPlan(
        scheme=scheme, year=year, draws=draws, confidence=confidence, seed=seed, workers=workers
    )
    place = shown_place(workspace, confidential=confidential, lang=lang)
    with progress_bar(quiet=as_json) as progress:
        report = stability(place, id, plan, progress=progress)
    emit(report, as_json=as_json, show=lambda: _show_stability(report, workspace, lang))


def _show_found(report: FindReport, lang: Language) -> None:
    _show_clusters(report, lang)
    echo(say("find.once", lang, **report.once))
    for row in report.ways:
        echo(_counted(row, lang))
    for chance in report.chances:
        echo(_learned(chance, lang))
    for one in report.left_out:
        way = say(f"find.way-{one.way}", lang)
        told = {"missing": one.missing.said(lang), "needs": one.needs.said(lang)}
        echo(say("find.left-out", lang, way=way, **told))
    for caution in report.cautions:
        echo(caution.told(lang))
    if report.unchanged:
        echo(say("find.unchanged", lang, commit=report.commit))
    else:
        taken = ", ".join(f"{step} {seconds:.1f}" for step, seconds in report.seconds.items())
        echo(say("find.done", lang, commit=report.commit, seconds=taken))
    for command in report.next:
        next_step(command, lang=lang)


def _counted(row: WayCount, lang: Language) -> str:
    """Say how many clusters a way is one of the finders of, and how many finds it has."""
    parts = {"cores": row.finds - row.outermost, "virtual": row.virtual}
    return say(
        "find.counted",
        lang,
        way=say(f"find.way-{row.way}", lang),
        clusters=row.clusters,
        finds=row.finds,
        sure=row.sure,
        expected="?" if row.expected is None else shown(row.expected, "count"),
        **{name: say(f"find.counted-{name}", lang, n=n) if n else "" for name, n in parts.items()},
    )


def _show_clusters(report: FindReport, lang: Language) -> None:
    """Print the largest clusters; a column that says nothing is left out."""
    found = report.top
    leading = found[0].quantity if found else "employment"
    columns: dict[str, list[str | int | None]] = {
        "cluster": [(lang == "zh" and row.name_zh) or row.name for row in found],
        "ways": [_ways(row.ways, lang) for row in found],
        "organisations": [row.organisations for row in found],
        leading: [shown(row.size, leading) for row in found],
        "quotient": [_interval(row) for row in found],
        "again": [_chance(row.chance) for row in found],
        "quadrant": [_word("quadrant", row.quadrant, lang) for row in found],
    }
    told = {name: own for name, own in columns.items() if any(v is not None for v in own)}
    if not found:
        return
    level = say_level(report.level, lang)
    title = say("find.top", lang, level=level, year=report.year or "–")
    rows = [list(row) for row in zip(*told.values(), strict=True)]
    show_table(title, heads(list(told), lang, own="find."), rows)


def _ways(ways: Sequence[str], lang: Language) -> str:
    from jiqun.studies import ways_words

    return ways_words(ways, lang)


def _chance(value: float | None) -> str | None:
    return None if value is None else Shown(show_cut_chance(value))


def _word(kind: str, value: str | None, lang: Language) -> str | None:
    return None if value is None else say(f"find.{kind}-{value}", lang)


def _learned(chance: WayChance, lang: Language) -> str:
    """Say on what a way's chance was learned, and how well it predicts."""
    spans = [say("find.chance-pair", lang, first=one, last=one + 1) for one in chance.pairs]
    told = {name: shown_score(getattr(chance, name)) for name in ("brier", "brier_share")}
    return say(
        f"find.chance-{chance.basis}",
        lang,
        way=say(f"find.way-{chance.way}", lang),
        clusters=chance.clusters,
        share=shown(chance.share, "share"),
        pairs=say("find.and", lang).join(spans) or say("find.chance-planted", lang),
        **told,
    )


def _show_stability(report: StabilityReport, workspace: Path, lang: Language) -> None:
    name = report.name_zh if lang == "zh" else report.name
    echo(f"{name}  ({report.id})")
    if report.ratings:
        scheme = str(report.record.parameters.get("scheme", ""))
        rows = [
            [say_rating(scheme, row.rating, lang) if row.rating else "?", shown(row.share, "share")]
            for row in report.ratings
        ]
        columns = heads(("rating", "share"), lang, own="find.")
        own = say_rating(scheme, report.rating, lang) if report.rating else "?"
        echo(say("find.rated-as", lang, rating=own))
        show_table("", columns, rows)
    tests = [
        [say(f"find.test-{row.test}", lang), row.said.said(lang), _yes(row.seen, lang)]
        for row in report.tests
    ]
    columns = heads(("test", "outcome", "seen"), lang, own="find.")
    show_table(say("find.tests", lang), columns, tests)
    echo(report.sentence.said(lang))
    if report.reliability is not None:
        _show_reliability(report.reliability, lang)
    for caution in report.record.cautions:
        echo(caution.told(lang))
    next_step(f"jiqun serve {workspace}", lang=lang)


def _show_reliability(chance: WayChance, lang: Language) -> None:
    """Print what was predicted of earlier clusters beside what came true."""
    echo(_learned(chance, lang))
    way = say(f"find.way-{chance.way}", lang)
    rows = [
        [
            f"{row.low:.0%}–{row.high:.0%}",
            row.clusters,
            shown(row.chance, "share"),
            shown(row.again, "share"),
        ]
        for row in chance.reliability
    ]
    columns = heads(("tenth", "held", "predicted", "came"), lang, own="find.")
    show_table(say("find.reliability", lang, way=way), columns, rows)


def _yes(value: bool | None, lang: Language) -> str:
    return "–" if value is None else say("find.yes" if value else "find.no", lang)


def _interval(row: FoundCluster) -> str | None:
    if row.quotient is None:
        return None
    return shown_with_span(row.quotient, row.quotient_low, row.quotient_high, "quotient")
