/** The rules in force as sentences: which, and how strict where that may be told. Pure. */
import type { RulesTold } from "../../app/answers";

export interface Sentence { key: string; values: Record<string, number> }

export function ruleSentences(rules: RulesTold): Sentence[] {
  const { threshold, dominance_contributors: n, dominance_percent: k, p_percent: p, rounding } = rules;
  return rules.kinds.map((kind): Sentence => {
    if (kind === "threshold" && threshold !== null) return { key: "threshold", values: { n: threshold } };
    if (kind === "dominance" && n !== null && k !== null) return { key: n === 1 ? "dominance.one" : "dominance", values: { n, k } };
    if (kind === "p-percent" && p !== null) return { key: "p", values: { p } };
    if (kind === "rounding" && rounding !== null) return { key: "rounding", values: { base: rounding } };
    return { key: `untold.${kind}`, values: {} };
  });
}
