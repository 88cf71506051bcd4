/** The glossary: what each word of the house means, in both languages. */
import type { Term } from "../../app/answers";
import { useApi } from "../../app/api";
import { lang, say, t } from "../../app/i18n";
import { link } from "../../app/router";
import { isPresent } from "../../app/state";
import { Skeleton, Trouble } from "../../parts/States";
import { Tabs } from "../../parts/Tabs";

export default function WordsPage() {
  const answer = useApi("/glossary");
  return (
    <div class="page">
      <div class="head"><div><h1>{t("words.title")}</h1><p class="lead">{t("words.lead")}</p></div></div>
      <Tabs of="data" now="words" />
      {answer.error ? <Trouble error={answer.error} again={answer.again} /> : !answer.data ? <Skeleton lines={10} /> : <Words items={answer.data.items} />}
    </div>
  );
}

const Words = ({ items }: { items: Term[] }) => (
  <div class="scroll" tabIndex={0} role="region" aria-label={t("words.title")}>
    <table class="grid words">
      <thead><tr><th scope="col">{t("words.term")}</th><th scope="col">{t("words.other")}</th><th scope="col">{t("words.means")}</th></tr></thead>
      <tbody>{items.map((one) => (
        <tr key={one.id} id={one.id}>
          <th scope="row">{say(one.term)}</th>
          <td lang={lang.value === "zh" ? "en" : "zh-Hans"}>{lang.value === "zh" ? one.term.en : one.term.zh}</td>
          <td>{say(one.means)} {one.not_this && <span class="muted">{say(one.not_this)}</span>}<Kept tables={one.tables} /></td>
        </tr>
      ))}</tbody>
    </table>
  </div>
);

/** The tables of this workspace that hold it. */
function Kept({ tables }: { tables: readonly string[] }) {
  const here = tables.filter(isPresent);
  if (here.length === 0) return null;
  return <div class="small">{here.map((one) => <><a href={link("data", one)}><code>{one}</code></a> </>)}</div>;
}
