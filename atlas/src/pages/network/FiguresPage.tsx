/** Every figure of the network with its doubt: of the whole, of kinds of actor, and what unseen ties would do. */
import { useApi } from "../../app/api";
import type { NetworkAnswer, NetworkFigure } from "../../app/answers";
import { chance, integer, interval, number } from "../../app/format";
import { has, lang, say, t } from "../../app/i18n";
import { Skeleton, Trouble } from "../../parts/States";
import { Tabs } from "../../parts/Tabs";
import { figureSaid } from "./figures";
import { unitOf, unseenOf } from "./sorting";
import { KindTag, kindTitle, tieTitle } from "./looks";
import { NothingAnalysed } from "./Nothing";

export default function FiguresPage() {
  const answer = useApi("/network");
  if (answer.error) return <div class="page"><Trouble error={answer.error} again={answer.again} /></div>;
  const data = answer.data;
  if (!data) return <div class="page"><Skeleton tall lines={6} /></div>;
  if (data.needs !== null) return <div class="page"><div class="head"><div><h1>{t("network.figures")}</h1></div></div><NothingAnalysed needs={data.needs} /></div>;
  const sections = [...new Set(data.figures.map((one) => one.section))];
  return (
    <div class="page">
      <Tabs of="network" now="networkfigures" />
      <div class="head"><div><h1>{t("network.figures")}</h1><p class="lead">{t("network.figures.lead", { kinds: data.kinds.map(tieTitle).join(t("network.and")) })}</p></div></div>
      {data.cautions.length > 0 && <ul class="notice plain" aria-label={t("why.cautions")}>{data.cautions.map((one, k) => <li key={k}>{say(one.sentence)}</li>)}</ul>}
      <Actors data={data} />
      {sections.map((section) => section === "unseen" ? <Unseen key={section} figures={data.figures.filter((one) => one.section === section)} /> : <Section key={section} section={section} figures={data.figures.filter((one) => one.section === section)} />)}
    </div>
  );
}

function Actors({ data }: { data: NetworkAnswer }) {
  return (
    <section class="section"><h2>{t("network.kinds")}</h2>
      <div class="scroll" tabIndex={0} role="region" aria-label={t("network.kinds")}>
        <table class="grid"><caption class="sr">{t("network.kinds")}</caption>
          <thead><tr><th scope="col">{t("network.kind")}</th><th scope="col" class="end">{t("network.organisations")}</th><th scope="col" class="end">{t("network.tied")}</th><th scope="col" class="end">{say(data.measures.find(({ id }) => id === "strength")?.title)}</th></tr></thead>
          <tbody>{data.actors.map((one) => (
            <tr key={one.kind}><td><KindTag kind={one.kind} /></td><td class="end num">{integer(one.organisations, lang.value)}</td><td class="end num">{integer(one.tied, lang.value)}</td><td class="end num">{integer(one.strength, lang.value)}</td></tr>
          ))}</tbody>
        </table>
      </div>
    </section>
  );
}

/** For each way of being unseen a table: figures by the share of ties that would be unseen. */
function Unseen({ figures }: { figures: NetworkFigure[] }) {
  const said = (share: string): string => number(Number(share), lang.value, { unit: "share" });
  return (
    <section class="section"><h2>{t("network.section.unseen")}</h2><p class="lead-note">{t("network.unseen.means")}</p>
      {unseenOf(figures).map(({ way, shares, rows }) => {
        const title = has(`network.unseen.${way}`) ? t(`network.unseen.${way}`) : way;
        return (
          <div key={way} class="unseen"><h3>{title}</h3>
            <div class="scroll" tabIndex={0} role="region" aria-label={title}>
              <table class="grid"><caption class="sr">{title}</caption>
                <thead><tr><th scope="col">{t("network.figure")}</th>{shares.map((share) => <th key={share} scope="col" class="end">{said(share)}</th>)}</tr></thead>
                <tbody>{rows.map((row) => (
                  <tr key={row.figure}><td>{say(row.title)}</td>{row.at.map((one, k) => (
                    <td key={k} class="end num">{one ? figureSaid(one) : "–"}{one && <small class="muted beneath">{interval(one.low, one.high, lang.value, { unit: unitOf(one) })}</small>}</td>
                  ))}</tr>
                ))}</tbody>
              </table>
            </div>
          </div>
        );
      })}
    </section>
  );
}

const ofSaid = (of: string | null): string => (of === null ? "" : kindTitle(of));

function Section({ section, figures }: { section: string; figures: NetworkFigure[] }) {
  const title = has(`network.section.${section}`) ? t(`network.section.${section}`) : section;
  const some = (of: (one: NetworkFigure) => unknown): boolean => figures.some((one) => of(one) !== null);
  const shown = { of: some((one) => one.of), interval: some((one) => one.low), expected: some((one) => one.expected), z: some((one) => one.z), p: some((one) => one.p) };
  return (
    <section class="section"><h2>{title}</h2>
      <div class="scroll" tabIndex={0} role="region" aria-label={title} style={{ maxHeight: "70vh" }}>
        <table class="grid"><caption class="sr">{title}</caption>
          <thead><tr><th scope="col">{t("network.figure")}</th>{shown.of && <th scope="col">{t("network.of")}</th>}<th scope="col" class="end">{t("column.value")}</th>
            {shown.interval && <th scope="col" class="end">{t("network.range")}</th>}{shown.expected && <th scope="col" class="end">{t("network.bychance")}</th>}{shown.z && <th scope="col" class="end">z</th>}{shown.p && <th scope="col" class="end">p</th>}</tr></thead>
          <tbody>{figures.map((one, k) => (
            <tr key={k}><td>{say(one.title)}</td>{shown.of && <td>{ofSaid(one.of)}</td>}<td class="end num">{figureSaid(one)}</td>
              {shown.interval && <td class="end num">{interval(one.low, one.high, lang.value, { unit: unitOf(one) }) || "–"}</td>}{shown.expected && <td class="end num">{number(one.expected, lang.value, { unit: unitOf(one) })}</td>}
              {shown.z && <td class="end num">{number(one.z, lang.value, { unit: "1" })}</td>}{shown.p && <td class="end num">{chance(one.p)}</td>}</tr>
          ))}</tbody>
        </table>
      </div>
    </section>
  );
}
