/** A declared cluster: its figures and its dates as the documents give them. */
import { number } from "../../../app/format";
import { has, lang, nameOf, otherName, t } from "../../../app/i18n";
import { unitWords } from "../../../app/names";
import { link } from "../../../app/router";
import type { DeclaredCluster, DeclaredRow, Fact } from "../../../app/answers";
import { Downloads } from "../../../lists/Downloads";
import { Briefs } from "../../../parts/Briefs";
import { OriginLine } from "../../../parts/Why";
import { textOf, useTable } from "../../../lists/tables";

const MILESTONE = "milestone-";

export function Declared({ data }: { data: DeclaredCluster }) {
  const { cluster, sources } = data;
  const facts = data.facts.filter((fact) => !fact.indicator.startsWith(MILESTONE));
  const dates = data.facts.filter((fact) => fact.indicator.startsWith(MILESTONE)).sort((a, b) => (a.year ?? 0) - (b.year ?? 0));
  const region = nameOf({ name: cluster.region_name, name_zh: cluster.region_name_zh }, cluster.region ?? "");
  return (
    <div class="page">
      <nav aria-label={t("region.trail")}>
        <ol class="trail"><li><a href={link("clusters", "", { view: "declared" })}>{t("declared.title")}</a></li>{region && <li>{cluster.region ? <a href={link("regions", cluster.region)}>{region}</a> : region}</li>}</ol>
      </nav>
      <div class="head">
        <div>
          <h1>{nameOf(cluster, cluster.cluster)}</h1>
          {otherName(cluster) && <span class="other" lang={lang.value === "zh" ? "en" : "zh-Hans"}>{otherName(cluster)}</span>}
          <p class="lead">{t("declared.lead")}</p>
        </div>
        <div class="actions">
          {cluster.definition && cluster.category && cluster.region
            ? <a class="button" href={link("cells", [cluster.definition, cluster.category, cluster.region].join(":"))}>{t("declared.measured")}</a>
            : <a class="button" href={link("map", "", { level: "cases", region: cluster.cluster })}>{t("region.onmap")}</a>}
          <Briefs kind="cluster" id={cluster.cluster} />
        </div>
      </div>
      <About cluster={cluster} />
      <section class="section">
        <h2>{t("declared.facts")}</h2>
        {facts.length === 0 ? <p class="muted">{t("declared.nofacts")}</p> : <Facts facts={facts} />}
      </section>
      <Members data={data} />
      {dates.length > 0 && (
        <section class="section">
          <h2>{t("declared.dates")}</h2>
          <ol class="timeline">{dates.map((fact, k) => <li key={k}><strong>{fact.year}</strong> <span class="quote" lang="zh-Hans">{fact.quote ?? titleOf(fact)}</span></li>)}</ol>
        </section>
      )}
      <section class="section"><h2>{t("why.data")}</h2>{sources.map((origin, k) => <OriginLine key={k} origin={origin} />)}</section>
    </div>
  );
}

/** Organisations that the documents name. */
function Members({ data }: { data: DeclaredCluster }) {
  const named = data.members.organisations.filter((one) => one.name ?? one.name_zh);
  if (named.length === 0) return null;
  return (
    <section class="section">
      <h2>{t("declared.members")}<small class="more"><Downloads path="/clusters/{cluster}/members" query={{ cluster: data.cluster.cluster }} label={t("cluster.members.download")} /></small></h2>
      <div class="cards members">
        {named.map((one) => (
          <div key={one.organisation} class="card padded">
            <strong>{nameOf(one, one.organisation)}</strong>
            {otherName(one) && <div class="muted small">{otherName(one)}</div>}
            {one.role && <div class="small">{has(`role.${one.role}`) ? t(`role.${one.role}`) : one.role}</div>}
          </div>
        ))}
      </div>
    </section>
  );
}

function About({ cluster }: { cluster: DeclaredRow }) {
  const programmes = useTable(cluster.programme ? "programmes" : null, { programme: cluster.programme ?? "" }, 5);
  const row = programmes.data?.items.find((one) => one.programme === cluster.programme);
  const programme = row ? nameOf({ name: textOf(row, "name"), name_zh: textOf(row, "name_zh") }, cluster.programme ?? "") : cluster.programme;
  const field = nameOf({ name: cluster.field, name_zh: cluster.field_zh });
  return (
    <dl class="facts">
      {field && <><dt>{t("column.field")}</dt><dd>{field}</dd></>}
      {programme && <><dt>{t("declared.programme")}</dt><dd>{programme}</dd></>}
      {cluster.since && <><dt>{t("column.since")}</dt><dd>{cluster.since}</dd></>}
      {cluster.source && <><dt>{t("declared.source")}</dt><dd>{cluster.source}</dd></>}
    </dl>
  );
}

/** A code of the case library as words. */
function titleOf(fact: Fact): string {
  const words = fact.indicator.replace(MILESTONE, "").replaceAll("-", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function Facts({ facts }: { facts: Fact[] }) {
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={t("declared.facts")}>
      <table class="grid">
        <thead><tr><th scope="col" class="end">{t("column.value")}</th><th scope="col">{t("column.unit")}</th><th scope="col">{t("column.year")}</th><th scope="col">{t("declared.quote")}</th><th scope="col">{t("column.indicator")}</th></tr></thead>
        <tbody>{facts.map((fact, k) => (
          <tr key={k}>
            <td class="end num"><strong>{fact.qualifier && fact.qualifier !== "=" ? `${fact.qualifier} ` : ""}{fact.unit === "year" ? fact.value : number(fact.value, lang.value, { unit: "count" })}</strong></td>
            <td>{fact.unit ? unitWords(fact.unit) : ""}</td>
            <td class="num">{fact.year ?? ""}</td>
            <td>{fact.quote && <span class="quote" lang="zh-Hans">{fact.quote}</span>}</td>
            <td class={lang.value === "zh" ? "muted small" : undefined} lang="en">{titleOf(fact)}</td>
          </tr>
        ))}</tbody>
      </table>
    </div>
  );
}
