/** What of a number is published: its share, its parts, and whether that is enough to judge it. */
import { integer, number } from "../../app/format";
import { tLed } from "../../app/leading";
import { lang, t } from "../../app/i18n";
import { quantityHead, quantityTitle } from "../../app/names";
import { isProtected } from "../../app/session/protection";
import { workspace } from "../../app/state";
import type { CellRow } from "../../app/answers";

/** Rows of activity of each kind, in the order in which they are told. */
const KINDS = ["withheld", "hidden", "imputed", "noisy", "rounded", "unknown"] as const;

type Parts = Partial<Pick<CellRow, typeof KINDS[number]>>;
export type Shown = Pick<CellRow, "visible_share" | "imputed_share"> & Parts;

export const shareSaid = (share: number | null | undefined): string => number(share, lang.value, { unit: "share" });
const least = (): number => workspace.value?.least_visible ?? 0;

/** Whether too little is published to judge what a share of it belongs to. */
export const tooLittle = (visible: number | null | undefined): boolean => visible != null && visible < least();

/** The reason in a sentence. */
export const whyUnjudged = (visible: number | null | undefined): string =>
  tLed(visible == null ? "unjudged.unknown" : visible === 0 ? "unjudged.none" : "unjudged.why", { share: shareSaid(visible), least: shareSaid(least()) });

/** Level lines: unlike doubt (slanted), withheld (crossed) and imputed (dotted). */
export function UnjudgedMark() {
  return (
    <svg class="swatch" viewBox="0 0 18 12" aria-hidden="true">
      <rect x="0.5" y="0.5" width="17" height="11" rx="1.5" fill="var(--page)" stroke="var(--strong-line)" stroke-width="0.8" />
      <path d="M2 3.5H16M2 6.5H16M2 9.5H16" stroke="var(--strong-line)" />
    </svg>
  );
}

export function Unjudged({ visible }: { visible?: number | null }) {
  return (
    <span class="tag unjudged" title={visible === undefined ? undefined : whyUnjudged(visible)}>
      <UnjudgedMark />{t("rating.unjudged")}
    </span>
  );
}

/** Why a place has no number: in a protected release its publisher may withhold it, or this workspace. */
export const withheldSaid = (short = false): string => t(`map.withheld${isProtected() ? ".protected" : ""}${short ? ".short" : ""}`);
export const withheldLegend = (n: number): string => t(isProtected() ? "legend.withheld.protected" : "legend.withheld", { n });

/** The kinds that are there, with their numbers. */
export const kindsSaid = (row: Parts): string[] => KINDS.flatMap((kind) => {
  const n = row[kind] ?? 0;
  return n > 0 ? [t("kinds.one", { what: quantityTitle(kind), n: integer(n, lang.value) })] : [];
});

/** Whether something of it is not simply as published. */
export const isPartly = (row: Shown): boolean => row.visible_share !== 1 || kindsSaid(row).length > 0;

/** Published, imputed and unknown parts in one bar; the kinds of numbers below. */
export function PublishedBar({ row }: { row: Shown }) {
  const { visible_share: visible, imputed_share: imputed } = row;
  const some = imputed !== null && imputed > 0;
  return (
    <div class="published">
      <div class={`whole${visible === null ? " open" : ""}`} role="img" aria-label={said(row)}>
        {visible !== null && <i class="shown" style={{ width: `${100 * visible}%` }} />}
        {some && <i class="filled" style={{ width: `${100 * imputed}%` }} />}
      </div>
      <ul class="swatches">
        {visible !== null && <li><Sample kind="shown" />{quantityHead("visible_share")} <strong class="num">{shareSaid(visible)}</strong></li>}
        {some && <li><Sample kind="filled" />{quantityHead("imputed_share")} <strong class="num">{shareSaid(imputed)}</strong></li>}
        {visible === null && <li><Sample kind="open" />{t("kinds.open")}</li>}
        {kindsSaid(row).map((one) => <li key={one} class="muted">{one}</li>)}
      </ul>
    </div>
  );
}

const said = (row: Shown): string => [
  `${quantityHead("visible_share")}: ${row.visible_share === null ? t("kinds.open") : shareSaid(row.visible_share)}`, ...kindsSaid(row),
].join("; ");

const Sample = ({ kind }: { kind: "shown" | "filled" | "open" }) => <i class={`sample ${kind}`} aria-hidden="true" />;
