/** One organisation in the network: how it stands, who its partners are, and what that rests on. */
import { useApi } from "../../app/api";
import type { ActorAnswer } from "../../app/answers";
import { integer, number } from "../../app/format";
import { lang, nameOf, otherName, regionName, say, t } from "../../app/i18n";
import { address, go, link } from "../../app/router";
import { Figure } from "../../figures/Figure";
import { NodeMap } from "../../figures/NodeMap";
import { ShareBars } from "../../figures/ShareBars";
import { Keys } from "../../parts/Keys";
import { Skeleton, Trouble } from "../../parts/States";
import { valueSaid } from "./ActorTable";
import { Links, Partners, Projects } from "./Evidence";
import { KindTag, kindLook, kindTitle } from "./looks";

export default function ActorPage() {
  const { id } = address.value;
  const answer = useApi("/network/organisations/{organisation}", { organisation: id });
  const network = useApi("/network");
  if (answer.error) return <div class="page"><Trouble error={answer.error} again={answer.again} /></div>;
  if (!answer.data || !network.data) return <div class="page"><Skeleton tall lines={6} /></div>;
  return <Shown data={answer.data} measures={network.data.measures} stale={answer.stale} />;
}

type Measures = readonly { id: string; title: { en: string; zh: string } }[];

function Shown({ data, measures, stale }: { data: ActorAnswer; measures: Measures; stale: boolean }) {
  const { actor } = data;
  const name = nameOf(actor, actor.organisation);
  const known = measures.filter(({ id }) => data.standings[id]);
  return (
    <div class={`page${stale ? " stale" : ""}`}>
      <nav aria-label={t("region.trail")}><ol class="trail"><li><a href={link("network")}>{t("network.title")}</a></li>
        {actor.community !== null && <li><a href={link("network", "", { community: String(actor.community) })}>{t("network.community.n", { n: actor.community })}</a></li>}</ol></nav>
      <div class="head"><div><h1>{name}</h1>{otherName(actor) && <span class="other">{otherName(actor)}</span>}
        <p class="lead"><KindTag kind={actor.kind} />{regionName(actor) && ` · ${regionName(actor)}`}{name !== actor.organisation && <> · <code>{actor.organisation}</code></>}</p></div></div>
      <Keys items={known.slice(0, 4).map(({ id, title }) => ({ title: say(title), value: valueSaid(id, actor.values[id]), note: rankSaid(data, id) }))} />
      <div class="gridded">
        <Neighbourhood data={data} name={name} />
        <Figure class="third" title={t("network.partnerkinds")} definition={t("network.partnerkinds.definition", { n: integer(data.partners_total, lang.value) })}
          table={() => ({ columns: [t("network.kind"), t("network.partners")], rows: Object.entries(data.partner_kinds).map(([kind, n]) => [kindTitle(kind), n]) })}>
          <ShareBars label={t("network.partnerkinds")} unit="count" rows={Object.entries(data.partner_kinds).map(([kind, n]) => ({ key: kind, label: kindTitle(kind), share: n }))} />
        </Figure>
        {known.length > 4 && <Standings data={data} known={known} />}
        <Partners data={data} />
        <Projects data={data} />
        <Links data={data} />
      </div>
    </div>
  );
}

function rankSaid({ standings }: ActorAnswer, id: string): string {
  const one = standings[id];
  return one ? t("network.rank", { rank: integer(one.rank, lang.value), among: integer(one.among, lang.value) }) : "";
}

function Standings({ data, known }: { data: ActorAnswer; known: Measures }) {
  return (
    <section class="section"><h2>{t("network.standings")}</h2>
      <div class="scroll" tabIndex={0} role="region" aria-label={t("network.standings")}>
        <table class="grid"><caption class="sr">{t("network.standings")}</caption>
          <thead><tr><th scope="col">{t("network.measure")}</th><th scope="col" class="end">{t("column.value")}</th><th scope="col" class="end">{t("network.place")}</th></tr></thead>
          <tbody>{known.map(({ id, title }) => <tr key={id}><td>{say(title)}</td><td class="end num">{valueSaid(id, data.actor.values[id])}</td><td class="end num">{rankSaid(data, id)}</td></tr>)}</tbody>
        </table>
      </div>
    </section>
  );
}

/** The organisation stands first; then its drawn partners. */
function Neighbourhood({ data, name }: { data: ActorAnswer; name: string }) {
  const drawn = data.partners.filter((one) => one.x !== null && one.y !== null);
  if (drawn.length === 0) return null;
  const title = t("network.neighbourhood");
  const own = { key: data.actor.organisation, name, x: data.place[0], y: data.place[1], size: data.actor.values.degree ?? 1, colour: kindLook(data.actor.kind).colour, said: `${name} · ${kindTitle(data.actor.kind)}` };
  const nodes = [own, ...drawn.map((one) => {
    const partner = nameOf(one, one.organisation);
    return { key: one.organisation, name: partner, x: one.x ?? 0, y: one.y ?? 0, size: one.degree, colour: kindLook(one.kind).colour, said: `${partner} · ${kindTitle(one.kind)} · ${t("network.weight.n", { w: number(one.weight, lang.value, { unit: "1" }) })}` };
  })];
  const edges = [...drawn.map((one, k): [number, number, number] => [0, k + 1, one.weight]), ...data.edges.map(([a, b, w]): [number, number, number] => [a + 1, b + 1, w])];
  return (
    <Figure class="twothirds" title={title} definition={t("network.neighbourhood.definition", { n: drawn.length, total: integer(data.partners_total, lang.value) })}
      table={() => ({ columns: [t("network.organisation"), t("network.kind"), t("network.weight")], rows: drawn.map((one) => [nameOf(one, one.organisation), kindTitle(one.kind), one.weight]) })}>
      <NodeMap nodes={nodes} edges={edges} label={title} onPick={(k) => { const picked = nodes[k]; if (picked && k > 0) go(link("network", picked.key)); }} />
      <ul class="taglist">{[...new Set([data.actor.kind, ...drawn.map(({ kind }) => kind)])].map((kind) => <li key={kind}><span class="tag"><svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true"><circle cx="6" cy="6" r="5" fill={kindLook(kind).colour} /></svg>{kindTitle(kind)}</span></li>)}</ul>
    </Figure>
  );
}
