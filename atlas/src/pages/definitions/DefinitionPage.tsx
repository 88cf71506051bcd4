/** One set of categories: the candidates it was chosen from, its scores, what is related to what, what does not fit. */
import { useApi } from "../../app/api";
import { integer, number } from "../../app/format";
import { lang, t } from "../../app/i18n";
import { matrixName, methodName, quantityMeaning, quantityTitle } from "../../app/names";
import { address, link } from "../../app/router";
import type { DefinitionDetail } from "../../app/answers";
import { Skeleton, Trouble } from "../../parts/States";
import { explain } from "../../parts/Why";
import { Agreement } from "./Agreement";
import { Baselines } from "./Baselines";
import { Candidates } from "./Candidates";
import { Categories } from "./Categories";
import { Relatedness } from "./Relatedness";
import { NothingDerived, titleOf } from "./given";
import { reasonOf } from "./reason";
import { Tabs } from "../../parts/Tabs";
import { Keys } from "../../parts/Keys";

export default function DefinitionPage() {
  const { id } = address.value;
  const answer = useApi("/definitions/{definition}", { definition: id });
  if (answer.error) return <div class="page"><Trouble error={answer.error} again={answer.again} /></div>;
  const data = answer.data;
  if (!data) return <div class="page"><Skeleton tall lines={5} /></div>;
  const best = data.candidates.find((one) => one.chosen) ?? data.scores;
  return (
    <div class="page">
      <nav aria-label={t("region.trail")}><ol class="trail"><li><a href={link("definitions")}>{t("definitions.title")}</a></li><li>{t(data.derived ? "definitions.derived" : "definitions.given")}</li></ol></nav>
      <div class="head">
        <div>
          <h1>{titleOf(data)}</h1>
          <p class="lead">{best?.method === "code" ? t("definition.lead.cut", { n: integer(data.categories.length, lang.value), method: methodName(best.method, best.linkage) }) : best && data.derived ? t("definition.lead.derived", { n: integer(data.categories.length, lang.value), matrix: matrixName(best.matrix), method: methodName(best.method, best.linkage), score: number(best.score, lang.value, { unit: "share" }) }) : t("definition.lead.given", { n: integer(data.categories.length, lang.value) })}</p>
        </div>
        <div class="actions">
          <a class="button" href={link("clusters", "", { definition: data.definition })}>{t("tab.clusters")}</a>
          <a class="button" href={link("map", "", { definition: data.definition })}>{t("region.onmap")}</a>
          <button type="button" class="button" onClick={() => explain(reasonOf(data, titleOf(data), t("definitions.holds", { categories: data.categories.length, industries: data.industries.length })))}>{t("cluster.why")}</button>
        </div>
      </div>
      <Tabs of="clusters" now="definitions" />
      <Numbers data={data} best={best} />
      <div class="gridded">
        {data.candidates.length > 0 && <Candidates data={data} />}
        {data.baselines.length > 0 && <Baselines data={data} />}
        {data.relatedness && data.relatedness.nodes.length > 0 && <Relatedness data={data} />}
        {data.categories.length > 0 && <Categories data={data} />}
        {data.agreement.length > 0 && <Agreement data={data} />}
        {data.candidates.length === 0 && <NothingDerived given />}
      </div>
    </div>
  );
}

function Numbers({ data, best }: { data: DefinitionDetail; best: DefinitionDetail["scores"] | undefined }) {
  const share = (key: "vsc_mean" | "vsc_p95" | "vsi_mean" | "vsi_p95") => best?.[key] == null ? []
    : [{ title: quantityTitle(key), value: number(best[key], lang.value, { unit: "share" }), note: quantityMeaning(key) }];
  const outliers = data.industries.filter((one) => one.outlier).length;
  return <Keys items={[
    { title: t("definitions.categories"), value: integer(data.categories.length, lang.value) },
    { title: quantityTitle("industries"), value: integer(data.industries.length, lang.value), note: outliers > 0 ? t("definition.outliers", { n: outliers }) : "" },
    ...share("vsc_mean"), ...share("vsc_p95"), ...share("vsi_mean"), ...share("vsi_p95"),
  ]} />;
}
