/** A figure of the network in words: its value, and what is to be doubted of it. */
import type { NetworkFigure } from "../../app/answers";
import { chance, interval, number } from "../../app/format";
import { lang, t } from "../../app/i18n";

/** Figures that count; those that are shares. */
const SHARES = /(^|-)share$|^between-kinds$|^highest-betweenness$|^beyond-chance-|^best$/;

export function unitOf({ figure, value }: Pick<NetworkFigure, "figure" | "value">): string {
  if (SHARES.test(figure)) return "share";
  return value !== null && Number.isInteger(value) && Math.abs(value) >= 10 ? "count" : "1";
}

export const figureSaid = (one: NetworkFigure): string => number(one.value, lang.value, { unit: unitOf(one) });

/** Interval, what chance gives, and how surely it is more or less. */
export function doubtSaid(one: NetworkFigure): string {
  const style = { unit: unitOf(one) };
  const span = interval(one.low, one.high, lang.value, style);
  return [
    span && t("network.interval", { interval: span }),
    one.expected !== null && t("network.expected", { value: number(one.expected, lang.value, style) }),
    one.z !== null && `z ${number(one.z, lang.value, { unit: "1" })}`,
    one.p !== null && `p ${chance(one.p)}`,
  ].filter(Boolean).join(" · ");
}
