/** One measure of the register: formula, meaning, range, options, source. */
import { useApi } from "../../app/api";
import { has, lang, say, t } from "../../app/i18n";
import { unitWords } from "../../app/names";
import { address, link } from "../../app/router";
import type { MeasureAnswer } from "../../app/answers";
import { Skeleton, Trouble } from "../../parts/States";
import { Formula } from "./Formula";
import { InWorkspace } from "./InWorkspace";
import { familyName } from "./words";

/** The register's word in the reader's language, or as it is. */
const word = (group: string, value: string): string => (has(`${group}.${value}`) ? t(`${group}.${value}`) : value);

/** The kinds of data without which the measure cannot do, in the register's words. */
const reads = (data: MeasureAnswer): string => data.data.filter((one) => one.required)
  .map((one) => data.kinds.find((kind) => kind.id === one.kinds[0])).map((kind) => (kind ? say(kind.title) : "")).join(" + ");

const bound = (value: number | null | undefined, open: string): string => (value === null || value === undefined ? open : String(value));

export default function MeasurePage() {
  const { id } = address.value;
  const answer = useApi("/measures/{id}", { id });
  if (answer.error) return <div class="page"><Trouble error={answer.error} again={answer.again} /></div>;
  const data = answer.data;
  if (!data) return <div class="page"><Skeleton lines={7} /></div>;
  return (
    <div class="page">
      <nav aria-label={t("region.trail")}><ol class="trail"><li><a href={link("methods")}>{t("page.methods")}</a></li><li>{familyName(data.family)}</li></ol></nav>
      <div class="head"><div>
        <h1>{say(data.title)}</h1>
        <span class="other" lang={lang.value === "zh" ? "en" : "zh-Hans"}>{lang.value === "zh" ? data.title.en : data.title.zh}</span>
        {data.emerging && <p><span class="pill doubt">{t("methods.emerging")}</span> {t("methods.emerging.means")}</p>}
      </div></div>
      <div class="gridded">
        <div class="twothirds prose" style={{ alignContent: "start" }}>
          <p lang="en">{data.summary}</p>
          {data.formula && <Formula tex={data.formula} />}
          {data.description.split(/\n\n+/).filter(Boolean).map((text, k) => <p key={k} lang="en">{text}</p>)}
          {data.returns && <><h2>{t("methods.returns")}</h2><p lang="en">{data.returns.split("\n").slice(1).join(" ") || data.returns}</p></>}
          {data.options.some((one) => !one.required) && <Options data={data} />}
          {data.example && <><h2>{t("methods.example")}</h2><pre class="code" tabIndex={0}>{data.example}</pre></>}
          {data.reference && <><h2>{t("methods.reference")}</h2><p class="wrap">{data.reference.text}{data.reference.where && ` (${data.reference.where})`}</p></>}
        </div>
        <aside class="third figure" style={{ alignSelf: "start" }}>
          <h2>{t("methods.card")}</h2>
          <dl class="facts" style={{ marginTop: "10px" }}>
            <dt>{t("methods.up")}</dt><dd>{say(data.higher_means)}</dd>
            <dt>{t("column.unit")}</dt><dd>{data.unit === "1" ? t("methods.pure") : unitWords(data.unit)}</dd>
            <dt>{t("methods.range")}</dt><dd>{bound(data.bounds[0], "−∞")} … {bound(data.bounds[1], "∞")}</dd>
            <dt>{t("methods.neutral")}</dt><dd>{data.neutral ?? t("methods.noneutral")}</dd>
            <dt>{t("methods.per")}</dt><dd>{word("per", data.per)}</dd>
            <dt>{t("methods.needs")}</dt><dd>{reads(data)}</dd>
            <dt>{t("methods.names")}</dt><dd><code>{[data.id, ...data.aliases].join(", ")}</code></dd>
            <dt>{t("why.version")}</dt><dd>{data.version}</dd>
          </dl>
        </aside>
      </div>
      <InWorkspace measure={data} />
    </div>
  );
}

function Options({ data }: { data: MeasureAnswer }) {
  return (
    <>
      <h2>{t("methods.options")}</h2>
      <table class="grid">
        <thead><tr><th scope="col">{t("column.name")}</th><th scope="col">{t("methods.default")}</th><th scope="col">{t("methods.meaning")}</th></tr></thead>
        <tbody>{data.options.filter((one) => !one.required).map((one) => (
          <tr key={one.name}><td><code>{one.name}</code><br /><span class="muted small">{one.type}</span></td><td><code>{one.default === null || one.default === undefined ? "–" : String(one.default)}</code></td><td lang="en">{one.description}</td></tr>
        ))}</tbody>
      </table>
    </>
  );
}
