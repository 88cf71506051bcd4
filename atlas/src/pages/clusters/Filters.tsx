/** What is shown of the found clusters; the address keeps it. */
import { integer } from "../../app/format";
import { lang, t } from "../../app/i18n";
import { setTitle } from "../../app/names";
import { address, choose } from "../../app/router";
import { workspace } from "../../app/state";
import type { Way } from "../../app/answers";
import { CategoryOptions } from "../../parts/Choices";
import { type By, QUADRANTS, SURE, WAYS } from "./looks";

export function Filters({ counts, plane = false }: { counts: Partial<Record<Way, number>>; plane?: boolean }) {
  const { params } = address.value;
  return (
    <form class={plane ? "filters" : "controls"} role="search" aria-label={t("list.filters")} onSubmit={(event) => event.preventDefault()}>
      <label class="field"><span>{t("cluster.way")}</span>
        <select value={params.way ?? ""} onChange={(event) => choose({ way: event.currentTarget.value || undefined, cluster: undefined })}>
          <option value="">{t("cluster.allways")}</option>
          {WAYS.map((way) => <option key={way} value={way}>{t(`way.${way}`)}{counts[way] === undefined ? "" : ` (${integer(counts[way], lang.value)})`}</option>)}
        </select>
      </label>
      <DefinitionChoice />
      {!plane && (
        <>
          <label class="field grow"><span>{t("control.category")}</span>
            <select value={params.category ?? ""} onChange={(event) => choose({ category: event.currentTarget.value || undefined, cluster: undefined })}>
              <option value="">{t("filter.all")}</option><CategoryOptions />
            </select>
          </label>
          <label class="field"><span>{t("cluster.quadrant")}</span>
            <select value={params.quadrant ?? ""} onChange={(event) => choose({ quadrant: event.currentTarget.value || undefined })}>
              <option value="">{t("filter.all")}</option>
              {QUADRANTS.map((one) => <option key={one} value={one}>{t(`quadrant.${one}`)}</option>)}
            </select>
          </label>
          <label class="field"><span>{t("again.title")}</span>
            <select value={params.least_chance ? "sure" : params.below_chance ? "unsure" : ""} onChange={(event) => choose(chanceAsked(event.currentTarget.value))}>
              <option value="">{t("filter.all")}</option><option value="sure">{t("again.sure")}</option><option value="unsure">{t("again.unsure")}</option>
            </select>
          </label>
        </>
      )}
      {params.region && <span class="check"><span class="pill">{t("column.region")}: {params.region}</span><button type="button" class="button quiet" onClick={() => choose({ region: undefined })}>{t("filter.remove")}</button></span>}
    </form>
  );
}

const chanceAsked = (asked: string) => ({ least_chance: asked === "sure" ? String(SURE) : undefined, below_chance: asked === "unsure" ? String(SURE) : undefined });

/** Only where there is a choice. */
function DefinitionChoice() {
  const all = workspace.value?.definitions ?? [];
  if (all.length < 2) return null;
  return (
    <label class="field"><span>{t("cluster.definition.choice")}</span>
      <select value={address.value.params.definition ?? ""} onChange={(event) => choose({ definition: event.currentTarget.value || undefined, category: undefined, cluster: undefined })}>
        <option value="">{t("filter.all")}</option>
        {all.map((one) => <option key={one.definition} value={one.definition}>{setTitle(one.definition)}</option>)}
      </select>
    </label>
  );
}

/** What the colours and signs stand for: with the legend, where it is read. */
export function ColourChoice({ now }: { now: By }) {
  return (
    <div class="colouring">
      <span class="muted" id="colour-label">{t("cluster.colour")}</span>
      <div class="segments small" role="group" aria-labelledby="colour-label">
        {(["quadrant", "way"] as const).map((by) => (
          <button key={by} type="button" aria-pressed={now === by} onClick={() => choose({ colour: by }, { replace: true })}>{t(`cluster.${by}`)}</button>
        ))}
      </div>
    </div>
  );
}
