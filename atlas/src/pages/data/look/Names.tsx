/** Names that were matched with a list, and those that somebody has to choose for. */
import { useState } from "preact/hooks";
import type { Candidate, Matched, NamesSeen } from "../../../app/editing/shapes";
import { integer } from "../../../app/format";
import { lang, nameOf, say, t } from "../../../app/i18n";
import { Certainty } from "./Certainty";
import type { Looked } from "./useLook";
import { LEFT_OUT } from "./words";

export function Names({ looked }: { looked: Looked }) {
  const all = looked.report?.names ?? [];
  if (all.length === 0) return null;
  return <>{all.map((one) => <One key={one.column} one={one} looked={looked} />)}</>;
}

function One({ one, looked }: { one: NamesSeen; looked: Looked }) {
  const id = `names-${one.column}`;
  const counts = { n: integer(one.matched, lang.value), of: integer(one.of, lang.value), list: say(one.title) || one.list, within: one.places.map(say).join(lang.value === "zh" ? "、" : ", ") };
  return (
    <section class="section" aria-labelledby={id}>
      <h2 id={id}>{t(`look.names.${one.column}`)}</h2>
      <p class="muted">{t(one.list === "" ? (one.matched > 0 ? "look.names.own" : "look.names.nolist") : one.places.length > 0 ? "look.names.within" : "look.names.count", counts)}</p>
      {one.unsure.length > 0 && (
        <div class="scroll" tabIndex={0} role="region" aria-labelledby={id}>
          <table class="grid looknames">
            <thead><tr><th scope="col">{t("look.printed")}</th><th scope="col">{t("look.means")}</th><th scope="col">{t("look.why")}</th></tr></thead>
            <tbody>{one.unsure.map((name) => <Unsure key={name.given} column={one.column} name={name} looked={looked} />)}</tbody>
          </table>
        </div>
      )}
    </section>
  );
}

const titled = (one: Candidate): string => {
  const parent = nameOf({ name: one.parent_name, name_zh: one.parent_name_zh });
  const own = `${nameOf(one, one.code)} · ${one.code}`;
  return parent ? t("look.candidate", { name: own, parent }) : own;
};

function Unsure({ column, name, looked }: { column: string; name: Matched; looked: Looked }) {
  const key = `name.${column}.${name.given}`;
  const asked = looked.report?.questions.find((one) => one.key === key);
  const now = looked.answers[key] ?? asked?.proposed ?? name.code ?? "";
  const listed = name.candidates.some((one) => one.code === now) || now === "" || now === LEFT_OUT;
  return (
    <tr>
      <th scope="row" class="wrap">{name.given}</th>
      <td>
        <select aria-label={t("look.means.of", { name: name.given })} value={now} onChange={(event) => looked.answer({ [key]: event.currentTarget.value })}>
          {now === "" && <option value="">{t("look.pick")}</option>}
          {!listed && <option value={now}>{now}</option>}
          {name.candidates.map((one) => <option key={one.code} value={one.code}>{titled(one)}</option>)}
          <option value={LEFT_OUT}>{t("look.leaverows")}</option>
        </select>
        {name.candidates.length === 0 && <OwnCode name={name.given} give={(code) => looked.answer({ [key]: code })} />}
      </td>
      <td class="reason"><Certainty value={name.certainty} /> {t(`look.how.${name.how}`)}{name.note && <p class="small muted">{[name.how === "none" ? "" : name.note.found, name.note.fix].filter(Boolean).join(" · ")}</p>}</td>
    </tr>
  );
}

/** A code that no list proposes. */
function OwnCode({ name, give }: { name: string; give: (code: string) => void }) {
  const [code, setCode] = useState("");
  return (
    <form class="owncode" onSubmit={(event) => { event.preventDefault(); if (code.trim()) give(code.trim()); }}>
      <input type="text" autocomplete="off" size={10} aria-label={t("look.code.of", { name })} placeholder={t("look.code")} value={code} onInput={(event) => setCode(event.currentTarget.value)} />
      <button type="submit" class="button" disabled={code.trim() === ""}>{t("look.answer")}</button>
    </form>
  );
}
