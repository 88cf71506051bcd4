/** Where the chosen industries are strong together: the map, and the same as a list. */
import { useMemo, useState } from "preact/hooks";
import { aligned, interval, number } from "../../app/format";
import { lang, nameOf, say, t } from "../../app/i18n";
import { quantityTitle, unitWords } from "../../app/names";
import { go, link } from "../../app/router";
import { level, levelTitle, workspace, year } from "../../app/state";
import { dark } from "../../app/theme";
import type { TryAnswer, TryCell } from "../../app/answers";
import { makeScale } from "../../color/scales";
import { Figure } from "../../figures/Figure";
import { standalone } from "../../figures/export";
import { Legend } from "../../choropleth/Legend";
import { MapView } from "../../map/MapView";
import { readInk } from "../../map/ink";
import { placesOf, sceneOf } from "../../choropleth/scene";
import { mapSvg } from "../../map/svg";
import { useShapes } from "../../map/useShapes";
import { Chance, RatingTag, SURE, bare } from "../../parts/Rating";
import { RatingBars } from "../../parts/ratings/RatingBars";
import { Span } from "../../parts/Span";
import { Skeleton } from "../../parts/States";
import { Virtual } from "../../lists/Virtual";

const AXIS = { min: 0.08, max: 40, log: true, neutral: 1 };

export function Tried({ data }: { data: TryAnswer }) {
  const [pointed, setPointed] = useState<string | null>(null);
  const drawn = useShapes(level.value);
  const model = useMemo(() => {
    const pick = (key: "quotient" | "quotient_low" | "quotient_high"): (number | null)[] => data.cells.map((cell) => cell[key]);
    const answer = { regions: data.cells.map((cell) => cell.region), values: pick("quotient"), low: pick("quotient_low"), high: pick("quotient_high") };
    return { places: placesOf(answer), scale: makeScale(answer.values, { scale: "log", neutral: 1, dark: dark.value }), ink: readInk() };
  }, [data, dark.value]);
  const scene = useMemo(() => (drawn.shapes ? sceneOf({
    shapes: drawn.shapes, outlines: drawn.outlines, places: model.places, scale: model.scale, neutral: 1, ink: model.ink, sized: false, declared: [], nameOf: (shape) => nameOf(shape, shape.id),
  }) : null), [drawn, model, lang.value]);
  const title = t("custom.where");
  const of = new Map(data.cells.map((cell) => [cell.region, cell]));
  return (
    <>
      <Figure class="half" title={title} definition={t("custom.where.definition", { level: say(levelTitle(level.value)), year: year.value ?? "" })} method="location-quotient" table={() => tableOf(data.cells)}
        drawings={() => (scene ? [mapSvg(scene, 1000, 600), ...[...document.querySelectorAll<SVGSVGElement>(".legend .histogram")].map(standalone)] : [])}>
        {scene ? (
          <>
            <div class="measure-map">
              <MapView scene={scene} label={title} pointed={pointed} onPoint={setPointed} onPick={(id) => go(link("regions", id))} card={(shape) => <Card name={nameOf(shape, shape.id)} cell={of.get(shape.id)} />} />
            </div>
            <Legend places={[...model.places.values()]} scale={model.scale} unit="1" neutral={1} ink={model.ink} regions={drawn.shapes?.length ?? 0} label={title} />
          </>
        ) : <Skeleton tall lines={3} />}
      </Figure>
      <List cells={data.cells} pointed={pointed} onPoint={setPointed} />
    </>
  );
}

const tableOf = (cells: readonly TryCell[]) => ({
  columns: [t("column.code"), t("column.region"), quantityTitle("quotient"), t("column.next.low"), t("column.next.high"), quantityTitle("employment"), quantityTitle("establishments"), quantityTitle("rating"), t("column.chance")],
  rows: cells.map((cell) => [cell.region, nameOf(cell, cell.region), cell.quotient, cell.quotient_low, cell.quotient_high, cell.employment, cell.establishments, cell.rating, cell.chance]),
});

function nextYear(cell: TryCell): string {
  const range = interval(cell.quotient_low, cell.quotient_high, lang.value, { unit: "1" });
  return range && t("figure.interval", { interval: range });
}

function Card({ name, cell }: { name: string; cell: TryCell | undefined }) {
  return (
    <>
      <strong>{name}</strong>
      {cell ? <p><span class="big num">{number(cell.quotient, lang.value, { unit: "1" })}</span> <span class="muted num nowrap">{nextYear(cell)}</span><br />{number(cell.employment, lang.value, { unit: "persons" })} {unitWords("persons")}</p> : <p class="muted">{t("map.novalue")}</p>}
    </>
  );
}

function List({ cells, pointed, onPoint }: { cells: readonly TryCell[]; pointed: string | null; onPoint: (id: string | null) => void }) {
  const [sort, setSort] = useState("-employment");
  const rows = useMemo(() => sorted(cells, sort), [cells, sort, lang.value]);
  const scheme = workspace.value?.schemes.find((one) => one.scheme === "us-cluster-mapping");
  const title = t("custom.list");
  return (
    <Figure class="half" title={title} definition={t("custom.list.definition", { scheme: say(scheme?.title) })} table={() => tableOf(rows)}>
      <RatingBars scheme={scheme} told={cells.map(told)} />
      <Virtual<TryCell> label={title} total={rows.length} row={(k) => rows[k]} keyOf={(cell) => cell.region} chosen={pointed} height="540px" minWidth={510} sort={sort} onSort={setSort} reset={sort} onHover={(cell) => onPoint(cell?.region ?? null)} columns={[
        { key: "region", title: t("column.region"), sort: "name", cell: (cell) => <a href={link("regions", cell.region)}>{nameOf(cell, cell.region)}</a> },
        { key: "employment", title: quantityTitle("employment"), sort: "employment", end: true, width: "98px", cell: (cell) => number(cell.employment, lang.value, { unit: "persons" }) },
        { key: "quotient", title: quantityTitle("quotient"), sort: "quotient", end: true, width: "104px", cell: (cell) => (
          <span class="bar-cell tight" title={nextYear(cell)}><span>{aligned(number(cell.quotient, lang.value, { unit: "1" }), 2)}</span><Span value={cell.quotient} low={cell.quotient_low} high={cell.quotient_high} axis={AXIS} width={48} /></span>
        ) },
        { key: "rating", title: quantityTitle("rating"), width: "118px", cell: (cell) => <RatingTag scheme={scheme} rating={told(cell)} alone /> },
        { key: "chance", title: t("column.chance"), end: true, width: "76px", cell: (cell) => <Chance scheme={scheme} rating={told(cell)} /> },
      ]} />
    </Figure>
  );
}

/** A tried cell's rating with its chance, as other lists have it. */
const told = (cell: TryCell) => ({ ...bare(cell.rating), chance: cell.chance, chance_strong: cell.chance_strong, unsure: cell.chance !== null && cell.chance < SURE });

function sorted(cells: readonly TryCell[], sort: string): TryCell[] {
  const key = sort.replace(/^-/, "");
  const sign = sort.startsWith("-") ? -1 : 1;
  if (key === "name") return [...cells].sort((a, b) => sign * nameOf(a, a.region).localeCompare(nameOf(b, b.region)));
  const of = (cell: TryCell): number => (key === "quotient" ? cell.quotient : cell.employment) ?? -Infinity;
  return [...cells].sort((a, b) => sign * (of(a) - of(b)));
}
