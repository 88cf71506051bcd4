/** The sets of categories that clusters are measured by: given ones, and one derived from these data. */
import { useApi } from "../../app/api";
import { integer, number } from "../../app/format";
import { lang, t } from "../../app/i18n";
import { link } from "../../app/router";
import type { DefinitionRow } from "../../app/answers";
import { Skeleton, Trouble } from "../../parts/States";
import { Tabs } from "../../parts/Tabs";
import { NothingDerived, titleOf } from "./given";

export default function DefinitionsPage() {
  const answer = useApi("/definitions", { limit: 100 });
  const items = answer.data?.items ?? [];
  return (
    <div class="page">
      <div class="head">
        <div><h1>{t("definitions.title")}</h1><p class="lead">{t("definitions.lead")}</p></div>
        <div class="actions"><a class="button primary" href={link("definitions", "custom")}>{t("definitions.own")}</a></div>
      </div>
      <Tabs of="clusters" now="definitions" />
      {answer.error ? <Trouble error={answer.error} again={answer.again} /> : !answer.data ? <Skeleton lines={5} /> : (
        <>
          <div class="cards wide">{items.map((one) => <Card key={one.definition} one={one} />)}</div>
          {!items.some((one) => one.derived) && <NothingDerived needs={answer.data.needs} />}
        </>
      )}
    </div>
  );
}

function Card({ one }: { one: DefinitionRow }) {
  const best = one.scores;
  return (
    <a href={link("definitions", one.definition)}>
      <strong>{titleOf(one)}</strong>
      <small><span class={`pill${one.derived ? " good" : ""}`}>{t(one.derived ? "definitions.derived" : "definitions.given")}</span> <code>{one.definition}</code></small>
      <small>{t("definitions.holds", { categories: integer(one.categories, lang.value), industries: integer(one.industries, lang.value) })}</small>
      {best?.score != null && <small>{t("definitions.scored", { score: number(best.score, lang.value, { unit: "share" }) })}</small>}
    </a>
  );
}
