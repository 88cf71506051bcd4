/** What is a juror's to score: nothing else is shown to him. */
import { useEffect, useState } from "preact/hooks";
import { type ApiError, troubleOf } from "../../app/api";
import { day, integer, plainly } from "../../app/format";
import { lang, say, t } from "../../app/i18n";
import { assigned } from "../../app/session/people";
import type { Assigned } from "../../app/session/shapes";
import { vocabularyWord } from "../../parts/form/words";
import { Empty, Skeleton, Trouble } from "../../parts/States";

export default function AssignedPage() {
  const [all, setAll] = useState<readonly Assigned[]>();
  const [error, setError] = useState<ApiError>();
  const ask = (): void => { assigned().then((items) => { setAll(items); setError(undefined); }, (problem: unknown) => setError(troubleOf(problem))); };
  useEffect(ask, []);
  if (error) return <div class="page"><Trouble error={error} again={ask} /></div>;
  if (all === undefined) return <div class="page"><Skeleton lines={6} /></div>;
  if (all.length === 0) return <div class="page"><Empty title={t("assigned.none")}><p>{t("assigned.none.means")}</p></Empty></div>;
  return (
    <div class="page">
      <div class="head"><div><h1>{t("assigned.title")}</h1><p class="lead">{t("assigned.lead")}</p></div></div>
      <p class="count"><span role="status">{t("assigned.count", { n: integer(all.length, lang.value) })}</span></p>
      <ul class="assigned">
        {all.map((one) => (
          <li key={`${one.kind}/${one.subject}`} class="card">
            <h2 class="wrap">{say(one.title) || one.subject}</h2>
            <p class="small muted">{say(one.table)} · <code class="wrap">{one.subject}</code> · {t("assigned.since", { day: day(one.since, lang.value) })}</p>
            {one.row ? <Fields of={one} row={one.row} /> : <p class="small doubt">{t("assigned.gone")}</p>}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** What the row holds; the name stands above already. */
const Fields = ({ of, row }: { of: Assigned; row: NonNullable<Assigned["row"]> }) => (
  <dl class="facts">
    {Object.entries(row).filter(([, value]) => value !== null && value !== "").map(([column, value]) => [
      <dt key={column}>{say(of.columns[column]) || column}</dt>, <dd key={`${column}.`}>{valueWords(of, column, value)}</dd>,
    ])}
  </dl>
);

/** A value as people read it: a year has no separators, a word of a vocabulary is said in the reader's language. */
function valueWords({ years, chosen }: Assigned, column: string, value: string | number | boolean | null) {
  if (typeof value === "number") return years.includes(column) ? String(value) : plainly(value, lang.value);
  if (typeof value === "boolean") return t(value ? "value.yes" : "value.no");
  return (chosen.includes(column) && vocabularyWord(value ?? "")) || value;
}
