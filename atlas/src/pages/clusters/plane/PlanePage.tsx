/** Every found cluster by how concentrated it is in space and how dense its ties are: concentrated is not yet clustered. */
import { useApi } from "../../../app/api";
import { integer } from "../../../app/format";
import { lang, t } from "../../../app/i18n";
import { quantityHead, quantityTitle, waysSaid } from "../../../app/names";
import { address, link } from "../../../app/router";
import type { PlaneAnswer, PlanePoint } from "../../../app/answers";
import { sizeTitle } from "../../../app/leading";
import { Figure } from "../../../figures/Figure";
import { Empty, Skeleton, Trouble } from "../../../parts/States";
import { Filters } from "../Filters";
import { NothingFound } from "../Nothing";
import { Plane } from "./Plane";
import { Tabs } from "../../../parts/Tabs";
import { QUADRANTS, SignMark, foundName, quadrantLook } from "../looks";
import { byNow } from "../query";
import { times } from "../times";

export default function PlanePage() {
  const { way, definition } = address.value.params;
  const answer = useApi("/clusters/plane", { way, definition });
  const data = answer.data;
  return (
    <div class="page">
      <div class="head"><div><h1>{t("plane.title")}</h1><p class="lead">{t("plane.lead")}</p></div></div>
      <Tabs of="clusters" now="plane" />
      {answer.error && answer.error.status !== 404 ? <Trouble error={answer.error} again={answer.again} />
        : answer.error || (data?.points.length === 0 && data.needs !== null) ? <NothingFound needs={data?.needs} />
          : data ? <Drawn data={data} stale={answer.stale} /> : <Skeleton tall lines={4} />}
    </div>
  );
}

function Drawn({ data, stale }: { data: PlaneAnswer; stale: boolean }) {
  const placed = data.points.filter((point) => point.concentration !== null && point.linking !== null);
  const open = data.points.length - placed.length;
  const { concentration, linking } = data.cutoffs;
  const definition = `${t("plane.definition", { n: integer(placed.length, lang.value), x: times(concentration), y: times(linking) })}${open > 0 ? ` ${t("plane.open", { n: integer(open, lang.value) })}` : ""}`;
  return (
    <>
      <Filters counts={{}} plane />
      <div class={`gridded${stale ? " stale" : ""}`}>
        <Figure class="twothirds" title={t("plane.figure")} definition={definition} table={() => tableOf(data.points)}>
          {placed.length === 0 ? <Empty inline title={t("plane.none")}><p>{t("plane.none.next")}</p></Empty> : <Plane points={placed} cutoffs={data.cutoffs} by={byNow(placed)} />}
        </Figure>
        <Quadrants points={data.points} />
      </div>
    </>
  );
}

/** The four corners in words, with how many there are of each. */
function Quadrants({ points }: { points: PlanePoint[] }) {
  return (
    <section class="third figure" aria-label={t("plane.corners")}>
      <h2>{t("plane.corners")}</h2>
      <dl class="corners">
        {QUADRANTS.map((one) => {
          const look = quadrantLook(one);
          const n = points.filter((point) => point.quadrant === one).length;
          return (
            <div key={one}>
              <dt><SignMark look={look} />{look.title} <a class="num" href={link("clusters", "", { quadrant: one, way: address.value.params.way })}>{integer(n, lang.value)}</a></dt>
              <dd>{t(`quadrant.${one}.means`)}</dd>
            </div>
          );
        })}
      </dl>
      <p class="small muted">{t("plane.caution")}</p>
    </section>
  );
}

const ratio = (log: number | null): number | null => (log === null ? null : Math.exp(log));
const tableOf = (points: readonly PlanePoint[]) => ({
  columns: [t("column.code"), t("column.cluster"), t("cluster.way"), quantityHead("concentration"), quantityHead("linking"), quantityTitle("concentration"), quantityTitle("linking"), t("cluster.quadrant"), sizeTitle()],
  rows: points.map((point) => [point.cluster, foundName(point), waysSaid(point.ways), ratio(point.concentration), ratio(point.linking), point.concentration, point.linking, quadrantLook(point.quadrant).title, point.size]),
});
