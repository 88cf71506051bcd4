/** The map's numbers as a table, in step with the map. */
import { useMemo, useState } from "preact/hooks";
import { aligned, integer, interval, number } from "../../app/format";
import { lang, nameOf, say, t } from "../../app/i18n";
import { address, choose, link } from "../../app/router";
import { levelTitle } from "../../app/state";
import { ascending, quantile } from "../../color/scales";
import { type Place, unsure } from "../../choropleth/scene";
import type { Shape } from "../../map/shapes";
import { Icon } from "../../parts/Icon";
import { Chance, RatingTag } from "../../parts/Rating";
import { type Axis, Span } from "../../parts/Span";
import { Skeleton } from "../../parts/States";
import { type Column, Virtual } from "../../lists/Virtual";
import { type MapChoice, chooseRegion } from "./choice";
import { ratingAt } from "../../choropleth/RegionCard";
import { UnjudgedMark, whyUnjudged, withheldSaid } from "../../parts/published/Published";

interface Row { place: Place; shape: Shape; name: string }

interface Props {
  choice: MapChoice; places: ReadonlyMap<string, Place> | null; shapes: Shape[] | undefined;
  pointed: string | null; onPoint: (id: string | null) => void; answerStale: boolean;
}

function axisOf(places: ReadonlyMap<string, Place>, choice: MapChoice): Axis {
  const { scale, neutral } = choice.quantity;
  const log = scale === "log";
  const sorted = ascending([...places.values()].map((p) => p.value)).filter((v) => !log || v > 0);
  const [min, max] = [quantile(sorted, log || neutral !== null ? 0.02 : 0), quantile(sorted, log ? 1 : neutral === null ? 0.998 : 0.98)];
  return { min: log ? min : Math.min(min, neutral ?? 0), max: Math.max(max, (neutral ?? min) * 1.01), log, neutral };
}

export function RegionTable({ choice, places, shapes, pointed, onPoint, answerStale }: Props) {
  const [find, setFind] = useState("");
  const sort = address.value.params.sort ?? "-value";
  const rows = useMemo(() => rowsOf(places, shapes, find, sort), [places, shapes, find, sort, lang.value]);
  const chosen = address.value.params.region ?? null;
  const axis = places ? axisOf(places, choice) : null;
  const title = t("map.table", { level: say(levelTitle(choice.level)) });
  return (
    <aside class="right" aria-label={title}>
      <header><h2>{title}</h2><span class="muted small">{rows ? integer(rows.length, lang.value) : ""}</span></header>
      <div class="find"><input type="search" aria-label={t("map.find")} placeholder={t("map.find")} value={find} onInput={(event) => setFind(event.currentTarget.value)} /></div>
      {rows && axis ? (
        <div class={answerStale ? "stale" : undefined} style={{ display: "contents" }}>
          <Virtual<Row> label={title} columns={columnsOf(choice, axis)} total={rows.length} row={(k) => rows[k]} keyOf={(row) => row.place.region}
            sort={sort} onSort={(next) => choose({ sort: next === "-value" ? undefined : next }, { replace: true })} chosen={chosen ?? pointed}
            onHover={(row) => onPoint(row?.place.region ?? null)} reset={`${sort}${find}${choice.quantity.id}${choice.category}${choice.level}`}
            reveal={chosen ? rows.findIndex((row) => row.place.region === chosen) : null} />
        </div>
      ) : <div style={{ padding: "16px" }}><Skeleton lines={9} /></div>}
    </aside>
  );
}

function rowsOf(places: ReadonlyMap<string, Place> | null, shapes: Shape[] | undefined, find: string, sort: string): Row[] | null {
  if (!places || !shapes) return null;
  const wanted = find.trim().toLowerCase();
  const rows: Row[] = [];
  for (const shape of shapes) {
    const place = places.get(shape.id);
    if (!place) continue;
    const name = nameOf(shape, shape.id);
    if (wanted && !`${name} ${shape.name ?? ""} ${shape.name_zh ?? ""} ${shape.id}`.toLowerCase().includes(wanted)) continue;
    rows.push({ place, shape, name });
  }
  const collator = new Intl.Collator(lang.value === "zh" ? "zh-Hans-CN" : "en");
  const sign = sort.startsWith("-") ? -1 : 1;
  if (sort.endsWith("name")) return rows.sort((a, b) => sign * collator.compare(a.name, b.name));
  if (sort.endsWith("chance")) return rows.sort((a, b) => sign * ((a.place.chance ?? -Infinity) - (b.place.chance ?? -Infinity)));
  return rows.sort((a, b) => sign * ((a.place.value ?? -Infinity) - (b.place.value ?? -Infinity)));
}

function columnsOf(choice: MapChoice, axis: Axis): Column<Row>[] {
  const { quantity, scheme } = choice;
  const unit = quantity.unit;
  return [
    { key: "name", title: t("column.region"), sort: "name", cell: (row) => <a href={link("regions", row.place.region)}>{row.name}</a> },
    {
      key: "value", title: say(quantity.title), sort: "value", end: !scheme, width: scheme ? "148px" : "162px",
      cell: ({ place }) => scheme
        ? <RatingTag alone scheme={scheme} rating={ratingAt(choice, place)} visible={place.visible} />
        : (
          <span class="bar-cell" title={interval(place.low, place.high, lang.value, { unit })}>
            <span class={place.unjudged ? "muted marked" : unsure(place, quantity.neutral) ? "muted" : undefined} title={place.unjudged ? `${t("rating.unjudged")}${lang.value === "zh" ? "：" : ": "}${whyUnjudged(place.visible)}` : undefined}>
              {place.unjudged && <><UnjudgedMark /><span class="sr">{t("rating.unjudged")} </span></>}
              {place.value === null && (place.withheld ?? 0) > 0 ? withheldSaid(true) : unit === "1" ? aligned(number(place.value, lang.value, { unit }), 2) : number(place.value, lang.value, { unit })}
            </span>
            <Span value={place.value} low={place.low} high={place.high} axis={axis} />
          </span>
        ),
    },
    ...(scheme ? [{
      key: "chance", title: t("column.chance"), sort: "chance", end: true, width: "72px", cell: ({ place }: Row) => <Chance scheme={scheme} rating={ratingAt(choice, place)} />,
    }] : []),
    {
      key: "zoom", title: "", width: "42px", cell: ({ place, name, shape }) => Number.isFinite(shape.centre[0]) && (
        <button type="button" class="rowzoom" aria-label={t("map.show", { name })} title={t("map.show", { name })}
          onClick={() => chooseRegion(address.peek().params.region === place.region ? null : place.region)}><Icon sign="aim" /></button>
      ),
    },
  ];
}
