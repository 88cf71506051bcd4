/** Every figure of the network with its doubt: of the whole, of kinds of actor, and what unseen ties would do. */
import { useApi } from "../../app/api";
import type { NetworkAnswer, NetworkFigure } from "../../app/answers";
import { chance, integer, interval, number } from "../../app/format";
import { has, lang, say, t } from "../../app/i18n";
import { Skeleton, Trouble } from "../../parts/States";
import { Tabs } from "../../parts/Tabs";
import { figureSaid, unitOf } from "./figures";
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
      {data.cautions.map((one, k) => <p key={k} class="notice">{say(one.sentence)}</p>)}
      <Actors data={data} />
      {sections.map((section) => <Section key={section} section={section} figures={data.figures.filter((one) => one.section === section)} />)}
    </div>
  );
}

function Actors({ data }: { data: NetworkAnswer }) {
  return (
    <section class="section"><h2>{t("network.kinds")}</h2>
      <div class="scroll" tabIndex={0} role="region" aria-label={t("network.kinds")}>
        <table class="grid"><caption class="sr">{t("network.kinds")}</caption>
          <thead><tr><th scope="col">{t("network.kind")}</th><th scope="col" class="end">{t("network.organisations")}</th><th scope="col" class="end">{t("network.tied")}</th><th scope="col" class="end">{t("network.strength")}</th></tr></thead>
          <tbody>{data.actors.map((one) => (
            <tr key={one.kind}><td><KindTag kind={one.kind} /></td><td class="end num">{integer(one.organisations, lang.value)}</td><td class="end num">{integer(one.tied, lang.value)}</td><td class="end num">{integer(one.strength, lang.value)}</td></tr>
          ))}</tbody>
        </table>
      </div>
    </section>
  );
}

/** A kind of actor, a way and a share of unseen ties, or a code as it is. */
function ofSaid(of: string | null): string {
  if (of === null) return "";
  const [way, share] = of.split(":");
  if (share !== undefined && way !== undefined && has(`network.unseen.${way}`)) return `${number(Number(share), lang.value, { unit: "share" })} · ${t(`network.unseen.${way}`)}`;
  return kindTitle(of);
}

function Section({ section, figures }: { section: string; figures: NetworkFigure[] }) {
  const title = has(`network.section.${section}`) ? t(`network.section.${section}`) : section;
  const some = (of: (one: NetworkFigure) => unknown): boolean => figures.some((one) => of(one) !== null);
  const shown = { of: some((one) => one.of), interval: some((one) => one.low), expected: some((one) => one.expected), z: some((one) => one.z), p: some((one) => one.p) };
  return (
    <section class="section"><h2>{title}</h2>
      {has(`network.section.${section}.means`) && <p class="lead-note">{t(`network.section.${section}.means`)}</p>}
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
