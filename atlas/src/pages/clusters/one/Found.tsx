/** One found cluster: a sentence and three figures, then where, who, how strong, how sure, how tied, what is near, what is not known. */
import type { ComponentChildren } from "preact";
import { apiUrl } from "../../../app/api";
import { chance, integer, number } from "../../../app/format";
import { lang, otherName, say, t } from "../../../app/i18n";
import { link } from "../../../app/router";
import { levelTitle } from "../../../app/state";
import type { FoundDetail } from "../../../app/answers";
import { Downloads } from "../../../lists/Downloads";
import { Briefs } from "../../../parts/Briefs";
import { explain } from "../../../parts/Why";
import { Unjudged } from "../../../parts/published/Published";
import { LookTag, categoryOfRow, doubtful, foundName, quadrantLook, wayLook } from "../looks";
import { Evidence } from "./Evidence";
import { Strength, Three, Tightness } from "./Figures";
import { Industries, Organisations, Regions } from "./Members";
import { FoundNetwork, LinkKinds } from "./Network";
import { Rated } from "./Rated";
import { Nearest, Overlaps } from "./Relatives";
import { StabilityPanel } from "./StabilityPanel";
import { Where } from "./Where";
import { reasonOf } from "./reason";

export function Found({ data, stale }: { data: FoundDetail; stale: boolean }) {
  const row = data.cluster;
  const tied = data.links.length > 0 || data.network !== null;
  return (
    <div class={`page${stale ? " stale" : ""}`}>
      <Head data={data} />
      <Three data={data} />
      <Part title={t("cluster.part.where")}><Where data={data} /><div class="third"><Regions data={data} /></div></Part>
      <Part title={t("cluster.part.who")} more={<Downloads path="/clusters/{cluster}/members" query={{ cluster: row.cluster }} label={t("cluster.members.download")} />}>
        <div class="half"><Industries data={data} /></div><div class="half"><Organisations data={data} /></div>
      </Part>
      <Part title={t("cluster.part.strong")} above={<Strength data={data} />}><Rated data={data} /></Part>
      <Part title={t("cluster.part.sure")}><div class="half"><StabilityPanel data={data} /></div><div class="half"><Evidence data={data} /></div></Part>
      {tied && <Part title={t("cluster.part.tied")} above={<Tightness data={data} />}><div class="third"><LinkKinds data={data} /></div><div class="twothirds"><FoundNetwork data={data} /></div></Part>}
      <Part title={t("cluster.part.near")}><Nearest data={data} /><Overlaps data={data} /></Part>
      <Part title={t("cluster.part.unknown")}><ul class="plain">{data.unknown.map((one) => <li key={one.en}>{say(one)}</li>)}</ul></Part>
    </div>
  );
}

function Part({ title, more, above, children }: { title: string; more?: ComponentChildren; above?: ComponentChildren; children: ComponentChildren }) {
  return (
    <section class="section" aria-label={title}>
      <h2>{title}{more && <small class="more">{more}</small>}</h2>
      {above}
      <div class="gridded">{children}</div>
    </section>
  );
}

function Head({ data }: { data: FoundDetail }) {
  const row = data.cluster;
  const code = row.cluster;
  const other = otherName(row);
  const near = [...data.overlaps, ...data.near].slice(0, 3).map((one) => one.cluster);
  return (
    <>
      <nav aria-label={t("region.trail")}>
        <ol class="trail">
          <li><a href={link("clusters")}>{t("tab.clusters")}</a></li>
          {row.category && <li><a href={link("clusters", "", { category: row.category, definition: row.definition })}>{categoryOfRow(row)}</a></li>}
          <li>{[row.level && say(levelTitle(row.level)), row.year].filter(Boolean).join(lang.value === "zh" ? "，" : ", ")}</li>
        </ol>
      </nav>
      <div class="head stacked">
        <div>
          <h1>{foundName(row)}</h1>
          {other && <span class="other" lang={lang.value === "zh" ? "en" : "zh-Hans"}>{other}</span>}
          <p class="lead">{say(data.sentence)}</p>
          <p class="taglist">{row.ways.map((way) => <LookTag key={way} look={wayLook(way)} />)}<LookTag look={quadrantLook(row.quadrant)} />{doubtful(row) && <span class="pill doubt">{t("again.unsure")}</span>}{row.unjudged && <Unjudged />}</p>
          <p class="small muted">{howFound(data)}</p>
        </div>
        <div class="actions">
          <Briefs kind="cluster" id={code} />
          <a class="button" href={link("clusters", "", { category: row.category ?? undefined, definition: row.definition, cluster: code })}>{t("region.onmap")}</a>
          {data.cell && <a class="button" href={link("cells", data.cell)}>{t("cluster.cell")}</a>}
          <a class="button" href={link("compare", "", { with: [code, ...new Set(near)].join(",") })}>{t("action.comparelike")}</a>
          <button type="button" class="button" onClick={() => explain(reasonOf(data, foundName(row), howFound(data)))}>{t("cluster.why")}</button>
          <a class="button" href={apiUrl("/clusters/{cluster}", { cluster: code })} download={`${code.replaceAll(":", "-")}.json`}>JSON</a>
        </div>
      </div>
    </>
  );
}

/** How it was found, in words, with the numbers that decided. */
function howFound({ cluster: row }: FoundDetail): string {
  const p = chance(row.p_value, lang.value);
  return t(`way.${row.way}.found${row.way === "regions" && row.regions === 1 ? ".one" : ""}`, {
    establishments: integer(row.establishments, lang.value),
    category: categoryOfRow(row), regions: integer(row.regions, lang.value), organisations: integer(row.organisations, lang.value),
    excess: number(row.excess, lang.value, { unit: "1" }), p, scale: number(row.scale_km, lang.value, { unit: "count" }),
    inside: number(row.inside_share, lang.value, { unit: "share" }), span: number(row.span_km, lang.value, { unit: "count" }), links: integer(row.links, lang.value),
  }).replace(/ %/g, "\u00a0%");
}
