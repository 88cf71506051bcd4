/** The network of related categories: near means often strong in the same places; positions stay between visits. */
import { nameOf, lang, t } from "../../app/i18n";
import { number } from "../../app/format";
import { quantityTitle, unitWords } from "../../app/names";
import { address, choose } from "../../app/router";
import type { DefinitionDetail } from "../../app/answers";
import { Figure } from "../../figures/Figure";
import { NodeMap } from "../../figures/NodeMap";
import { reasonOf } from "./reason";
import { LOCAL, TRADED } from "../../figures/rows";

export function Relatedness({ data }: { data: DefinitionDetail }) {
  const { nodes = [], edges = [] } = data.relatedness ?? {};
  const title = t("related.title");
  const names = nodes.map((node) => nameOf(node, node.category));
  const chosen = nodes.findIndex((node) => node.category === address.value.params.category);
  return (
    <Figure title={title} definition={t("related.definition", { n: edges.length })} reason={() => reasonOf(data, title, t("map.values", { n: edges.length }))}
      table={() => ({ columns: [t("space.from"), t("space.to"), quantityTitle("relatedness")], rows: edges.map(([a, b, w]) => [names[a], names[b], w]) })}>
      <NodeMap label={title} chosen={chosen < 0 ? null : chosen}
        nodes={nodes.map((node, k) => ({ key: node.category, name: names[k] ?? node.category, x: node.x, y: node.y, size: node.employment ?? 0, colour: node.traded === false ? LOCAL : TRADED, said: `${names[k]}: ${number(node.employment, lang.value, { unit: "persons" })} ${unitWords("persons")}` }))}
        edges={edges} onPick={(k) => choose({ category: nodes[k]?.category }, { replace: true })} />
      <ul class="swatches">
        <li><svg viewBox="0 0 18 12" aria-hidden="true"><circle cx="9" cy="6" r="5" fill={TRADED} /></svg>{t("industry.traded")}</li>
        {nodes.some((node) => node.traded === false) && <li><svg viewBox="0 0 18 12" aria-hidden="true"><circle cx="9" cy="6" r="5" fill={LOCAL} /></svg>{t("industry.local")}</li>}
        <li>{t("related.size")}</li>
      </ul>
    </Figure>
  );
}
