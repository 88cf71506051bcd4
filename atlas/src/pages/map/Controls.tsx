/** What the map shows: measure, category, level. The address keeps it. */
import { lang, nameOf, say, t } from "../../app/i18n";
import { choose } from "../../app/router";
import { categories, workspace } from "../../app/state";
import type { Category } from "../../app/types";
import type { MapChoice } from "../MapPage";

export function CategoryOptions() {
  const sorted = [...categories.value].sort((a, b) => nameOf(a).localeCompare(nameOf(b), lang.value === "zh" ? "zh-Hans-CN" : "en"));
  const group = (label: string, some: Category[]) => some.length > 0 && (
    <optgroup label={label}>{some.map((one) => <option key={one.category} value={one.category}>{nameOf(one, one.category)}</option>)}</optgroup>
  );
  return (
    <>
      {group(t("industry.tradedgroup"), sorted.filter((one) => one.traded !== false))}
      {group(t("industry.localgroup"), sorted.filter((one) => one.traded === false))}
    </>
  );
}

const FEW = 4;

export function LevelChoice({ now, cases = true }: { now: string; cases?: boolean }) {
  const levels = workspace.value?.levels ?? [];
  const pick = (level: string): void => choose({ level, region: undefined });
  if (levels.length > FEW) {
    return (
      <label class="field"><span>{t("control.level")}</span>
        <select value={now} onChange={(event) => pick(event.currentTarget.value)}>
          {levels.map((one) => <option key={one.level} value={one.level}>{say(one.title)}</option>)}
          {cases && <option value="cases">{t("control.cases")}</option>}
        </select>
      </label>
    );
  }
  return (
    <div class="field">
      <span id="level-label">{t("control.level")}</span>
      <div class="segments" role="group" aria-labelledby="level-label">
        {levels.map((one) => (
          <button key={one.level} type="button" aria-pressed={one.level === now} onClick={() => pick(one.level)}>{say(one.title)}</button>
        ))}
        {cases && <button type="button" aria-pressed={now === "cases"} onClick={() => pick("cases")}>{t("control.cases")}</button>}
      </div>
    </div>
  );
}

export function Controls({ choice }: { choice: MapChoice }) {
  const quantities = workspace.value?.quantities ?? [];
  const options = (per: "cluster" | "region") => quantities.filter((q) => (q.per === "region") === (per === "region"))
    .map((q) => <option key={q.id} value={q.id}>{say(q.title)}</option>);
  return (
    <div class="controls">
      <label class="field grow"><span>{t("control.measure")}</span>
        <select value={choice.quantity.id} onChange={(event) => choose({ measure: event.currentTarget.value })}>
          <optgroup label={t("control.percluster")}>{options("cluster")}</optgroup>
          <optgroup label={t("control.perregion")}>{options("region")}</optgroup>
        </select>
      </label>
      {choice.quantity.per !== "region" && (
        <label class="field grow"><span>{t("control.category")}</span>
          <select value={choice.category} onChange={(event) => choose({ category: event.currentTarget.value })}><CategoryOptions /></select>
        </label>
      )}
      <LevelChoice now={choice.level} />
    </div>
  );
}
