/** "My cluster is not in your list": pick industries and see at once where they are strong together. */
import { useApi } from "../../app/api";
import { integer, number } from "../../app/format";
import { lang, t } from "../../app/i18n";
import { quantityHead, quantityTitle } from "../../app/names";
import { address, choose, link } from "../../app/router";
import { isPresent, level } from "../../app/state";
import type { TryAnswer } from "../../app/answers";
import { Empty, Problems, Skeleton, Trouble } from "../../parts/States";
import { Keep } from "./Keep";
import { Picker, useIndustries } from "./Picker";
import { Tried } from "./Tried";
import { Overlaps, Related } from "./Suggested";
import { customQuery, picked } from "./picked";
import { Tabs } from "../../parts/Tabs";
import { LevelChoice } from "../../parts/Choices";
import { Keys } from "../../parts/Keys";
import { Needs } from "../../parts/Needs";
import { TextFilter } from "../../parts/TextFilter";

export default function CustomPage() {
  if (!isPresent("industries")) return <Needs page="clusters" tables={["industries", "activity", "categories"]} />;
  const { name, traded } = address.value.params;
  return (
    <div class="page">
      <div class="head"><div><h1>{name || t("custom.title")}</h1><p class="lead">{t("custom.lead")}</p></div></div>
      <Tabs of="clusters" now="custom" />
      <div class="filters">
        <TextFilter name="name" label={t("custom.name")} />
        <label class="field"><span>{t("filter.traded")}</span>
          <select value={traded ?? "true"} onChange={(event) => choose({ traded: event.currentTarget.value === "true" ? undefined : "false" }, { replace: true })}>
            <option value="true">{t("industry.traded")}</option><option value="false">{t("industry.local")}</option>
          </select>
        </label>
        <LevelChoice now={level.value} cases={false} />
      </div>
      <Builder />
    </div>
  );
}

function Builder() {
  const industries = useIndustries();
  const codes = picked();
  const query = customQuery();
  const { name: _unused, ...counted } = query;
  const answer = useApi("/definitions/try", codes.length > 0 ? counted : null);
  const data = codes.length > 0 ? answer.data : undefined;
  return (
    <>
      <Picker industries={industries} codes={codes} />
      {codes.length === 0 ? <Empty inline title={t("custom.empty")}><p>{t("custom.empty.next")}</p></Empty>
        : answer.error ? <Trouble error={answer.error} again={answer.again} />
          : !data ? <Skeleton tall lines={4} /> : (
            <div class={answer.stale ? "stale" : undefined}>
              {data.problems.length > 0 && <div class="empty inline error" role="alert"><Problems all={data.problems} /></div>}
              <Numbers data={data} n={codes.length} />
              <div class="gridded">
                <Tried data={data} />
                <Related data={data} industries={industries} />
                <Overlaps data={data} n={codes.length} />
                <Keep codes={codes} query={query} />
              </div>
            </div>
          )}
      <p class="small muted">{t("custom.see")} <a href={link("definitions")}>{t("definitions.title")}</a></p>
    </>
  );
}

function Numbers({ data, n }: { data: TryAnswer; n: number }) {
  const strong = data.cells.filter((cell) => cell.rating === "strong" || cell.rating === "strong10").length;
  return <Keys items={[
    { title: quantityTitle("industries"), value: integer(n, lang.value) },
    { title: quantityTitle("employment"), value: number(data.total.employment, lang.value, { unit: "persons" }) },
    { title: quantityTitle("establishments"), value: integer(data.total.establishments, lang.value) },
    { title: quantityTitle("regions"), value: integer(data.cells.filter((cell) => (cell.employment ?? 0) > 0).length, lang.value) },
    { title: quantityHead("strong_regions"), value: integer(strong, lang.value) },
    { title: quantityTitle("within"), value: number(data.within, lang.value, { unit: "1" }), note: data.within_rank === null ? t("custom.within.means") : t("custom.within.rank", { share: number(data.within_rank, lang.value, { unit: "share" }) }) },
  ]} />;
}
