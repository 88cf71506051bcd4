/** How single contributors are protected: the rules in force, what is withheld, what is lost by it. */
import { useEffect } from "preact/hooks";
import { integer, moment, number } from "../../app/format";
import { lang, say, t } from "../../app/i18n";
import { type Protection, type ProtectionRules, askProtection, protection } from "../../app/session/protection";
import { workspace } from "../../app/state";
import { Coded } from "../../parts/Coded";
import { Keys } from "../../parts/Keys";
import { Empty } from "../../parts/States";
import { Tabs } from "../../parts/Tabs";
import { ProtectedNumber } from "../../parts/protected/Protected";
import { Losses } from "./Losses";

export default function ProtectionPage() {
  const now = protection.value;
  useEffect(() => { void askProtection(); }, []);
  return (
    <div class="page">
      <div class="head"><div><h1>{t("protection.title")}</h1><p class="lead">{t("protection.lead")}</p></div></div>
      <Tabs of="data" now="protection" />
      {now?.marked ? <InForce now={now} /> : <NotMarked />}
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
  const whole = now.whole;
  return (
    <>
      {now.stale && <p class="notice"><Coded text={t("protection.stale", { command: "jiqun protect WORKSPACE" })} /></p>}
      {whole && (
        <Keys items={[
          { title: t("protection.cells"), value: integer(whole.cells, lang.value), note: t("protection.cells.means") },
          { title: t("protection.primary"), value: integer(whole.primary, lang.value), note: t("protection.primary.means") },
          { title: t("protection.secondary"), value: integer(whole.secondary, lang.value), note: t("protection.secondary.means") },
          { title: t("protection.lost"), value: number(whole.share_value, lang.value, { unit: "share" }), note: t("protection.lost.means") },
        ]} />
      )}
      <section class="section" aria-labelledby="rules">
        <h2 id="rules">{t("protection.rules")}</h2>
        {now.rules && <ul class="rulelist">{rulesSaid(now.rules).map((one) => <li key={one.title}><strong>{one.title}</strong><span>{one.means}</span></li>)}</ul>}
        <dl class="facts wide">
          <dt>{t("protection.tables")}</dt><dd>{now.tables.map(tableTitle).join(lang.value === "zh" ? "、" : ", ") || "–"}</dd>
          <dt>{t("protection.built")}</dt><dd>{now.built ? moment(now.built, lang.value) : "–"}{now.commit !== null && ` · ${t("protection.commit", { commit: now.commit })}`}</dd>
          <dt>{t("protection.mark")}</dt><dd><ProtectedNumber title={t("protection.mark")} /></dd>
        </dl>
      </section>
      <Losses losses={now.loss} />
    </>
  );
}

const tableTitle = (table: string): string => say(workspace.value?.tables.find((one) => one.table === table)?.title) || table;

/** The rules in force, each as a sentence. */
function rulesSaid(rules: ProtectionRules): { title: string; means: string }[] {
  const { threshold, dominance, p, rounding } = rules;
  const one = (key: string, values: Record<string, string | number>) => ({ title: t(`rule.${key}`, values), means: t(`rule.${key}.means`, values) });
  return [
    ...(threshold === null ? [] : [one("threshold", { n: threshold })]),
    ...(dominance === null ? [] : [one(dominance[0] === 1 ? "dominance.one" : "dominance", { n: dominance[0], k: dominance[1] })]),
    ...(p === null ? [] : [one("p", { p })]),
    ...(rounding === null ? [] : [one("rounding", { base: rounding })]),
    one("secondary", {}),
  ];
}

