/** What the file does not say: one list, each with what would be answered, how surely and why. */
import { useState } from "preact/hooks";
import type { LookReport, Question } from "../../../app/editing/shapes";
import { say, t } from "../../../app/i18n";
import { Certainty } from "./Certainty";
import type { Looked } from "./useLook";
import { proposals } from "./useLook";
import { LEFT_OUT, columnTitle } from "./words";

/** A question about a name stands beside the name. */
export const asksNames = (report: LookReport, key: string): boolean =>
  report.names.some(({ column, unsure }) => unsure.some((one) => key === `name.${column}.${one.given}`));

export function Questions({ looked, all }: { looked: Looked; all: readonly Question[] }) {
  const given = Object.keys(looked.answers).filter((key) => !key.startsWith("name."));
  if (all.length === 0 && given.length === 0) return null;
  return (
    <section class="section asked" aria-labelledby="asked">
      <header>
        <h2 id="asked">{all.length === 0 ? t("look.answered") : t("look.asked", { n: all.length })}</h2>
        {all.some((one) => one.proposed !== null) && <button type="button" class="button" onClick={() => looked.answer(proposals(all))}>{t("look.takeall")}</button>}
      </header>
      {all.length > 0 && <p class="muted">{t("look.asked.means")}</p>}
      <ol class="questions">{all.map((one) => <Asked key={one.key} one={one} looked={looked} />)}</ol>
      {given.length > 0 && <ul class="given">{given.map((key) => <li key={key}>{askedWords(looked, key)} <strong>{givenWords(looked, key)}</strong></li>)}</ul>}
    </section>
  );
}

/** What was asked, and what was answered, in the words of the question. */
const askedWords = (looked: Looked, key: string): string => {
  const column = key.startsWith("column.") ? key.slice("column.".length) : undefined;
  return say(looked.asked.get(key)?.text) || (column ? t("look.becomes.of", { name: column }) : key === "sheet" ? t("look.sheet") : key);
};
const givenWords = (looked: Looked, key: string): string => {
  const value = looked.answers[key] ?? "";
  const label = say(looked.asked.get(key)?.options.find((one) => one.value === value)?.label);
  return label || (value === LEFT_OUT ? t("look.left") : key.startsWith("column.") ? columnTitle(value) : value);
};

function Asked({ one, looked }: { one: Question; looked: Looked }) {
  const id = `asked-${one.key}`;
  const [text, setText] = useState(one.proposed ?? "");
  const give = (value: string): void => looked.answer({ [one.key]: value });
  return (
    <li>
      <form class="question" onSubmit={(event) => { event.preventDefault(); if (text.trim()) give(text.trim()); }}>
        <label for={id}>{say(one.text)}</label>
        <div class="answer">
          {one.options.length > 0 ? (
            <select id={id} value={text} onChange={(event) => setText(event.currentTarget.value)}>
              {one.proposed === null && <option value="">{t("look.pick")}</option>}
              {one.options.map((option) => <option key={option.value} value={option.value}>{say(option.label)}</option>)}
            </select>
          ) : <input id={id} type="text" autocomplete="off" value={text} onInput={(event) => setText(event.currentTarget.value)} />}
          <button type="submit" class="button" disabled={text.trim() === ""}>{t("look.answer")}</button>
        </div>
        <p class="small muted">{one.proposed === null ? t("look.noproposal") : <Certainty value={one.certainty} />}{" "}{say(one.reason)}</p>
      </form>
    </li>
  );
}
