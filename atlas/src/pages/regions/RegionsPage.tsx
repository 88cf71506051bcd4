/** All regions of a level, to find one by name. */
import { useMemo } from "preact/hooks";
import { integer } from "../../app/format";
import { lang, nameOf, otherName, say, t } from "../../app/i18n";
import { address, link } from "../../app/router";
import { level, levelTitle } from "../../app/state";
import type { Region } from "../../app/answers";
import { Skeleton, Trouble } from "../../parts/States";
import { Virtual } from "../../lists/Virtual";
import { useAll } from "../../lists/paging";
import { LevelChoice } from "../../parts/Choices";
import { TextFilter } from "../../parts/TextFilter";

export default function RegionsPage() {
  const answer = useAll("/regions", { level: level.value });
  const asked = (address.value.params.q ?? "").toLowerCase();
  const rows = useMemo(() => (answer.data ?? []).filter((r) => `${r.name ?? ""} ${r.name_zh ?? ""} ${r.region}`.toLowerCase().includes(asked)), [answer.data, asked]);
  if (answer.error) return <div class="page"><Trouble error={answer.error} again={answer.again} /></div>;
  return (
    <div class="page">
      <div class="head"><div><h1>{say(levelTitle(level.value))}</h1></div></div>
      <div class="filters"><TextFilter name="q" label={t("filter.text")} /><LevelChoice now={level.value} cases={false} /></div>
      <div class="count" role="status">{t("regions.count", { n: integer(rows.length, lang.value) })}</div>
      {answer.data ? (
        <Virtual<Region> label={say(levelTitle(level.value))} total={rows.length} row={(k) => rows[k]} keyOf={(r) => r.region} height="65vh" reset={asked}
          columns={[
            { key: "name", title: t("column.region"), cell: (r) => <a href={link("regions", r.region)}>{nameOf(r, r.region)}</a> },
            { key: "other", title: t("column.othername"), cell: (r) => <span class="muted">{otherName(r)}</span> },
            { key: "code", title: t("column.code"), width: "140px", cell: (r) => <code>{r.region}</code> },
          ]} />
      ) : <Skeleton lines={10} />}
    </div>
  );
}
