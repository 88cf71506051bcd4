/** Where: a choropleth by measure, category, level and year, with the same numbers in a table beside it. */
import { useMemo, useState } from "preact/hooks";
import { useApi } from "../../app/api";
import { integer } from "../../app/format";
import { lang, nameOf, say, t } from "../../app/i18n";
import { tLed } from "../../app/leading";
import { methodOf, quantityHead, quantityMeaning } from "../../app/names";
import { address, go, link } from "../../app/router";
import { categoryOf, definition, hasResults, levelTitle, workspace } from "../../app/state";
import { dark } from "../../app/theme";
import { type MapAnswer, isFound } from "../../app/answers";
import type { Scale } from "../../color/scales";
import { DotPlot } from "../../figures/DotPlot";
import { Figure } from "../../figures/Figure";
import { standalone } from "../../figures/export";
import { Legend } from "../../choropleth/Legend";
import { MapView } from "../../map/MapView";
import { readInk } from "../../map/ink";
import type { Scene } from "../../map/drawing";
import { type Place, declaredDots, placesOf, sceneOf } from "../../choropleth/scene";
import type { Shape } from "../../map/shapes";
import { entriesSvg, mapSvg } from "../../map/svg";
import { useShapes } from "../../map/useShapes";
import { Empty, Skeleton, Trouble } from "../../parts/States";
import type { Reason } from "../../parts/Why";
import { Controls } from "./Controls";
import { RegionCard } from "../../choropleth/RegionCard";
import { RegionTable } from "./RegionTable";
import { type MapChoice, mapTitle, scaleFor, useChoice } from "./choice";
import { NothingRun } from "../../parts/NothingRun";
import { sourceLine } from "../../figures/rows";

/** Regions that are ranked in the place of a map. */
const RANKED = 30;

export default function MapPage() {
  return hasResults.value ? <Choropleth /> : <NothingRun />;
}

function Choropleth() {
  const choice = useChoice();
  const [pointed, setPointed] = useState<string | null>(null);
  const needsCategory = choice?.quantity.per !== "region";
  const query = choice ? {
    quantity: choice.quantity.id, category: needsCategory ? choice.category : undefined,
    definition: definition.value, level: choice.level, year: choice.year,
  } : null;
  const answer = useApi("/map", query);
  const declared = useApi("/clusters", { origin: "declared", limit: 1000 });
  const drawn = useShapes(choice?.level ?? null);
  const model = useMemo(() => {
    if (!choice || !answer.data) return null;
    const places = placesOf(answer.data);
    const scale = scaleFor(choice, answer.data.values);
    return { places, scale, ink: readInk() };
  }, [answer.data, dark.value, choice?.quantity.id]);
  const scene = useMemo<Scene | null>(() => {
    if (!choice || !model || !drawn.shapes) return null;
    const dots = declaredDots((declared.data?.items ?? []).filter((row) => !isFound(row)), drawn.project, model.ink, drawn.shapes);
    return sceneOf({
      shapes: drawn.shapes, outlines: drawn.outlines, places: model.places, scale: model.scale, neutral: choice.quantity.neutral,
      ink: model.ink, sized: choice.quantity.scale === "log" && choice.quantity.neutral === null, declared: dots, nameOf: shortName,
    });
  }, [model, drawn, declared.data, lang.value]);
  const listed = useMemo(() => drawn.shapes && [...drawn.shapes, ...drawn.unplaced], [drawn]);
  if (!choice) return <NothingRun />;
  const regions = workspace.value?.levels.find((one) => one.level === choice.level)?.regions ?? 0;
  return (
    <div class="mapping">
      <div class="left">
        <Controls choice={choice} />
        {answer.error ? <Trouble error={answer.error} again={answer.again} />
          : drawn.error ? <Trouble error={drawn.error} again={drawn.again} />
            : <TheMap choice={choice} answer={answer.data} stale={answer.stale} scene={scene} model={model} regions={regions} listed={listed} pointed={pointed} onPoint={setPointed} />}
      </div>
      <RegionTable choice={choice} places={model?.places ?? null} shapes={listed} pointed={pointed} onPoint={setPointed} answerStale={answer.stale} />
    </div>
  );
}

interface Model { places: Map<string, Place>; scale: Scale; ink: ReturnType<typeof readInk> }

/** Region names without what the coarser outlines already say. */
const shortName = (shape: Shape): string => nameOf(shape, shape.id).split(", ")[0]?.replace(/ (County|Parish|Census Area|Borough)$/, "") ?? "";

function TheMap({ choice, answer, stale, scene, model, regions, listed, pointed, onPoint }: {
  choice: MapChoice; answer: MapAnswer | undefined; stale: boolean; scene: Scene | null; model: Model | null; regions: number; listed: Shape[] | undefined;
  pointed: string | null; onPoint: (id: string | null) => void;
}) {
  const title = mapTitle(choice);
  const { quantity } = choice;
  const declared = scene?.dots.filter((dot) => dot.declared).length ?? 0;
  const told = `${quantityMeaning(quantity.id) || say(quantity.title)}${quantity.id === "quotient" ? plainly(choice) : ""}`;
  const withValue = answer?.values.filter((v) => v !== null).length ?? 0;
  const text = t("map.definition", { what: told, level: say(levelTitle(choice.level)), year: choice.year ?? "", n: integer(withValue, lang.value), total: integer(regions, lang.value) }) + against(answer);
  const pick = (id: string): void => {
    const dot = scene?.dots.find((one) => one.declared && one.shape.id === id);
    go(dot ? link("clusters", id) : link("regions", id, { category: undefined }));
  };
  const reason = (): Reason => ({ title, value: t("map.values", { n: withValue }), definition: text, base: answer?.base ? say(answer.base.words) : undefined, record: answer?.record ?? null, measure: methodOf(quantity.id) });
  const drawings = (): SVGSVGElement[] => {
    const legend = document.querySelector<SVGSVGElement>(".legend .histogram");
    const entries = [...document.querySelectorAll<HTMLElement>(".legend .swatches li")];
    return scene ? [mapSvg(scene, 1000, 600), ...(legend ? [standalone(legend)] : []), entriesSvg(entries, 1000)] : [];
  };
  return (
    <Figure main title={title} definition={text} source={sourceLine(answer?.record?.origins) || answer?.source} method={methodOf(quantity.id)} reason={reason} drawings={drawings}
      table={() => tableOf(choice, answer, scene)} class={stale && answer ? "stale" : undefined}>
      {scene && scene.shapes.length === 0 && model ? <Unmapped choice={choice} places={model.places} listed={listed ?? []} /> : scene && model ? (
        <>
          <MapView scene={scene} label={t("map.label", { title, n: withValue })} chosen={address.value.params.region} pointed={pointed} onPoint={onPoint} onPick={pick}
            card={(shape) => <RegionCard shape={shape} place={model.places.get(shape.id)} choice={choice} declared={scene.dots.some((d) => d.declared && d.shape.id === shape.id)} />} />
          <Legend places={[...model.places.values()]} scale={model.scale} unit={quantity.unit} neutral={quantity.neutral} ink={model.ink} regions={regions} label={title}
            ratingNames={[...(choice.scheme?.ratings ?? [])].sort((a, b) => a.rank - b.rank).map((one) => say(one.title))} declared={declared} />
        </>
      ) : <Skeleton tall lines={3} />}
    </Figure>
  );
}

/** A quotient in plain words, where it is first met. */
function plainly(choice: MapChoice): string {
  const named = categoryOf(choice.category);
  return `${lang.value === "zh" ? "" : " "}${tLed("map.quotient.plain", { category: named ? nameOf(named, choice.category) : choice.category })}`;
}

/** Without boundaries there is no map: the ranking, and what is missing. */
function Unmapped({ choice, places, listed }: { choice: MapChoice; places: ReadonlyMap<string, Place>; listed: Shape[] }) {
  const { quantity } = choice;
  const rows = listed.flatMap((shape) => {
    const place = places.get(shape.id);
    return place && place.value !== null ? [{ shape, place, value: place.value }] : [];
  }).sort((a, b) => b.value - a.value).slice(0, RANKED);
  return (
    <div class="unmapped">
      <DotPlot label={mapTitle(choice)} unit={quantity.unit} log={quantity.scale === "log" && rows.every((row) => row.value > 0)} neutral={quantity.neutral}
        rows={rows.map(({ shape, place, value }) => ({ key: shape.id, label: nameOf(shape, shape.id), href: link("regions", shape.id), value, low: place.low, high: place.high, unjudged: place.unjudged }))} />
      <Empty inline title={t("map.unmapped")}>
        <p>{t("map.unmapped.next")}</p>
        <code class="code">jiqun load WORKSPACE regions boundaries.geojson</code>
      </Empty>
    </div>
  );
}

/** What the values compare with, as a sentence of its own. */
function against(answer: MapAnswer | undefined): string {
  if (!answer?.base) return "";
  return `${lang.value === "zh" ? "" : " "}${t("base.sentence", { base: say(answer.base.words) })}`;
}

function tableOf(choice: MapChoice, answer: MapAnswer | undefined, scene: Scene | null) {
  const names = new Map(scene?.shapes.map((shape) => [shape.id, nameOf(shape, shape.id)]));
  const columns = [t("column.code"), t("column.region"), say(choice.quantity.title), t("column.next.low"), t("column.next.high"), quantityHead("visible_share"), quantityHead("imputed_share"), t("rating.unjudged")];
  const rows = (answer?.regions ?? []).map((region, k) => [
    region, names.get(region) ?? "", answer?.ratings?.[k] ?? answer?.values[k] ?? null, answer?.low[k] ?? null, answer?.high[k] ?? null,
    answer?.visible_share[k] ?? null, answer?.imputed_share[k] ?? null, t(answer?.unjudged[k] ? "value.yes" : "value.no"),
  ]);
  return { columns, rows };
}

