/** What is shown of the network; the address keeps it. */
import type { NetworkAnswer } from "../../app/answers";
import { say, t } from "../../app/i18n";
import { address, choose } from "../../app/router";
import { TextFilter } from "../../parts/TextFilter";
import { chosenMeasure } from "./ActorTable";
import { kindTitle } from "./looks";
import { communityOf } from "./query";

export function Filters({ data, communities }: { data: NetworkAnswer; communities: number }) {
  const { params } = address.value;
  const community = communityOf(params.community);
  const show = params.show === "organisations" ? "organisations" : "communities";
  const further = data.measures.filter(({ id }) => id !== "degree" && id !== "strength");
  return (
    <form class="controls" role="search" aria-label={t("list.filters")} onSubmit={(event) => event.preventDefault()}>
      <div class="field"><span id="network-show">{t("network.show")}</span>
        <div class="segments" role="group" aria-labelledby="network-show">
          {(["communities", "organisations"] as const).map((one) => (
            <button key={one} type="button" aria-pressed={one === show && community === undefined} onClick={() => choose({ show: one === "communities" ? undefined : one, community: undefined })}>{t(`network.show.${one}`)}</button>
          ))}
        </div>
      </div>
      <label class="field"><span>{t("network.community")}</span>
        <select value={params.community ?? ""} onChange={(event) => choose({ community: event.currentTarget.value || undefined })}>
          <option value="">{t("filter.all")}</option>
          {Array.from({ length: communities }, (_, k) => <option key={k} value={String(k)}>{k}</option>)}
        </select>
      </label>
      <label class="field"><span>{t("network.kind")}</span>
        <select value={params.kind ?? ""} onChange={(event) => choose({ kind: event.currentTarget.value || undefined })}>
          <option value="">{t("filter.all")}</option>
          {data.actors.map(({ kind }) => <option key={kind} value={kind}>{kindTitle(kind)}</option>)}
        </select>
      </label>
      {further.length > 0 && (
        <label class="field"><span>{t("network.measure")}</span>
          <select value={chosenMeasure(data.measures)} onChange={(event) => choose({ measure: event.currentTarget.value, sort: `-${event.currentTarget.value}` })}>
            {further.map(({ id, title }) => <option key={id} value={id}>{say(title)}</option>)}
          </select>
        </label>
      )}
      <TextFilter name="region" label={t("network.region")} />
    </form>
  );
}
