/** Choices that several pages offer: a category, a level of regions. */
import { lang, nameOf, say, t } from "../app/i18n";
import { choose } from "../app/router";
import { categories, workspace } from "../app/state";
import type { Category } from "../app/answers";

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
