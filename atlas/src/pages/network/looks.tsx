/** How a kind of actor looks on every picture: one colour and one sign, never one without the other. */
import { has, t } from "../../app/i18n";
import { dark } from "../../app/theme";
import { kinds } from "../../color/palettes";
import { type Sign, signPath } from "../../figures/signs";

/** Place in the palette and sign. */
const LOOKS: Readonly<Record<string, readonly [number, Sign]>> = {
  "firm": [0, "circle"], "university": [1, "square"], "institute": [2, "diamond"], "think-tank": [2, "triangle"],
  "government": [3, "square"], "agency": [3, "triangle"], "financier": [4, "circle"], "state-capital": [4, "square"],
  "intermediary": [5, "triangle"], "association": [5, "diamond"], "platform": [6, "diamond"], "standards-body": [6, "square"], "training-body": [6, "triangle"],
};
const OTHER: readonly [number, Sign] = [7, "circle"];

export interface KindLook { kind: string; title: string; colour: string; sign: Sign }

export const kindTitle = (kind: string): string => (has(`actor.${kind}`) ? t(`actor.${kind}`) : kind || t("network.nokind"));

export function kindLook(kind: string): KindLook {
  const [place, sign] = LOOKS[kind] ?? OTHER;
  return { kind, title: kindTitle(kind), colour: kinds(dark.value)[place] ?? "", sign };
}

export const tieTitle = (kind: string): string => (has(`tie.${kind}`) ? t(`tie.${kind}`) : kind);

export function KindMark({ kind }: { kind: string }) {
  const look = kindLook(kind);
  return (
    <svg class="sign" viewBox="0 0 14 14" width="14" height="14" aria-hidden="true">
      <path d={signPath(look.sign, 7, look.sign === "triangle" ? 8 : 7, 4.4)} fill={look.colour} />
    </svg>
  );
}

export const KindTag = ({ kind }: { kind: string }) => <span class="tag"><KindMark kind={kind} />{kindTitle(kind)}</span>;

export const KindLegend = ({ kinds: all }: { kinds: readonly string[] }) => (
  <ul class="swatches" aria-label={t("network.kinds")}>{all.map((kind) => <li key={kind}><KindMark kind={kind} />{kindTitle(kind)}</li>)}</ul>
);
