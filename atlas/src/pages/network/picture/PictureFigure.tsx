/** The picture of the network: communities with the ties between them; one opened shows its organisations. */
import { useMemo, useState } from "preact/hooks";
import { useApi } from "../../../app/api";
import type { NetworkGroup, NetworkLayout } from "../../../app/answers";
import { integer, number } from "../../../app/format";
import { lang, nameOf, t } from "../../../app/i18n";
import { address, choose, go, link } from "../../../app/router";
import { workspace } from "../../../app/state";
import { dark } from "../../../app/theme";
import { Figure } from "../../../figures/Figure";
import { Skeleton, Trouble } from "../../../parts/States";
import { Canvas } from "./Canvas";
import { KindLegend, KindMark, kindTitle } from "../looks";
import type { On, Picture } from "./paint";
import { communityOf } from "../query";
import { sceneOf, withinOf } from "./scene";

/** As many organisations as are painted smoothly; communities with a row of their own. */
const MOST_NODES = 5000;
const MOST_GROUPS = 1000;

export function PictureFigure({ kinds }: { kinds: readonly string[] }) {
  const { params } = address.value;
  const community = communityOf(params.community);
  const open = community !== undefined || params.show === "organisations";
  const first = useApi("/network/layout", { most: 0 });
  const further = useApi("/network/layout", open ? { most: MOST_NODES, community } : null);
  const groups = useApi("/network/communities", { limit: MOST_GROUPS });
  if (first.error) return <Trouble error={first.error} again={first.again} />;
  const layout = open && further.data && !further.stale ? further.data : first.data;
  if (!layout || !groups.data) return <Skeleton tall lines={3} />;
  return <Drawn layout={layout} groups={groups.data.items} community={community} open={open && layout === further.data} kinds={kinds} stale={open && layout !== further.data} />;
}

interface DrawnProps { layout: NetworkLayout; groups: NetworkGroup[]; community: number | undefined; open: boolean; kinds: readonly string[]; stale: boolean }

function Drawn({ layout, groups, community, open, kinds, stale }: DrawnProps) {
  const [on, setOn] = useState<On>({ disc: -1, node: -1 });
  const asked = address.value.params.kind ?? "";
  const scene = useMemo(() => sceneOf(layout, groups, { community, open, kinds: new Set(asked.split(",").filter(Boolean)) }), [layout, groups, community, open, asked, dark.value, lang.value]);
  const within = useMemo(() => withinOf(layout.communities, community), [layout, community]);
  const pick = ({ disc, node }: On): void => {
    const organisation = scene.nodes[node]?.organisation;
    if (organisation !== undefined) go(link("network", organisation));
    else if (scene.discs[disc]) choose({ community: String(scene.discs[disc].community) });
  };
  const title = t("network.title");
  const said = community !== undefined ? t("network.picture.one", { n: community, drawn: integer(scene.nodes.length, lang.value) })
    : t("network.picture.definition", { n: integer(layout.communities.length, lang.value), organisations: integer(layout.organisations, lang.value), ties: integer(layout.ties, lang.value) });
  return (
    <Figure main title={title} definition={said} class={stale ? "stale" : undefined} source={workspace.value?.title} drawings={() => []}
      table={() => ({ columns: [t("network.community"), t("network.organisations"), ...kinds.map(kindTitle)], rows: groups.map((one) => [one.community, one.organisations, ...kinds.map((kind) => one.actors[kind] ?? 0)]) })}>
      <Canvas picture={scene} within={within} inside={open} label={t(open ? "network.picture.inside" : "network.picture.label", { n: layout.communities.length })} onPoint={setOn} onPick={pick}
        onLeave={community === undefined ? undefined : () => choose({ community: undefined })} />
      <p class="readout" role="status"><Readout on={on} scene={scene} layout={layout} groups={groups} community={community} /></p>
      <KindLegend kinds={kinds} />
    </Figure>
  );
}

function Readout({ on, scene, layout, groups, community }: { on: On; scene: Picture; layout: NetworkLayout; groups: NetworkGroup[]; community: number | undefined }) {
  const node = scene.nodes.length > 0 ? layout.nodes[on.node] : undefined;
  if (node) return <><KindMark kind={node.kind} /> <strong>{nameOf(node, node.organisation)}</strong> · {kindTitle(node.kind)} · {t("network.partners.n", { n: integer(node.degree, lang.value) })} · {t("network.community.n", { n: node.community })}</>;
  const number1 = scene.discs[on.disc]?.community ?? community;
  const group = groups.find((one) => one.community === number1);
  if (!group) return <>{t("network.picture.hint")}</>;
  const kinds = Object.entries(group.actors).sort((a, b) => b[1] - a[1]).slice(0, 3);
  return (
    <>
      <strong>{t("network.community.n", { n: group.community })}</strong> · {t("network.organisations.n", { n: integer(group.organisations, lang.value) })}
      {kinds.map(([kind, n]) => <span key={kind}> · <KindMark kind={kind} /> {kindTitle(kind)} {integer(n, lang.value)}</span>)}
      {group.values.inside_share != null && <> · {t("network.inside", { share: number(group.values.inside_share, lang.value, { unit: "share" }) })}</>}
      {group.best[0] && <> · {t("network.best", { name: nameOf(group.best[0], group.best[0].organisation) })}</>}
    </>
  );
}
