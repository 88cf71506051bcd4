/** How single contributors are protected: the rules in force, what is withheld, what is lost by it. */
import { useEffect } from "preact/hooks";
import type { Protection } from "../../app/answers";
import { integer, moment } from "../../app/format";
import { lang, say, t } from "../../app/i18n";
import { askProtection, protection } from "../../app/session/protection";
import { levelTitle, workspace } from "../../app/state";
import { Keys } from "../../parts/Keys";
import { Empty } from "../../parts/States";
import { Tabs } from "../../parts/Tabs";
import { ProtectedNumber } from "../../parts/protected/Protected";
import { Losses } from "./Losses";
import { ruleSentences } from "./rules";

export default function ProtectionPage() {
  const now = protection.value;
  useEffect(() => { void askProtection(); }, []);
  return (
    <div class="page">
      <div class="head"><div><h1>{t("protection.title")}</h1><p class="lead">{t("protection.lead")}</p></div></div>
      <Tabs of="data" now="protection" />
      {now?.protected ? <InForce now={now} /> : <NotMarked />}
    </div>
  );
}

const NotMarked = () => (
  <Empty title={t("protection.none")} inline>
    <p>{t("protection.none.means")}</p>
    <code class="code">jiqun protect WORKSPACE --threshold 3 --p 10</code>
  </Empty>
);

function InForce({ now }: { now: Protection }) {
  const { cells, withheld } = now;
  return (
    <>
      {now.stale && <div class="notice"><p>{t("protection.stale")}</p>{now.command && <code>{now.command}</code>}</div>}
      <Keys items={[
        { title: t("protection.cells"), value: integer(cells, lang.value), note: t("protection.cells.means") },
        { title: t("protection.withheld"), value: integer(withheld, lang.value), note: t("protection.withheld.means") },
        { title: t("protection.proof"), value: t(`protection.proof.${now.proved ?? "unknown"}`), note: t(`protection.proof.${now.proved ?? "unknown"}.means`) },
      ]} />
      {now.cautions.map(({ code, sentence }) => <p key={code} class="notice">{say(sentence)}</p>)}
      <section class="section">
        <h2>{t("protection.rules")}</h2>
        <ul class="rulelist">
          {(now.rules ? ruleSentences(now.rules) : []).map(({ key, values }) => <li key={key}><strong>{t(`rule.${key}`, values)}</strong><span>{t(`rule.${key}.means`, values)}</span></li>)}
          <li><strong>{t("rule.secondary")}</strong><span>{t("rule.secondary.means")}</span></li>
        </ul>
        <dl class="facts wide">
          <dt>{t("protection.levels")}</dt><dd>{listed(now.levels.map((level) => say(now.losses.find((one) => one.level === level)?.title ?? levelTitle(level))))}</dd>
          <dt>{t("protection.tables")}</dt><dd>{listed(now.tables.map(tableTitle))}</dd>
          <dt>{t("protection.left")}</dt><dd>{listed(now.left_out.map(tableTitle))}</dd>
          <dt>{t("protection.built")}</dt><dd>{now.built ? moment(now.built, lang.value) : "–"}</dd>
          <dt>{t("protection.mark")}</dt><dd><ProtectedNumber title={t("protection.mark")} /></dd>
        </dl>
      </section>
      <Losses now={now} />
    </>
  );
}

const listed = (all: readonly string[]): string => all.join(lang.value === "zh" ? "、" : ", ") || "–";
const tableTitle = (table: string): string => say(workspace.value?.tables.find((one) => one.table === table)?.title) || table;
