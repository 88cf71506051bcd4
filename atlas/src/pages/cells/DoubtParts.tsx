/** A cell's doubt, part by part: each by its name, its bounds of every quantity, what it says and what it does not. */
import { interval, number } from "../../app/format";
import { lang, say, t } from "../../app/i18n";
import { quantityHead, quantityUnit } from "../../app/names";
import type { CellAnswer } from "../../app/answers";

type Doubt = CellAnswer["doubt"];
type Part = Doubt["parts"][number];
type Bounds = Part["bounds"][number];

/** Parts whose ends are facts rather than guesses: each end with digits of its own. */
const EXACT: ReadonlySet<Part["part"]> = new Set(["range", "largest"]);

export function DoubtParts({ doubt }: { doubt: Doubt }) {
  if (doubt.parts.length === 0 && !doubt.saturated) return null;
  return (
    <section class="card padded doubts" aria-label={t("doubt.title")}>
      <h2>{t("doubt.title")}</h2>
      <p class="small muted">{t("doubt.lead")}</p>
      {doubt.saturated && <p class="notice" role="note"><span><strong>{t("doubt.saturated")}{lang.value === "zh" ? "：" : ". "}</strong>{say(doubt.saturated)}</span></p>}
      <div class="doubtlist">{doubt.parts.map((part) => <OnePart key={part.part} part={part} />)}</div>
    </section>
  );
}

function OnePart({ part }: { part: Part }) {
  return (
    <article>
      <h3>{say(part.title)}</h3>
      <dl>
        {part.bounds.map((one) => <div key={one.quantity}><dt>{quantityHead(one.quantity)}</dt><dd class="num">{endsOf(one, EXACT.has(part.part))}</dd></div>)}
      </dl>
      {part.said && <p>{say(part.said)}</p>}
      <p class="small muted">{say(part.meaning)}</p>
    </article>
  );
}

function endsOf({ quantity, low, high }: Bounds, own: boolean): string {
  const style = { unit: quantityUnit(quantity), signed: quantity === "growth" };
  const [first, second] = [number(low, lang.value, style), number(high, lang.value, style)];
  if (first === second) return first;
  return own ? `${first.replace(/ ?%$/, "")}${lang.value === "zh" ? "～" : "–"}${second}` : interval(low, high, lang.value, style);
}
