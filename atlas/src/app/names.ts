/** What the API tells by a code, told by name: quantities, definition sets, matrices, ways of grouping. */
import { has, lang, say, t } from "./i18n";
import { quantityOf, workspace } from "./state";

const METHODS: Record<string, string> = {
  quotient: "location-quotient", micro_share: "micro-share", macro_share: "macro-share",
  herfindahl: "herfindahl", diversity: "diversity", growth: "growth", strength: "scheme:us-cluster-mapping",
};

export function methodOf(quantity: string): string | undefined {
  if (quantity.startsWith("rating:")) return `scheme:${quantity.slice(7)}`;
  return METHODS[quantity];
}

export const quantityName = (id: string): string => say(quantityOf(id)?.title) || (has(`criterionquantity.${id}`) ? t(`criterionquantity.${id}`) : id.replaceAll("_", " "));

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
  const detail = resolution ? t("linkage.resolution", { n: resolution }) : /^\d+$/.test(linkage) ? t("linkage.restart", { n: Number(linkage) + 1 }) : has(`linkage.${linkage}`) ? t(`linkage.${linkage}`) : plainWord(linkage);
  return lang.value === "zh" ? `${own}（${detail}）` : `${own} (${detail})`;
}
