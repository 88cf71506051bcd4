/** How a found cluster looks everywhere: colour and sign by quadrant or by the way it was found. */
import { nameOf, t } from "../../app/i18n";
import { dark } from "../../app/theme";
import type { FoundRow, Quadrant, Way } from "../../app/answers";
import type { Named } from "../../app/i18n";
import { QUADRANTS as Q, WAYS_COLOURS as W } from "../../color/palettes";
import type { Doubt } from "../../map/drawing";
import { type Sign, signPath } from "../../figures/signs";
import { DASHES, FILLS, WIDTHS } from "../../map/zones";

export const QUADRANTS: readonly Quadrant[] = ["clustered", "agglomerated", "virtual", "loose"];
export const WAYS: readonly Way[] = ["regions", "points", "links"];
const QUADRANT_SIGNS: Record<Quadrant, Sign> = { clustered: "circle", agglomerated: "square", virtual: "triangle", loose: "diamond" };
const WAY_SIGNS: Record<Way, Sign> = { regions: "square", points: "circle", links: "triangle" };

export type By = "quadrant" | "way";
export interface Look { key: string; title: string; colour: string; sign: Sign }

export function quadrantLook(quadrant: Quadrant | null): Look {
  const shade = Q[dark.value ? "dark" : "light"];
  if (quadrant === null) return { key: "none", title: t("quadrant.none"), colour: shade.loose, sign: "circle" };
  return { key: quadrant, title: t(`quadrant.${quadrant}`), colour: shade[quadrant] ?? shade.loose, sign: QUADRANT_SIGNS[quadrant] ?? "circle" };
}

export const wayLook = (way: Way): Look =>
  ({ key: way, title: t(`way.${way}`), colour: W[dark.value ? "dark" : "light"][way] ?? "#777777", sign: WAY_SIGNS[way] ?? "circle" });

export const lookOf = (row: { way: Way; quadrant: Quadrant | null }, by: By): Look => (by === "way" ? wayLook(row.way) : quadrantLook(row.quadrant));

export function SignMark({ look, faint = false }: { look: Look; faint?: boolean }) {
  return (
    <svg class="sign" viewBox="0 0 14 14" width="14" height="14" aria-hidden="true">
      <path d={signPath(look.sign, 7, look.sign === "triangle" ? 8 : 7, 4.4)} fill={faint ? "var(--surface)" : look.colour} stroke={look.colour} stroke-width="1.2" stroke-dasharray={faint ? "2 1.5" : undefined} />
    </svg>
  );
}

export const LookTag = ({ look }: { look: Look }) => <span class="tag"><SignMark look={look} />{look.title}</span>;

/** A found cluster's own name, or its code. */
export const foundName = (row: Named & { cluster: string }): string => nameOf(row, row.cluster);

/** Its places without the category that its name begins or ends with, where the category is told beside it. */
export function placeName(row: Named & Pick<FoundRow, "cluster" | "category" | "category_name" | "category_name_zh">): string {
  const [name, category] = [foundName(row), row.category === null ? "" : categoryOfRow(row)];
  if (!category) return name;
  const short = name.startsWith(`${category}, `) ? name.slice(category.length + 2) : name.replace(`·${category}`, "");
  return short.trim() || name;
}

/** From this chance of being found again next year on there is hardly any doubt; below a half there is more than not. */
export const SURE = 0.9;
const LIKELY = 0.5;
export const doubtOf = (row: { chance: number | null }): Doubt => (row.chance === null || row.chance >= SURE ? "none" : row.chance >= LIKELY ? "some" : "much");
export const doubtful = (row: { chance: number | null }): boolean => doubtOf(row) !== "none";

/** A patch of the map's fill and outline. */
export function ZoneMark({ doubt, colour = "var(--soft)" }: { doubt: Doubt; colour?: string }) {
  return (
    <svg viewBox="0 0 18 12" aria-hidden="true">
      <rect x="1" y="1" width="16" height="10" rx="2" fill={colour} fill-opacity={FILLS[doubt]} stroke={colour} stroke-width={WIDTHS[doubt]} stroke-dasharray={DASHES[doubt].map((d) => d * 0.7).join(" ") || undefined} />
    </svg>
  );
}

/** Categories in the reader's language; a cluster may hold industries of none. */
export const categoryOfRow = (row: Pick<FoundRow, "category" | "category_name" | "category_name_zh">): string =>
  nameOf({ name: row.category_name, name_zh: row.category_name_zh }, row.category ?? t("cluster.nocategory"));
