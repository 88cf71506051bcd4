/** A figure of the network in words: its value, and what is to be doubted of it. */
import type { NetworkFigure } from "../../app/answers";
import { chance, interval, number } from "../../app/format";
import { lang, t } from "../../app/i18n";
import { unitOf } from "./sorting";

/** What is to be doubted of an organisation's value: its interval, and z against chance. */
export function doubtOf(id: string, values: Readonly<Record<string, number | null>>): string {
  const [low, high, z] = [values[`${id}_low`], values[`${id}_high`], values[`${id}_z`]];
  const whole = Math.abs(low ?? 0) >= 1000;
  const span = interval(low, high, lang.value, { unit: whole ? "count" : "1" });
  return [span && t("network.interval", { interval: span }), z != null && `z ${number(z, lang.value, { unit: Math.abs(z) >= 1000 ? "count" : "1" })}`].filter(Boolean).join(" · ");
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
