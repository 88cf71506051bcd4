/** Found clusters on the map, with the list beside it that says the same. */
import { useMemo, useState } from "preact/hooks";
import { useApi } from "../../../app/api";
import { integer } from "../../../app/format";
import { lang, nameOf, t } from "../../../app/i18n";
import { address, choose, link } from "../../../app/router";
import { level, workspace } from "../../../app/state";
import { dark } from "../../../app/theme";
import { type FoundAnswer, type FoundRow, isFound, isFoundPage } from "../../../app/answers";
import { tLed } from "../../../app/leading";
import { Figure } from "../../../figures/Figure";
import { MapView } from "../../../map/MapView";
import { readInk } from "../../../map/ink";
import { entriesSvg, mapSvg } from "../../../map/svg";
import { useShapes } from "../../../map/useShapes";
import type { ZoneFeatures } from "../../../map/zones";
import { Skeleton, Trouble } from "../../../parts/States";
import { Filters } from "../Filters";
import { FoundCard } from "./Card";
import { FoundLegend } from "./Legend";
import { FoundTable, foundColumns } from "./List";
import { NothingFound } from "../Nothing";
import { Tabs } from "../../../parts/Tabs";
import { type FoundQuery, byNow, foundQuery } from "../query";
import { foundScene } from "../scene";

/** So many of the largest are drawn; the list has all. */
const DRAWN = 500;
/** Boundaries of more than these at once would hide one another: then only a category's are asked for. */
const BOUNDED = 60;

export default function FoundMapPage() {
  const query = foundQuery();
  const answer = useApi("/clusters", { ...query, sort: "-size", limit: DRAWN });
  const found = answer.data && isFoundPage(answer.data) ? answer.data : undefined;
  const filtered = Boolean(query.way ?? query.category ?? query.quadrant ?? query.region ?? query.least_chance ?? query.below_chance ?? query.virtual ?? query.q);
  const absent = (answer.error?.status ?? 0) === 404 || (found?.total === 0 && !filtered);
  if (absent) return <div class="page"><div class="head"><div><h1>{t("cluster.title")}</h1></div></div><Tabs of="clusters" now="clusters" /><NothingFound needs={found?.needs} /></div>;
  if (answer.error) return <div class="page"><Tabs of="clusters" now="clusters" /><Trouble error={answer.error} again={answer.again} /></div>;
  return <WithList answer={found} stale={answer.stale} query={query} />;
}

function WithList({ answer, stale, query }: { answer: FoundAnswer | undefined; stale: boolean; query: FoundQuery }) {
  const [pointed, setPointed] = useState<string | null>(null);
  return (
    <div class="mapping found">
      <div class="left">
        <Tabs of="clusters" now="clusters" />
        <Filters counts={answer?.counts.ways ?? {}} />
        {answer ? <Drawn answer={answer} stale={stale} query={query} pointed={pointed} onPoint={setPointed} /> : <Skeleton tall lines={3} />}
      </div>
      <FoundTable query={query} pointed={pointed} onPoint={setPointed} />
    </div>
  );
}

/** Boundaries of those shown, or of the chosen one's category where all would be too many. */
function useBoundaries(answer: FoundAnswer, query: FoundQuery, chosen: FoundRow | undefined) {
  const few = answer.total <= BOUNDED || Boolean(query.category);
  const ask = query.category ? { way: query.way, definition: query.definition, category: query.category }
    : few ? answer.items.length > 0 ? { cluster: answer.items.map((one) => one.cluster).join(",") } : null
    : chosen ? { definition: chosen.definition, category: chosen.category ?? undefined } : null;
  const found = useApi("/clusters/geometry", ask);
  return { few, features: ask ? found.data as unknown as ZoneFeatures | undefined : undefined, waiting: few && ask !== null && !found.data && !found.error };
}

function Drawn({ answer, stale, query, pointed, onPoint }: {
  answer: FoundAnswer; stale: boolean; query: FoundQuery; pointed: string | null; onPoint: (id: string | null) => void;
}) {
  const chosen = address.value.params.cluster;
  const listed = answer.items.find((one) => one.cluster === chosen);
  // the chosen one is drawn also where it is not among the largest
  const further = useApi("/clusters/{cluster}", chosen && !listed ? { cluster: chosen } : null);
  const other = further.data?.cluster;
  const row = listed ?? (other && isFound(other) && other.cluster === chosen ? other : undefined);
  const rows = useMemo(() => (row && !listed ? [...answer.items, row] : answer.items), [answer, row, listed]);
  const base = row?.level ?? mostOf(answer.items) ?? level.value;
  const drawn = useShapes(base);
  const { few, features, waiting } = useBoundaries(answer, query, row);
  const by = byNow(answer.items);
  const scene = useMemo(
    () => (drawn.shapes && !waiting ? foundScene({ shapes: drawn.shapes, outlines: drawn.outlines, project: drawn.project, rows, features, few, chosen, by, ink: readInk() }) : null),
    [drawn, rows, features, few, waiting, chosen, by, dark.value, lang.value],
  );
  const title = t("cluster.title");
  const lines = definitionOf(answer, few);
  const pick = (id: string): void => {
    if (rows.some((one) => one.cluster === id)) choose({ cluster: id === chosen ? undefined : id }, { replace: true });
  };
  return (
    <Figure main title={title} definition={lines} class={stale ? "stale" : undefined} source={workspace.value?.title}
      drawings={() => (scene ? [mapSvg(scene, 1000, 600), entriesSvg([...document.querySelectorAll<HTMLElement>(".legend .swatches li")], 1000)] : [])}
      table={() => foundColumns(answer.items)}>
      {scene ? (
        <>
          <MapView scene={scene} label={t("cluster.label", { n: integer(answer.total, lang.value) })} chosen={chosen ?? query.region} pointed={pointed} onPoint={onPoint} onPick={pick} share={chosen ? 0.45 : 0.05}
            card={(shape) => {
              const on = rows.find((one) => one.cluster === shape.id);
              return on ? <FoundCard row={on} /> : <strong>{nameOf(shape, shape.id)}</strong>;
            }} />
          {row && <p class="chosen-line"><strong>{nameOf(row, row.cluster)}</strong> <a href={link("clusters", row.cluster)}>{t("cluster.open")}</a> <button type="button" class="linkish link" onClick={() => choose({ cluster: undefined }, { replace: true })}>{t("cluster.unchoose")}</button></p>}
          <FoundLegend rows={answer.items} by={by} few={few} />
        </>
      ) : <Skeleton tall lines={3} />}
    </Figure>
  );
}

function definitionOf(answer: FoundAnswer, few: boolean): string {
  const n = integer(answer.total, lang.value);
  const drawn = answer.total > answer.items.length ? ` ${t("cluster.drawn", { n: integer(answer.items.length, lang.value) })}` : "";
  return tLed(few ? "cluster.definition" : "cluster.definition.centres", { n }) + drawn;
}

/** The level that most of the clusters were found at. */
function mostOf(rows: readonly FoundRow[]): string | null {
  const known = new Set(workspace.value?.levels.map((one) => one.level));
  const count = new Map<string, number>();
  for (const { level: one } of rows) if (one && known.has(one)) count.set(one, (count.get(one) ?? 0) + 1);
  return [...count].sort((a, b) => b[1] - a[1])[0]?.[0] ?? null;
}
