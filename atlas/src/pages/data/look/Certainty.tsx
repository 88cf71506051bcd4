/** How sure a proposal is: in words, with its figure; what is not sure is marked. */
import { chance } from "../../../app/format";
import { lang, t } from "../../../app/i18n";

/** Of those that are at least so sure, 99 in 100 are right. */
const SURE = 0.95;
const LIKELY = 0.7;

export const isSure = (value: number): boolean => value >= SURE;

export function Certainty({ value }: { value: number }) {
  const word = value >= 1 ? "certain" : value >= SURE ? "sure" : value >= LIKELY ? "likely" : "unsure";
  const figure = value >= 1 || value <= 0 ? "" : ` ${chance(value, lang.value)}`;
  return <span class={`pill ${value >= SURE ? "good" : "doubt"}`}>{t(`look.${word}`)}{figure}</span>;
}
