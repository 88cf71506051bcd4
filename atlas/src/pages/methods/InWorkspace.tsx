/** A measure's values in this workspace: as a map where there is one value a region, as a ranking where one an industry. */
import { useMemo } from "preact/hooks";
import { useApi } from "../../app/api";
import { integer } from "../../app/format";
import { type Named, lang, nameOf, say, t } from "../../app/i18n";
import { address, choose, go, link } from "../../app/router";
import { level, levelTitle, year } from "../../app/state";
import { dark } from "../../app/theme";
import type { MeasureAnswer, MeasureValues, Words } from "../../app/answers";
import { makeScale } from "../../color/scales";
import { DotPlot } from "../../figures/DotPlot";
import { Figure } from "../../figures/Figure";
import { standalone } from "../../figures/export";
import { lineOf } from "../../figures/nested";
import { Legend } from "../../choropleth/Legend";
import { MapView } from "../../map/MapView";
import { readInk } from "../../map/ink";
import { placesOf, sceneOf } from "../../choropleth/scene";
import { mapSvg } from "../../map/svg";
import { useShapes } from "../../map/useShapes";
import { Empty, Problems, Skeleton } from "../../parts/States";
import { LevelChoice } from "../../parts/Choices";
import { RegionCard } from "../../choropleth/RegionCard";
import { sourceLine } from "../../figures/rows";

const SHOWN = 25;
const NAMELESS: Named = { name: null, name_zh: null };
const COMPUTED = new Set(["counts", "panel"]);

export function InWorkspace({ measure }: { measure: MeasureAnswer }) {
  const usable = COMPUTED.has(measure.needs) && (measure.per === "region" || measure.per === "industry");
  const reference = measure.base === "any" ? address.value.params.reference : undefined;
  const answer = useApi("/measures/{id}/values", usable ? { id: measure.id, level: level.value, year: year.value, reference } : null);
  return (
    <section class="section">
      <h2>{t("methods.here")}</h2>
      {!usable ? <Empty inline title={t("methods.byhand")}><code class="code">jiqun measure {measure.id} --json …</code></Empty>
        : (
          <>
            <div class="filters"><LevelChoice now={level.value} cases={false} /><BaseChoice measure={measure} data={answer.data} reference={reference} /></div>
            {answer.error ? <Empty inline title={t("methods.nothere")}><Problems all={answer.error.problems} /></Empty>
              : !answer.data ? <Skeleton lines={8} /> : answer.data.regions ? <OnMap measure={measure} data={answer.data} /> : <Order measure={measure} data={answer.data} />}
            {answer.data && <Told data={answer.data} />}
          </>
        )}
    </section>
  );
}

/** The region that holds all the others and has rows of its own, by what the answer tells; and the one that is compared with. */
function BaseChoice({ measure, data, reference }: { measure: MeasureAnswer; data: MeasureValues | undefined; reference: string | undefined }) {
  if (measure.base !== "any") return null;
  const told = data?.record.cautions.find((one) => one.code === "reference-there")?.values;
  const code = reference ?? (told?.code as string | undefined);
  if (!code) return <ReferenceField />;
  const named = told?.named as Words | undefined;
  return (
    <div class="field">
      <span id="base-label">{t("methods.base")}</span>
      <div class="segments" role="group" aria-labelledby="base-label">
        <button type="button" aria-pressed={!reference} onClick={() => choose({ reference: undefined })}>{t("methods.own")}</button>
        <button type="button" aria-pressed={!!reference} onClick={() => choose({ reference: code })}>{named ? say(named) : code}</button>
      </div>
    </div>
  );
}

/** Any region with rows of its own can be compared with. */
const ReferenceField = () => (
  <label class="field"><span>{t("methods.against")}</span>
    <input type="text" placeholder={t("methods.own")} autocomplete="off" spellcheck={false} onChange={(event) => choose({ reference: event.currentTarget.value.trim() || undefined })} />
  </label>
);

/** What deserves doubt. */
function Told({ data }: { data: MeasureValues }) {
  const doubts = data.record.cautions.filter((one) => one.code !== "reference-there");
  return (
    <>
      {doubts.map((one, k) => <p key={k} class="small">{say(one.sentence)}</p>)}
    </>
  );
}

function caption(measure: MeasureAnswer, data: MeasureValues): string {
  return t("methods.values", { what: say(measure.title), level: say(levelTitle(level.value)), year: String(data.record.parameters.year ?? year.value ?? ""), n: integer((lineOf(data.values) ?? []).filter((v) => v !== null).length, lang.value) }) + (data.base ? `${lang.value === "zh" ? "" : " "}${t("base.sentence", { base: say(data.base) })}` : "");
}

/** The values with their limits, each as one line. */
const linesOf = (data: MeasureValues) => ({ values: lineOf(data.values) ?? [], low: lineOf(data.low), high: lineOf(data.high) });

function tableOf(data: MeasureValues, codes: readonly string[], names: Readonly<Record<string, Named>>) {
  const { values, low, high } = linesOf(data);
  return {
    columns: [t("column.code"), t("column.name"), say(data.title), t("column.low"), t("column.high")],
    rows: codes.map((code, k) => [code, nameOf(names[code] ?? NAMELESS, code), values[k] ?? null, low?.[k] ?? null, high?.[k] ?? null]),
  };
}

function OnMap({ measure, data }: { measure: MeasureAnswer; data: MeasureValues }) {
  const drawn = useShapes(level.value);
  const regions = data.regions ?? [];
  // a neutral value at the end of the range has only one side
  const neutral = measure.neutral !== null && !measure.bounds.includes(measure.neutral) ? measure.neutral : null;
  const log = neutral === 1 && (measure.bounds[0] ?? -1) >= 0;
  const model = useMemo(() => {
    const { values, low = [], high = [] } = linesOf(data);
    return { places: placesOf({ regions, values, low, high }), scale: makeScale(values, { scale: log ? "log" : "linear", neutral, dark: dark.value }), ink: readInk() };
  }, [data, dark.value]);
  const scene = useMemo(() => (drawn.shapes ? sceneOf({
    shapes: drawn.shapes, outlines: drawn.outlines, places: model.places, scale: model.scale, neutral, ink: model.ink, sized: false, declared: [], nameOf: (shape) => nameOf(shape, shape.id),
  }) : null), [drawn, model, lang.value]);
  const title = t("methods.map", { what: say(measure.title) });
  const choice = { quantity: { id: measure.id, title: measure.title, unit: measure.unit, neutral, scale: "linear" as const, per: "region" as const }, category: "", level: level.value, year: year.value, scheme: undefined };
  return (
    <Figure title={title} definition={caption(measure, data)} source={sourceLine(data.record.origins)} table={() => tableOf(data, regions, data.names.regions ?? {})}
      reason={() => ({ title: say(measure.title), value: t("map.values", { n: regions.length }), record: data.record })}
      drawings={() => (scene ? [mapSvg(scene, 1000, 600), ...[...document.querySelectorAll<SVGSVGElement>(".legend .histogram")].map(standalone)] : [])}>
      {scene ? (
        <>
          <div class="measure-map">
            <MapView scene={scene} label={title} onPick={(id) => go(link("regions", id))} card={(shape) => <RegionCard shape={shape} place={model.places.get(shape.id)} choice={choice} declared={false} />} />
          </div>
          <Legend places={[...model.places.values()]} scale={model.scale} unit={measure.unit} neutral={neutral} ink={model.ink} regions={drawn.shapes?.length ?? 0} label={title} />
        </>
      ) : <Skeleton tall lines={3} />}
    </Figure>
  );
}

function Order({ measure, data }: { measure: MeasureAnswer; data: MeasureValues }) {
  const codes = data.industries ?? [];
  const names = data.names.industries ?? {};
  const { values, low, high } = linesOf(data);
  const rows = codes.map((code, k) => ({ key: code, label: nameOf(names[code] ?? NAMELESS, code), value: values[k] ?? null, low: low?.[k], high: high?.[k], href: link("industries", code) }))
    .filter((row) => row.value !== null).sort((a, b) => (b.value ?? 0) - (a.value ?? 0));
  const title = t("methods.order", { what: say(measure.title), n: Math.min(SHOWN, rows.length) });
  return (
    <Figure title={title} definition={caption(measure, data)} source={sourceLine(data.record.origins)} table={() => tableOf(data, codes, names)}
      reason={() => ({ title: say(measure.title), value: t("map.values", { n: rows.length }), record: data.record })}>
      <DotPlot rows={rows.slice(0, SHOWN)} label={title} unit="1" neutral={measure.neutral} />
    </Figure>
  );
}
