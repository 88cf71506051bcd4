/** Logarithms told as ratios. */
import { number } from "../../app/format";
import { lang } from "../../app/i18n";

/** The ratio behind a logarithm, as words: "5.3×", "5.3 倍". */
export function times(log: number | null): string {
  if (log === null) return "–";
  const said = number(Math.exp(log), lang.value, { unit: "1" });
  return lang.value === "zh" ? `${said} 倍` : `${said}×`;
}
