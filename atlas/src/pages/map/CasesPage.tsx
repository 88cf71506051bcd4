/** The case library on the map: clusters that somebody declared, with the figures of their documents. */
import { useEffect, useMemo, useState } from "preact/hooks";
import { useApi } from "../../app/api";
import { lang, nameOf, t } from "../../app/i18n";
import { address, go, link } from "../../app/router";
import { dark } from "../../app/theme";
import { type DeclaredRow, isFound } from "../../app/answers";
import { Figure } from "../../figures/Figure";
import { MapView } from "../../map/MapView";
import { readInk } from "../../map/ink";
import { landWithin } from "../../map/land";
import type { Scene } from "../../map/drawing";
import { extentOf, mainGroup, suited } from "../../map/projection";
import { declaredDots } from "../../choropleth/scene";
import { type Features, shapesOf } from "../../map/shapes";
import { mapSvg } from "../../map/svg";
import { Empty, Skeleton, Trouble } from "../../parts/States";
import { Virtual } from "../../lists/Virtual";
import { chooseRegion } from "./choice";
import { LevelChoice } from "../../parts/Choices";

export default function CasesPage() {
  const answer = useApi("/clusters", { origin: "declared", limit: 1000 });
  const [pointed, setPointed] = useState<string | null>(null);
  const rows = useMemo(() => documented(answer.data?.items.filter((row) => !isFound(row))), [answer.data]);
  const land = useLand(rows);
  const scene = useMemo<Scene | null>(() => (rows ? sceneFor(rows, land) : null), [rows, land, dark.value, lang.value]);
  if (answer.error) return <div class="page"><Trouble error={answer.error} again={answer.again} /></div>;
  return (
    <div class="mapping">
      <div class="left">
        <div class="controls"><LevelChoice now="cases" /></div>
        {rows?.length === 0 ? <Empty title={t("cases.none")}><p>{t("cases.none.next")}</p><code class="code">jiqun load WORKSPACE clusters my.csv</code></Empty>
          : scene && rows ? (
            <Figure main title={t("cases.title")} definition={t("cases.definition", { n: rows.length })} source={t("cases.source")}
              drawings={() => [mapSvg(scene, 1000, 600)]} table={() => ({ columns: [t("column.cluster"), t("column.region"), t("column.field"), t("column.since")], rows: rows.map((row) => [nameOf(row, row.cluster), regionOf(row), fieldOf(row), row.since]) })}>
              <MapView scene={scene} label={t("cases.label", { n: rows.length })} chosen={address.value.params.region} pointed={pointed} onPoint={setPointed}
                onPick={(id) => { if (rows.some((row) => row.cluster === id)) go(link("clusters", id)); }} card={(shape) => <CaseCard row={rows.find((row) => row.cluster === shape.id)} />} />
              {grouped(rows).far.length > 0 && <p class="small muted far">{t("cases.far")} {grouped(rows).far.map((row, k) => <>{k > 0 && " · "}<a href={link("clusters", row.cluster)}>{nameOf(row, row.cluster)}</a></>)}</p>}
            </Figure>
          ) : <Skeleton tall lines={3} />}
      </div>
      <CaseTable rows={rows} pointed={pointed} onPoint={setPointed} />
    </div>
  );
}

const fieldOf = (row: DeclaredRow): string => nameOf({ name: row.field, name_zh: row.field_zh });
const regionOf = (row: DeclaredRow): string => nameOf({ name: row.region_name, name_zh: row.region_name_zh }, row.region ?? "");

const MARGIN = 22;

/** Clusters that documents describe; those declared for a category of the data are on the main map. */
function documented(rows: DeclaredRow[] | undefined): DeclaredRow[] | undefined {
  const some = rows?.filter((row) => row.definition === null);
  return some && some.length > 0 ? some : rows;
}

/** The places of the main group; the others are named below the map. */
function grouped(rows: DeclaredRow[]): { near: DeclaredRow[]; far: DeclaredRow[] } {
  const placed = rows.filter((row) => row.lon != null && row.lat != null);
  const inside = mainGroup(placesOf(placed));
  return { near: placed.filter((_, k) => inside[k]), far: placed.filter((_, k) => !inside[k]) };
}

/** Land around the places. */
function useLand(rows: DeclaredRow[] | undefined): Features | undefined {
  const [land, setLand] = useState<Features>();
  useEffect(() => {
    const points = placesOf(grouped(rows ?? []).near);
    if (points.length === 0) return;
    const [west, south, east, north] = extentOf(points);
    const wide = east - west > 150;
    const window: [number, number, number, number] = wide ? [-180, -60, 180, 84]
      : [Math.max(-180, west - MARGIN * 2), Math.max(-88, south - MARGIN), Math.min(180, east + MARGIN * 2), Math.min(84, north + MARGIN)];
    landWithin(window).then(setLand, () => setLand(undefined));
  }, [rows]);
  return land;
}

const placesOf = (rows: DeclaredRow[]): [number, number][] => rows.filter((row) => row.lon != null && row.lat != null).map((row) => [row.lon ?? 0, row.lat ?? 0]);

function sceneFor(rows: DeclaredRow[], base: Features | undefined): Scene {
  const placed = grouped(rows).near;
  const project = suited(placesOf(placed));
  const ink = readInk();
  const dots = declaredDots(placed, project, ink, null);
  const land = base ? shapesOf(base, project).filter((shape) => shape.rings.length > 0) : [];
  const labels = placed.map((row, k) => ({ text: nameOf(row, row.cluster), at: dots[k]?.shape.centre ?? [0, 0] as [number, number], width: 0, weight: placed.length - k, dy: -14 }));
  return { shapes: [], outlines: [], paint: new Map(), dots, labels, ink, ground: land };
}

function CaseCard({ row }: { row: DeclaredRow | undefined }) {
  if (!row) return null;
  return <><strong>{nameOf(row, row.cluster)}</strong><p class="muted">{[regionOf(row), fieldOf(row), row.since].filter(Boolean).join(" · ")}</p></>;
}

function CaseTable({ rows, pointed, onPoint }: { rows: DeclaredRow[] | undefined; pointed: string | null; onPoint: (id: string | null) => void }) {
  const title = t("cases.table");
  return (
    <aside class="right" aria-label={title}>
      <header><h2>{title}</h2><span class="muted small">{rows?.length ?? ""}</span></header>
      {rows ? (
        <Virtual<DeclaredRow> label={title} total={rows.length} row={(k) => rows[k]} keyOf={(row) => row.cluster} chosen={address.value.params.region ?? pointed}
          onHover={(row) => onPoint(row?.cluster ?? null)}
          columns={[
            { key: "name", title: t("column.cluster"), cell: (row) => <a href={link("clusters", row.cluster)}>{nameOf(row, row.cluster)}</a> },
            { key: "region", title: t("column.region"), width: "118px", cell: (row) => <button type="button" class="linkish" title={t("map.show", { name: regionOf(row) })} onClick={() => chooseRegion(row.cluster)}>{regionOf(row)}</button> },
          ]} />
      ) : <div style={{ padding: "16px" }}><Skeleton lines={6} /></div>}
    </aside>
  );
}
