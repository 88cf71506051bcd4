"""The commands that rate a bare table, list the schemes, and check printed quotients."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from jiqun.cli.output import (
    JsonFlag,
    LangOption,
    LeastPeers,
    LeastVisible,
    echo,
    emit,
    heads,
    show_table,
    shown,
)
from jiqun.cli.shared import say_scheme
from jiqun.core import Language, named, say

if TYPE_CHECKING:
    from jiqun.studies import AuditSummary, FlagAgreement, RatingReport, Scheme


def register(app: typer.Typer) -> None:
    """Add the group's commands."""
    app.command("rate")(rate_command)
    app.command("schemes")(schemes_command)
    app.command("compare-quotients")(compare_command)


def rate_command(  # noqa: PLR0913, PLR0917 - one parameter an option
    file: Annotated[
        Path,
        typer.Argument(
            help="CSV, Excel or Parquet: region, category, traded, employment, establishments"
            " [, quotient, region_type, level, year]."
        ),
    ],
    scheme: Annotated[str, typer.Option("--scheme", help="The scheme; see `jiqun schemes`.")],
    against: Annotated[
        list[str] | None,
        typer.Option("--against", help="A further scheme to set beside it; may repeat."),
    ] = None,
    published: Annotated[
        bool,
        typer.Option(
            "--published", help="The file is the scheme's own publication: compare with its flags."
        ),
    ] = False,
    cutoff: Annotated[
        list[str] | None,
        typer.Option("--cutoff", help="Another threshold: CRITERION=VALUE; may repeat."),
    ] = None,
    confidence: Annotated[
        float, typer.Option("--confidence", help="Confidence of the intervals, 0 to 1.")
    ] = 0.95,
    least_visible: LeastVisible = 0.7,
    least_peers: LeastPeers = 30,
    to: Annotated[
        Path | None, typer.Option("--to", help="Write the rated table here (.csv or .parquet).")
    ] = None,
    as_json: JsonFlag = False,
    lang: LangOption = "en",
) -> None:
    """Rate a bare table under any scheme, with intervals and unknowns told apart (评价)."""
    from jiqun.studies import RatePlan, rate, read_cutoffs

    plan = RatePlan(
        scheme=scheme,
        against=against or (),
        published=published,
        cutoffs=read_cutoffs(cutoff or ()),
        level=confidence,
        least_visible=least_visible,
        least_peers=least_peers,
    )
    report = rate(file, plan, to=to)
    emit(report, as_json=as_json, show=lambda: _show_rating(report, lang))


def schemes_command(as_json: JsonFlag = False, lang: LangOption = "en") -> None:
    """List the schemes of rating, what each needs, and how its rules are known (评价标准)."""
    from jiqun.studies import list_schemes

    found = list_schemes()
    emit({"items": found, "total": len(found)}, as_json=as_json, show=lambda: _list(found, lang))


def compare_command(
    file: Annotated[
        Path, typer.Argument(help="Annual file of the Quarterly Census (CSV or Parquet).")
    ],
    quantity: Annotated[
        Literal["employment", "establishments", "wages"],
        typer.Option("--quantity", help="Which of the printed quotients."),
    ] = "employment",
    as_json: JsonFlag = False,
    lang: LangOption = "en",
) -> None:
    """Compute printed location quotients anew; say why each difference is there (核对区位商)."""
    from jiqun.studies import compare_quotients

    audit = compare_quotients(file, quantity=quantity)
    emit(audit, as_json=as_json, show=lambda: _show_audit(audit, lang))


def _words(lang: Language, *names: str) -> list[str]:
    return heads(names, lang, own="run.")


def _show_rating(report: RatingReport, lang: Language) -> None:
    for scheme in report.schemes:
        rows = [
            [
                row.rating or say("run.unknown", lang),
                row.title.said(lang) if row.title else "",
                row.cells,
                row.unsure,
                row.few_peers,
                row.ties,
                say("run.between", lang).join(named(one).said(lang) for one in row.missing),
            ]
            for row in report.counts
            if row.scheme == scheme
        ]
        title = say("run.rated", lang, scheme=say_scheme(scheme, lang), cells=report.cells)
        columns = ("rating", "meaning", "cells", "chance-below", "few-peers", "ties", "missing")
        show_table(title, _words(lang, *columns), rows)
    for other in report.schemes[1:]:
        _show_crossed(report, other, lang)
    if report.published:
        _show_agreement(report.published, lang)
    for caution in report.cautions:
        echo(caution.told(lang))
    if report.written:
        echo(say("run.written", lang, file=report.written, rows=report.cells))


def _show_crossed(report: RatingReport, other: str, lang: Language) -> None:
    unknown = say("run.unknown", lang)
    rows = [
        [row.rating or unknown, row.other or unknown, row.cells]
        for row in report.crossed
        if row.against == other
    ]
    first, second = (say_scheme(one, lang) for one in (report.schemes[0], other))
    title = say("run.crossed", lang, scheme=first, against=second)
    show_table(title, [first, second, *heads(["cells"], lang, own="run.")], rows)


def _show_agreement(agreement: FlagAgreement, lang: Language) -> None:
    columns = ("flag", "category", "cells", "flagged", "here", "agree", "agreement-share")
    rows = [
        [
            row["flag"],
            say(f"run.{row['kind']}{'' if row['employed'] else '-empty'}", lang),
            row["cells"],
            row["flagged"] if row["published"] else "–",
            row["rated"],
            row["agree"] if row["published"] else "–",
            shown(row["share"] if row["published"] else None, "share"),
        ]
        for row in agreement.flags.iter_rows(named=True)
    ]
    show_table(say("run.agreement", lang), _words(lang, *columns), rows)
    if any(row[3] == "–" for row in rows):
        echo(say("run.local-unpublished", lang))


def _list(found: tuple[Scheme, ...], lang: Language) -> None:
    rows = [
        [
            one.scheme,
            one.title[lang],
            say(f"run.subject-{one.subject}", lang),
            say(f"run.status-{one.status.replace(' ', '-')}", lang),
            say("run.between", lang).join(f"{named(q).said(lang)} ({q})" for q in one.quantities),
        ]
        for one in found
    ]
    show_table(
        say("run.schemes", lang), _words(lang, "scheme", "title", "rates", "status", "needs"), rows
    )
    echo(say("run.scheme-note", lang))


def _show_audit(audit: AuditSummary, lang: Language) -> None:
    rows = [
        [say(f"run.reason-{reason}", lang), told.cells, shown(told.share, "share")]
        for reason, told in audit.reasons.items()
    ]
    quantity = named("payroll" if audit.quantity == "wages" else audit.quantity).said(lang)
    title = say("run.audit", lang, printed=audit.printed, quantity=quantity)
    show_table(title, _words(lang, "outcome", "cells", "of-all"), rows)
    by = [
        [row.agglvl_code, row.own_code, row.printed, row.equal, row.explained]
        for row in audit.by_level
    ]
    columns = ("aggregation", "ownership", "cells", "equal", "explained")
    show_table("", _words(lang, *columns), by)
    base = audit.base
    echo(
        say(
            "run.audit-base",
            lang,
            inside=base.printed_sum_inside_implied,
            complete=base.complete_groups,
            one=base.one_number_explains_all,
            hidden=base.groups_with_withheld,
        )
    )
    counts = {"withheld": audit.withheld, "quotient_withheld": audit.quotient_withheld}
    echo(say("run.audit-withheld", lang, **counts))
