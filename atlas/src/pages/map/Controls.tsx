/** What the map shows: measure, category, level. The address keeps it. */
import { say, t } from "../../app/i18n";
import { choose } from "../../app/router";
import { workspace } from "../../app/state";
import { CategoryOptions, LevelChoice } from "../../parts/Choices";
import type { MapChoice } from "./choice";

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
