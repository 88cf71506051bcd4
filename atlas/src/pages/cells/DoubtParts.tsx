/** A cell's doubt, part by part: each by its name, its bounds of every quantity, what it says and what it does not. */
import { integer, interval, number } from "../../app/format";
import { lang, say, t } from "../../app/i18n";
import { quantityHead, quantityMeaning, quantityTitle, quantityUnit } from "../../app/names";
import type { CellAnswer } from "../../app/answers";

type Doubt = CellAnswer["doubt"];
type Part = Doubt["parts"][number];
type Bounds = Part["bounds"][number];

/** Parts whose ends are facts rather than guesses: each end with digits of its own. */
const EXACT: ReadonlySet<Part["part"]> = new Set(["range", "largest"]);

export function DoubtParts({ doubt, cell }: { doubt: Doubt; cell: CellAnswer["cell"] }) {
  if (doubt.parts.length === 0 && !doubt.saturated && cell.evidence === null) return null;
  return (
    <section class="card padded doubts" aria-label={t("doubt.title")}>
      <h2>{t("doubt.title")}</h2>
      <p class="small muted">{t("doubt.lead")}</p>
      {doubt.saturated && <p class="notice" role="note"><span><strong>{t("doubt.saturated")}{lang.value === "zh" ? "：" : ". "}</strong>{say(doubt.saturated)}</span></p>}
      <div class="doubtlist">{doubt.parts.map((part) => <OnePart key={part.part} part={part} />)}{cell.evidence !== null && <Evidence cell={cell} />}</div>
    </section>
  );
}

/** What stands beside the doubt: what the number of establishments bears out. */
function Evidence({ cell: { evidence, evidence_rank: rank } }: { cell: CellAnswer["cell"] }) {
  return (
    <article>
      <h3>{quantityHead("evidence")}</h3>
      <dl>
        <div><dt>{quantityTitle("evidence")}</dt><dd class="num">{number(evidence, lang.value, { unit: "1" })}</dd></div>
        <div><dt>{quantityTitle("evidence_rank")}</dt><dd class="num">{integer(rank, lang.value)}</dd></div>
      </dl>
      <p class="small muted">{quantityMeaning("evidence")} {quantityMeaning("evidence_rank")}</p>
    </article>
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
