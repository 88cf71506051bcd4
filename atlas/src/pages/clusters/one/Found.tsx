/** One found cluster: what, where, how it was found, how strong, how sure, of what and whom, tied how. */
import { apiUrl } from "../../../app/api";
import { integer, interval, number } from "../../../app/format";
import { lang, otherName, say, t } from "../../../app/i18n";
import { quantityHead, quantityMeaning, quantityTitle, unitWords } from "../../../app/names";
import { link } from "../../../app/router";
import { levelTitle } from "../../../app/state";
import type { FoundDetail } from "../../../app/answers";
import { type Reason, WhyNumber, explain } from "../../../parts/Why";
import { LookTag, categoryOfRow, doubtful, foundName, quadrantLook, wayLook } from "../looks";
import { times } from "../times";
import { chanceSaid, chanceText } from "../seen";
import { Industries, Organisations, Regions } from "./Members";
import { FoundNetwork, LinkKinds } from "./Network";
import { Rated } from "./Rated";
import { Family } from "./Relatives";
import { StabilityPanel } from "./StabilityPanel";
import { Where } from "./Where";
import { reasonOf } from "./reason";
import { Keys } from "../../../parts/Keys";
import { Unjudged } from "../../../parts/published/Published";

export function Found({ data, stale }: { data: FoundDetail; stale: boolean }) {
  const row = data.cluster;
  const code = row.cluster;
  const other = otherName(row);
  return (
    <div class={`page${stale ? " stale" : ""}`}>
      <nav aria-label={t("region.trail")}>
        <ol class="trail">
          <li><a href={link("clusters", "", { way: row.way })}>{t("tab.clusters")}</a></li>
          {row.category && <li><a href={link("clusters", "", { category: row.category, definition: row.definition })}>{categoryOfRow(row)}</a></li>}
          <li>{[row.level && say(levelTitle(row.level)), row.year].filter(Boolean).join(lang.value === "zh" ? "，" : ", ")}</li>
        </ol>
      </nav>
      <div class="head stacked">
        <div>
          <h1>{foundName(row)}</h1>
          {other && <span class="other" lang={lang.value === "zh" ? "en" : "zh-Hans"}>{other}</span>}
          <p class="taglist"><LookTag look={wayLook(row.way)} /><LookTag look={quadrantLook(row.quadrant)} />{doubtful(row) && <span class="pill doubt">{t("again.unsure")}</span>}{row.unjudged && <Unjudged />}</p>
          <p class="lead">{howFound(data)}</p>
        </div>
        <div class="actions">
          <a class="button" href={link("clusters", "", { way: row.way, category: row.category ?? undefined, definition: row.definition, cluster: code })}>{t("region.onmap")}</a>
          {data.cell && <a class="button" href={link("cells", data.cell)}>{t("cluster.cell")}</a>}
          <a class="button" href={link("compare", "", { with: [code, ...data.overlaps.slice(0, 3).map((one) => one.cluster)].join(",") })}>{t("action.comparelike")}</a>
          <button type="button" class="button" onClick={() => explain(reasonOf(data, foundName(row), howFound(data)))}>{t("cluster.why")}</button>
          <a class="button" href={apiUrl("/clusters/{cluster}", { cluster: code })} download={`${code.replaceAll(":", "-")}.json`}>JSON</a>
        </div>
      </div>
      <Numbers data={data} />
      <div class="gridded">
        <Where data={data} />
        <StabilityPanel data={data} />
        <Rated data={data} />
        <div class="half stack"><Industries data={data} /><Organisations data={data} /></div>
        <div class="half stack"><Regions data={data} /><LinkKinds data={data} /><Family data={data} /></div>
        <FoundNetwork data={data} />
      </div>
    </div>
  );
}

/** How it was found, in words, with the numbers that decided. */
function howFound({ cluster: row }: FoundDetail): string {
  const p = row.p_value === null ? "–" : row.p_value < 0.001 ? "< 0.001" : number(row.p_value, lang.value, { unit: "1" });
  const said = t(`way.${row.way}.found${row.way === "regions" && row.regions === 1 ? ".one" : ""}`, {
    establishments: integer(row.establishments, lang.value),
    category: categoryOfRow(row), regions: integer(row.regions, lang.value), organisations: integer(row.organisations, lang.value),
    excess: number(row.excess, lang.value, { unit: "1" }), p, scale: number(row.scale_km, lang.value, { unit: "count" }),
    inside: number(row.inside_share, lang.value, { unit: "share" }), span: number(row.span_km, lang.value, { unit: "count" }), links: integer(row.links, lang.value),
  });
  return (row.chance === null ? said : `${said}${lang.value === "zh" ? "" : " "}${chanceSaid(row)}`).replace(/ %/g, "\u00a0%");
}

/** Units that are told with their number. */
const SAID: ReadonlySet<string> = new Set(["km²", "km"]);

function Numbers({ data }: { data: FoundDetail }) {
  const row = data.cluster;
  const one = (key: string, unit: string, value: number | null, low?: number | null, high?: number | null) => {
    if (value === null) return [];
    const title = quantityTitle(key);
    const said = [key === "chance" ? chanceText(value) : number(value, lang.value, { unit, low, high }), SAID.has(unit) ? unitWords(unit) : ""].filter(Boolean).join("\u00a0");
    const range = interval(low, high, lang.value, { unit });
    const reason = (): Reason => ({ title, value: said, interval: range, definition: quantityMeaning(key), record: data.record });
    return [{ title, value: <WhyNumber reason={reason}>{said}</WhyNumber>, note: range ? t(key === "survival" ? "again.interval" : "figure.interval", { interval: range }) : key === "employment" && row.critical_mass !== null ? t(row.critical_mass ? "cluster.mass" : "cluster.nomass") : "" }];
  };
  const ratio = (key: string, log: number | null) => {
    const [title, said] = [quantityHead(key), times(log)];
    const reason = (): Reason => ({ title, value: said, definition: quantityMeaning(key), record: data.record });
    return log === null ? [] : [{ title, value: <WhyNumber reason={reason}>{said}</WhyNumber>, note: "" }];
  };
  const items = [
    ...one("employment", "persons", row.employment), ...one("quotient", "1", row.quotient, row.quotient_low, row.quotient_high),
    ...one("chance", "share", row.chance), ...one("survival", "share", row.survival, row.survival_low, row.survival_high), ...one("excess", "1", row.excess),
    ...one("establishments", "establishments", row.establishments), ...one("organisations", "count", row.organisations),
    ...one("area_km2", "km²", row.area_km2), ...one("links_per_member", "1", row.links_per_member),
    ...one("inside_share", "share", row.inside_share), ...one("span_km", "km", row.span_km),
    ...ratio("concentration", row.concentration), ...ratio("linking", row.linking),
  ];
  return <Keys items={items} />;
}
