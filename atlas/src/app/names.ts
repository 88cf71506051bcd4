/** What the API tells by a code, told by name: quantities, definition sets, matrices, ways of grouping. */
import { computed } from "@preact/signals";
import type { Way } from "./answers";
import { has, lang, say, t } from "./i18n";
import { catalogue, mappedOf, workspace } from "./state";

const known = computed(() => new Map((catalogue.value?.items ?? []).map((one) => [one.id, one])));

/** A rating is one of a scheme; all of them are the one quantity "rating". */
const entry = (id: string) => known.value.get(id.startsWith("rating:") ? "rating" : id);

/** A quantity's name for a heading; for the head of a column; and what it means. */
export const quantityTitle = (id: string): string => say(entry(id)?.title) || plainWord(id);
export const quantityHead = (id: string): string => say(entry(id)?.short) || quantityTitle(id);
export const quantityMeaning = (id: string): string => say(entry(id)?.definition);
export const quantityUnit = (id: string): string => mappedOf(id)?.unit ?? entry(id)?.unit ?? "count";

/** A unit as it follows a number; a unit that is in no catalogue is its own word. */
export const unitWords = (unit: string): string => {
  const words = catalogue.value?.units[unit];
  return words === undefined ? unit : say(words);
};

const SCHEME = "scheme:";

/** The measure or the scheme of the register that explains a quantity. */
export function methodOf(id: string): string | undefined {
  if (id.startsWith("rating:")) return SCHEME + id.slice("rating:".length);
  const one = entry(id);
  return one?.measure || (one?.source.startsWith(SCHEME) ? one.source : undefined);
}

/** Code of the set that is derived from the data; it has no other name. */
const DERIVED = "derived";

export function setTitle(definition: string): string {
  const told = say(workspace.value?.definitions.find((one) => one.definition === definition)?.title);
  return definition === DERIVED && (!told || told === DERIVED) ? t("definitions.derivedset") : told || definition;
}

const plainWord = (word: string): string => word.replaceAll("_", " ").replaceAll("-", " ");
export const matrixName = (matrix: string): string => (has(`matrix.${matrix}`) ? t(`matrix.${matrix}`) : plainWord(matrix));
export function methodName(method: string, linkage: string | null): string {
  const own = has(`method.${method}`) ? t(`method.${method}`) : plainWord(method);
  if (!linkage || linkage === "0") return own;
  const resolution = /^resolution (.+)$/.exec(linkage)?.[1];
  const digits = /^(\d+) digits$/.exec(linkage)?.[1];
  const detail = digits ? t("linkage.digits", { n: digits }) : resolution ? t("linkage.resolution", { n: resolution }) : /^\d+$/.test(linkage) ? t("linkage.restart", { n: Number(linkage) + 1 }) : has(`linkage.${linkage}`) ? t(`linkage.${linkage}`) : plainWord(linkage);
  return lang.value === "zh" ? `${own}（${detail}）` : `${own} (${detail})`;
}

/** The ways that found a cluster, in words. */
export const waysSaid = (ways: readonly Way[]): string => ways.map((way) => t(`way.${way}.short`)).join(t("seen.and"));
