/** A declared cluster of the case library: its figures as the documents give them. */
import { number } from "../../app/format";
import { lang, nameOf, otherName, say, t } from "../../app/i18n";
import { link } from "../../app/router";
import type { DeclaredCluster, Fact } from "../../app/types";
import { Empty } from "../../parts/States";
import { OriginLine } from "../../parts/Why";

export function Declared({ data }: { data: DeclaredCluster }) {
  const { cluster, facts, sources } = data;
  const field = nameOf({ name: cluster.field, name_zh: cluster.field_zh });
  const region = nameOf({ name: cluster.region_name, name_zh: cluster.region_name_zh }, cluster.region ?? "");
  return (
    <div class="page">
      <nav aria-label={t("region.trail")}>
        <ol class="trail"><li><a href={link("map", "", { level: "cases" })}>{t("control.cases")}</a></li>{region && <li>{cluster.region ? <a href={link("regions", cluster.region)}>{region}</a> : region}</li>}</ol>
      </nav>
      <div class="head">
        <div>
          <h1>{nameOf(cluster, cluster.cluster)}</h1>
          {otherName(cluster) && <span class="other" lang={lang.value === "zh" ? "en" : "zh-Hans"}>{otherName(cluster)}</span>}
          <p class="lead">{t("declared.lead")}</p>
        </div>
        <div class="actions"><a class="button" href={link("map", "", { level: "cases", region: cluster.cluster })}>{t("region.onmap")}</a></div>
      </div>
      <dl class="facts">
        {field && <><dt>{t("column.field")}</dt><dd>{field}</dd></>}
        {cluster.programme && <><dt>{t("declared.programme")}</dt><dd>{cluster.programme}</dd></>}
        {cluster.since && <><dt>{t("column.since")}</dt><dd>{cluster.since}</dd></>}
        {cluster.source && <><dt>{t("declared.source")}</dt><dd>{cluster.source}</dd></>}
      </dl>
      <section class="section">
        <h2>{t("declared.facts")}</h2>
        {facts.length === 0 ? <Empty inline title={t("declared.nofacts")} /> : (
          <div class="scroll" tabIndex={0} role="region" aria-label={t("declared.facts")}>
            <table class="grid">
              <thead><tr><th scope="col">{t("column.indicator")}</th><th scope="col" class="end">{t("column.value")}</th><th scope="col">{t("column.unit")}</th><th scope="col">{t("column.year")}</th><th scope="col">{t("declared.quote")}</th></tr></thead>
              <tbody>{facts.map((fact, k) => <Line key={k} fact={fact} />)}</tbody>
            </table>
          </div>
        )}
      </section>
      <section class="section"><h2>{t("why.data")}</h2>{sources.map((origin, k) => <OriginLine key={k} origin={origin} />)}</section>
    </div>
  );
}

function Line({ fact }: { fact: Fact }) {
  return (
    <tr>
      <td>{say(fact.title) || fact.indicator}</td>
      <td class="end num"><strong>{fact.qualifier ? `${fact.qualifier} ` : ""}{number(fact.value, lang.value, { unit: fact.unit ?? "" })}</strong></td>
      <td>{fact.unit ?? ""}</td><td>{fact.year ?? ""}</td>
      <td>{fact.quote && <span class="quote" lang="zh-Hans">{fact.quote}</span>}</td>
    </tr>
  );
}
