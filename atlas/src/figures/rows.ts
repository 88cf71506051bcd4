/** Cells as rows of a dot plot. */
import { categoryName, lang, regionName, t } from "../app/i18n";
import { sizeTitle, sizeUnit } from "../app/leading";
import { number } from "../app/format";
import { quantityTitle, unitWords } from "../app/names";
import { link } from "../app/router";
import type { CellRow } from "../app/answers";
import { tooLittle } from "../parts/published/Published";
import { isUnsure } from "../color/scales";
import type { DotRow } from "./DotPlot";
import type { FigureTable } from "./Figure";

export const TRADED = "var(--accent)";
export const LOCAL = "var(--sand)";

export function quotientRows(rows: readonly CellRow[], by: "region" | "category"): DotRow[] {
  return rows.filter((row) => row.quotient !== null).map((row) => ({
    key: row.cell, label: by === "region" ? regionName(row) : categoryName(row), href: link("cells", row.cell),
    value: row.quotient, low: row.quotient_low, high: row.quotient_high, least: row.quotient_range_low, most: row.quotient_range_high, unsure: isUnsure(1, row.quotient_low, row.quotient_high), unjudged: tooLittle(row.visible_share),
    colour: row.traded === false ? LOCAL : TRADED,
    note: `${number(row.size, lang.value, { unit: sizeUnit(), low: row.size_range_low, high: row.size_range_high })} ${unitWords(sizeUnit())}${tooLittle(row.visible_share) ? ` · ${t("rating.unjudged")}` : ""}`,
  }));
}

export function quotientTable(rows: readonly CellRow[], by: "region" | "category"): FigureTable {
  return {
    columns: [t(by === "region" ? "column.region" : "column.category"), quantityTitle("quotient"), t("column.next.low"), t("column.next.high"), sizeTitle(), quantityTitle("establishments"), quantityTitle("visible_share")],
    rows: rows.map((row) => [by === "region" ? regionName(row) : categoryName(row), row.quotient, row.quotient_low, row.quotient_high, row.size, row.establishments, row.visible_share]),
  };
}

/** Who made the data, in one line: the statistics first, the codes and boundaries after them. */
export const sourceLine = (origins: readonly { producer: string; title: string; version: string }[] | undefined): string =>
  [...new Set([...(origins ?? [])].reverse().map((o) => `${[o.producer, o.title].filter(Boolean).join(", ")}${o.version ? ` (${o.version})` : ""}`))].join("; ");
