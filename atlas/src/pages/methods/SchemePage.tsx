/** One rating scheme: its classes, the conditions that lead to each, and how well each condition is sourced. */
import { useApi } from "../../app/api";
import { tick } from "../../app/format";
import { has, lang, say, t } from "../../app/i18n";
import { address, link } from "../../app/router";
import type { SchemeAnswer, SchemeRule } from "../../app/answers";
import { RatingTag, bare } from "../../parts/Rating";
import { Skeleton, Trouble } from "../../parts/States";

const JOIN = { en: ", ", zh: "、" } as const;

export default function SchemePage() {
  const id = address.value.id.slice("scheme:".length);
  const answer = useApi("/schemes/{id}", { id });
  if (answer.error) return <div class="page"><Trouble error={answer.error} again={answer.again} /></div>;
  const data = answer.data;
  if (!data) return <div class="page"><Skeleton lines={7} /></div>;
  const other = lang.value === "zh" ? data.title.en : data.title.zh;
  return (
    <div class="page">
      <nav aria-label={t("region.trail")}><ol class="trail"><li><a href={link("methods")}>{t("page.methods")}</a></li><li>{t("methods.schemes")}</li></ol></nav>
      <div class="head">
        <div>
          <h1>{say(data.title)}</h1>
          <span class="other" lang={lang.value === "zh" ? "en" : "zh-Hans"}>{other}</span>
          {data.note && <p class="lead">{say(data.note)}</p>}
          <p class="lead"><Standing status={data.status} /> {t("scheme.subject", { what: word("subject", data.subject) })}</p>
        </div>
        {data.subject === "cell" && <div class="actions"><a class="button" href={link("map", "", { measure: `rating:${id}` })}>{t("region.onmap")}</a></div>}
      </div>
      {data.ratings.length > 0 && <Ratings data={data} />}
      {data.criteria.length > 0 && <Criteria rows={data.criteria} />}
      {data.statements.length > 0 && <Statements data={data} />}
      <section class="section"><h2>{t("methods.reference")}</h2><p class="wrap">{data.source}</p></section>
    </div>
  );
}

const word = (group: string, value: string): string => (has(`${group}.${value}`) ? t(`${group}.${value}`) : value.replaceAll("_", " "));

/** How well a rule is known: read in code, on a page, or only remembered. */
function Standing({ status }: { status: string }) {
  if (!status) return null;
  const kind = status.includes("recall") && status !== "recall" ? "partly" : status.replace(/ \(.*$/, "").replace("not found", "missing");
  return <span class={`pill${/recall|not found/.test(status) ? " doubt" : ""}`} title={status}>{word("status", kind)}</span>;
}

function Ratings({ data }: { data: SchemeAnswer }) {
  const titled = (id: string): string => say(data.criteria.find((one) => one.id === id)?.title) || id;
  const list = [...data.ratings].sort((a, b) => b.rank - a.rank);
  return (
    <section class="section">
      <h2>{t("methods.rules")}</h2>
      <div class="cards">
        {list.map((one) => (
          <article class="card padded" key={one.code}>
            <RatingTag scheme={data} rating={bare(one.code)} />
            <ul class="criteria">
              {one.all.map((id) => <li key={id}><span class="state muted" aria-hidden="true">·</span><span>{titled(id)}</span></li>)}
              {one.of.length > 0 && <li><span class="state muted" aria-hidden="true">·</span><span>{t("scheme.atleast", { n: one.at_least, of: one.of.map(titled).join(lang.value === "zh" ? "；" : "; ") })}</span></li>}
              {one.all.length === 0 && one.of.length === 0 && <li><span /><span class="muted">{t("scheme.otherwise")}</span></li>}
            </ul>
          </article>
        ))}
      </div>
    </section>
  );
}

const SIGNS: Record<string, string> = { ">=": "≥", "<=": "≤" };
const percent = (one: SchemeRule): string =>
  one.at === null ? "–" : one.statistic === "percentile" ? t("scheme.percentile", { p: Math.round(one.at * 100) }) : `${SIGNS[one.comparison] ?? one.comparison} ${tick(one.at, lang.value, one.unit)}`;

function Criteria({ rows }: { rows: SchemeRule[] }) {
  return (
    <section class="section">
      <h2>{t("scheme.criteria")}</h2>
      <div class="scroll" tabIndex={0} role="region" aria-label={t("scheme.criteria")}>
        <table class="grid" style={{ minWidth: "760px" }}>
          <thead><tr><th scope="col">{t("column.criterion")}</th><th scope="col">{t("column.threshold")}</th><th scope="col">{t("scheme.within")}</th><th scope="col">{t("scheme.standing")}</th><th scope="col">{t("scheme.stated")}</th></tr></thead>
          <tbody>{rows.map((one) => (
            <tr key={one.id}>
              <td>{say(one.title)}<br /><code class="muted small">{one.quantity}</code></td>
              <td class="num">{percent(one)}</td>
              <td>{one.within.map((name) => word("within", name)).join(JOIN[lang.value]) || "–"}</td>
              <td><Standing status={one.status} /></td>
              <td class="small muted">{one.stated}{one.stated && one.source ? " · " : ""}{one.source}</td>
            </tr>
          ))}</tbody>
        </table>
      </div>
    </section>
  );
}

function Statements({ data }: { data: SchemeAnswer }) {
  return (
    <section class="section">
      <h2>{t("scheme.statements")}</h2>
      <div class="scroll" tabIndex={0} role="region" aria-label={t("scheme.statements")}>
        <table class="grid" style={{ minWidth: "760px" }}>
          <thead><tr><th scope="col">{t("column.name")}</th><th scope="col">{t("scheme.stated")}</th><th scope="col">{t("scheme.standing")}</th><th scope="col">{t("declared.source")}</th></tr></thead>
          <tbody>{data.statements.map((one) => (
            <tr key={one.id}><td>{say(one.title)}</td><td>{one.stated}</td><td><Standing status={one.status} /></td><td class="small muted">{one.source}</td></tr>
          ))}</tbody>
        </table>
      </div>
    </section>
  );
}
