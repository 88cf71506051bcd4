/** The case library on the map: clusters that somebody declared, with the figures of their documents. */
import { useMemo, useState } from "preact/hooks";
import { useApi } from "../../app/api";
import { lang, nameOf, t } from "../../app/i18n";
import { address, go, link } from "../../app/router";
import { workspace } from "../../app/state";
import { dark } from "../../app/theme";
import type { DeclaredRow, Page } from "../../app/types";
import { Figure } from "../../figures/Figure";
import { MapView } from "../../map/MapView";
import { readInk } from "../../map/ink";
import type { Scene } from "../../map/painter";
import { suited } from "../../map/projection";
import { declaredDots } from "../../map/scene";
import { type Features, type Shape, shapesOf } from "../../map/shapes";
import { mapSvg } from "../../map/svg";
import { Empty, Skeleton, Trouble } from "../../parts/States";
import { Virtual } from "../../parts/Virtual";
import { chooseRegion } from "../MapPage";
import { LevelChoice } from "./Controls";

export function Cases() {
  const answer = useApi<Page<DeclaredRow>>("/clusters", { origin: "declared", limit: 1000 });
  const coarse = [...(workspace.value?.levels ?? [])].filter((one) => one.regions > 1).sort((a, b) => a.regions - b.regions)[0]?.level ?? null;
  const base = useApi<Features>(coarse ? "/geometry" : null, { level: coarse });
  const [pointed, setPointed] = useState<string | null>(null);
  const rows = answer.data?.items;
  const scene = useMemo<Scene | null>(() => (rows ? sceneFor(rows, base.data) : null), [rows, base.data, dark.value, lang.value]);
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
            </Figure>
          ) : <Skeleton tall lines={3} />}
      </div>
      <CaseTable rows={rows} pointed={pointed} onPoint={setPointed} />
    </div>
  );
}

const fieldOf = (row: DeclaredRow): string => nameOf({ name: row.field, name_zh: row.field_zh });
const regionOf = (row: DeclaredRow): string => nameOf({ name: row.region_name, name_zh: row.region_name_zh }, row.region ?? "");

/** Land is drawn where the workspace has boundaries around the places. */
function sceneFor(rows: DeclaredRow[], base: Features | undefined): Scene {
  const placed = rows.filter((row) => row.lon != null && row.lat != null);
  const project = suited(placed.map((row) => [row.lon ?? 0, row.lat ?? 0]));
  const ink = readInk();
  const dots = declaredDots(placed, project, ink, null);
  const land = base ? shapesOf(base, project).filter((shape) => shape.rings.length > 0) : [];
  const near = land.some((shape) => dots.some((dot) => inside(dot.shape, shape)));
  const labels = placed.map((row, k) => ({ text: nameOf(row, row.cluster), at: dots[k]?.shape.centre ?? [0, 0] as [number, number], width: 0, weight: placed.length - k }));
  const raised = labels.map((label) => ({ ...label, at: [label.at[0], label.at[1] - 0.006] as [number, number] }));
  return { shapes: near ? land : [], outlines: [], paint: new Map(), dots, labels: raised, ink };
}

const inside = (point: Shape, box: Shape): boolean => {
  const [x, y] = point.centre;
  return x >= box.box[0] && x <= box.box[2] && y >= box.box[1] && y <= box.box[3];
};

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
