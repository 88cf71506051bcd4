/** Tables, where they come from, how good they are, what happened to them. */
import { useApi } from "../../app/api";
import { editState } from "../../app/editing/writing";
import { integer, moment } from "../../app/format";
import { has, lang, say, t } from "../../app/i18n";
import { link } from "../../app/router";
import { workspace } from "../../app/state";
import type { TableInfo } from "../../app/answers";
import { Skeleton, Trouble } from "../../parts/States";
import { Tabs } from "../../parts/Tabs";
import { Drop } from "./look/Drop";

export default function DataPage() {
  const tables = useApi("/tables");
  const history = useApi("/history", { limit: 50 });
  const place = workspace.value;
  return (
    <div class="page">
      <div class="head"><div><h1>{t("data.title")}</h1><p class="lead">{t("data.lead", { name: place?.title || place?.name || "" })} {place?.synthetic && <span class="synthetic">{t("shell.synthetic")}</span>}</p></div></div>
      <Tabs of="data" now="data" />
      <Drop />
      {tables.error ? <Trouble error={tables.error} again={tables.again} /> : !tables.data ? <Skeleton lines={10} /> : (
        <>
          <Tables title={t("data.canonical")} rows={tables.data.items.filter((one) => one.kind !== "result")} />
          <Tables title={t("data.results")} rows={tables.data.items.filter((one) => one.kind === "result")} />
        </>
      )}
      <section class="section">
        <h2>{t("data.history")}</h2>
        {history.error ? <Trouble error={history.error} again={history.again} /> : !history.data ? <Skeleton lines={4} /> : (
          <ol class="timeline">
            {history.data.items.map((commit) => (
              <li key={commit.number}>
                <strong>{commit.number}. {verb(commit.verb)}</strong> <span class="muted">{moment(commit.time, lang.value)} · jiqun {commit.version}</span>
                {commit.note && !COUNTED.includes(commit.verb) && <div class="wrap">{commit.note}</div>}
                <div class="muted small">{commit.changes.map((one) => `${titleOf(tables.data?.items, one.name)} ${one.before === null ? "" : `${integer(one.before, lang.value)} → `}${integer(one.after, lang.value)}`).join(lang.value === "zh" ? "；" : "; ")}</div>
              </li>
            ))}
          </ol>
        )}
      </section>
    </div>
  );
}

const verb = (word: string): string => (has(`verb.${word}`) ? t(`verb.${word}`) : word);
/** Jobs note how many rows they made, which the line below says in the page's language. */
const COUNTED = ["run", "find", "define"];
const titleOf = (tables: TableInfo[] | undefined, name: string): string => say(tables?.find((one) => one.table === name)?.title) || name;

function Tables({ title, rows }: { title: string; rows: TableInfo[] }) {
  if (rows.length === 0) return null;
  return (
    <section class="section">
      <h2>{title}</h2>
      <div class="scroll" tabIndex={0} role="region" aria-label={title}>
        <table class="grid fixed" style={{ minWidth: "760px" }}>
          <thead><tr><th scope="col">{t("data.table")}</th><th scope="col">{t("data.row")}</th><th scope="col" class="end" style={{ width: "120px" }}>{t("data.rows")}</th><th scope="col">{t("needs.state")}</th></tr></thead>
          <tbody>{rows.map((one) => (
            <tr key={one.table}>
              <td>{one.present ? <a href={link("data", one.table)}>{say(one.title)}</a> : say(one.title)}<br /><code class="muted small">{one.table}</code></td>
              <td>{say(one.row)}</td>
              <td class="end num">{one.present ? integer(one.rows, lang.value) : "–"}</td>
              <td>{one.present ? <span class="pill good">{t("data.present")}</span> : <code class="small">{one.needs ?? `jiqun load WORKSPACE ${one.table} FILE`}</code>}
                {editState.value?.held && one.kind !== "result" && <> <a class="small" href={link("data", one.table, { view: "edit" })} aria-label={t("edit.title", { table: say(one.title) })}>{t("data.edit")}</a></>}</td>
            </tr>
          ))}</tbody>
        </table>
      </div>
    </section>
  );
}
