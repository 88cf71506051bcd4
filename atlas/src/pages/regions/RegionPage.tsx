/** A region's portfolio: how strong, in what, since when, and where it lies. */
import { useMemo } from "preact/hooks";
import { useApi } from "../../app/api";
import { leading, sizeTitle, sizeUnit, tradedSize, tLed } from "../../app/leading";
import { aligned, integer, interval, number } from "../../app/format";
import { categoryName, lang, nameOf, otherName, say, t } from "../../app/i18n";
import { quantityHead, quantityMeaning, quantityTitle } from "../../app/names";
import { address, choose, go, link } from "../../app/router";
import { definition, levelTitle, scheme, year } from "../../app/state";
import { dark } from "../../app/theme";
import type { CellRow, Profile, RegionAnswer } from "../../app/answers";
import { DotPlot } from "../../figures/DotPlot";
import { Figure } from "../../figures/Figure";
import { Trend } from "../../figures/Trend";
import { MapView } from "../../map/MapView";
import { readInk } from "../../map/ink";
import type { Scene } from "../../map/drawing";
import { useShapes } from "../../map/useShapes";
import { Chance, RatingTag, rankOf } from "../../parts/Rating";
import { UnjudgedMark, kindsSaid, shareSaid, tooLittle, whyUnjudged } from "../../parts/published/Published";
import { Empty, Skeleton, Trouble } from "../../parts/States";
import { type Reason, WhyNumber } from "../../parts/Why";
import { Briefs } from "../../parts/Briefs";
import { Keys } from "../../parts/Keys";
import { RatingBars } from "../../parts/ratings/RatingBars";
import { LOCAL, TRADED, quotientRows, quotientTable, sourceLine } from "../../figures/rows";

type Place = RegionAnswer["region"]["parents"][number];

const SHOWN = 18;

export default function RegionPage() {
  const { id } = address.value;
  const answer = useApi("/regions/{region}", { region: id, year: year.value, definition: definition.value });
  if (answer.error) return <div class="page"><Trouble error={answer.error} again={answer.again} /></div>;
  if (!answer.data) return <div class="page"><Skeleton tall lines={6} /></div>;
  return <Region data={answer.data} stale={answer.stale} />;
}

function Region({ data, stale }: { data: RegionAnswer; stale: boolean }) {
  const { region, profile, cells } = data;
  return (
    <div class={`page${stale ? " stale" : ""}`}>
      <nav aria-label={t("region.trail")}>
        <ol class="trail">
          {chain(region).map((one) => <li key={one.region}><a href={link("regions", one.region)}>{nameOf(one, one.region)}</a></li>)}
          <li>{say(levelTitle(region.level))}</li>
        </ol>
      </nav>
      <div class="head">
        <div>
          <h1>{nameOf(region, region.region)}</h1>
          {otherName(region) && <span class="other" lang={lang.value === "zh" ? "en" : "zh-Hans"}>{otherName(region)}</span>}
          {others(region).length > 0 && <p class="small muted">{t("region.alsoin")} {others(region).map((one, k) => <>{k > 0 && " · "}<a href={link("regions", one.region)}>{nameOf(one, one.region)}</a></>)}</p>}
          <p class="lead">{profile ? leadOf(profile) : t("region.noprofile", { year: year.value ?? "" })}</p>
          {profile && tooLittle(profile.visible_share) && <p class="notice unjudged" role="note"><UnjudgedMark /><span><strong>{t("rating.unjudged")}{lang.value === "zh" ? "：" : ". "}</strong>{whyUnjudged(profile.visible_share)}</span></p>}
        </div>
        <div class="actions">
          <a class="button" href={link("map", "", { level: region.level, region: region.region })}>{t("region.onmap")}</a>
          <a class="button" href={link("cells", "", { level: region.level, region: region.region })}>{t("region.list")}</a>
          <a class="button" href={link("clusters", "", { region: region.region })}>{t("tab.clusters")}</a>
          <a class="button" href={link("compare", "", { with: region.region })}>{t("action.compare")}</a>
          <Briefs kind="region" id={region.region} />
        </div>
      </div>
      {profile && <Numbers profile={profile} data={data} />}
      <div class="gridded">
        <Portfolio rows={cells} data={data} />
        <div class="third" style={{ display: "grid", gap: "var(--gap)", alignContent: "start" }}>
          <Strength data={data} />
          <Resemblance region={region.region} />
        </div>
        {cells.length > 0 && <Rated rows={cells} />}
        {region.has_geometry && <Locator data={data} />}
      </div>
    </div>
  );
}

/** The line of parents up to the country, largest first; further hierarchies are named apart. */
function chain(region: RegionAnswer["region"]): Place[] {
  const top = region.parents.findIndex((one) => one.level === "country");
  const own = top >= 0 ? region.parents.slice(0, top + 1) : region.parents.filter((one) => one.region === region.parent);
  return [...own].reverse();
}

const others = (region: RegionAnswer["region"]): Place[] => {
  const named = new Set(chain(region).map((one) => one.region));
  return region.parents.filter((one) => !named.has(one.region));
};

const leadOf = (profile: Profile): string => tLed("region.lead", {
  strong: integer(profile.strong, lang.value), categories: integer(profile.traded_categories, lang.value), local: integer(profile.strong_local, lang.value),
  share: number(profile.strength, lang.value, { unit: "share", low: profile.strength_range_low, high: profile.strength_range_high }), year: profile.year,
});

function Numbers({ profile, data }: { profile: Profile; data: RegionAnswer }) {
  const one = (key: string, unit: string, value: number | null, low?: number | null, high?: number | null) => {
    const title = quantityHead(key);
    const said = number(value, lang.value, { unit });
    const range = interval(low, high, lang.value, { unit });
    const reason = (): Reason => ({ title: quantityTitle(key), value: said, interval: range, definition: quantityMeaning(key === leading.value ? `region_${key}` : key), imputedShare: profile.imputed_share, visibleShare: profile.visible_share, record: data.record });
    return { title, value: <WhyNumber reason={reason}>{said}</WhyNumber>, note: range ? t("figure.interval", { interval: range }) : "" };
  };
  return <Keys items={[
    one(leading.value, sizeUnit(), profile.size), one(tradedSize(), sizeUnit(), profile.traded_size),
    one("strength", "share", profile.strength, profile.strength_low, profile.strength_high),
    one("strong", "categories", profile.strong), one("strong_local", "categories", profile.strong_local), one("diversity", "categories", profile.diversity),
    one("herfindahl", "1", profile.herfindahl), one("visible_share", "share", profile.visible_share),
  ]} />;
}

function Portfolio({ rows, data }: { rows: CellRow[]; data: RegionAnswer }) {
  const all = address.value.params.all === "true";
  const sorted = [...rows].filter((row) => row.quotient !== null).sort((a, b) => (b.quotient ?? 0) - (a.quotient ?? 0));
  // the surest are shown, in the order of their quotients: rows come surest first
  const surest = new Set(rows.filter((row) => row.traded !== false && row.quotient !== null).slice(0, SHOWN).map((row) => row.cell));
  const shown = all ? sorted : sorted.filter((row) => surest.has(row.cell));
  const name = nameOf(data.region, data.region.region);
  if (rows.length === 0) return <div class="twothirds"><Empty inline title={t("region.noclusters")}><p>{t("region.noclusters.next")}</p></Empty></div>;
  return (
    <Figure class="twothirds" title={t("region.portfolio", { name })} definition={t(all ? "region.portfolio.all" : "region.portfolio.definition", { year: year.value ?? "", n: shown.length }) + (data.base ? `${lang.value === "zh" ? "" : " "}${t("base.sentence", { base: say(data.base.words) })}` : "")}
      source={sourceLine(data.record?.origins)} method="location-quotient" table={() => quotientTable(sorted, "category")}
      reason={() => ({ title: quantityTitle("quotient"), value: t("map.values", { n: sorted.length }), record: data.record, imputedShare: data.profile?.imputed_share })}>
      <DotPlot rows={quotientRows(shown, "category")} label={t("region.portfolio", { name })} unit="1" log neutral={1} legend={false} />
      <div class="count">
        <ul class="swatches">
          <li><svg viewBox="0 0 18 12" aria-hidden="true"><circle cx="9" cy="6" r="4.5" fill={TRADED} /></svg>{t("industry.traded")}</li>
          {all && <li><svg viewBox="0 0 18 12" aria-hidden="true"><circle cx="9" cy="6" r="4.5" fill={LOCAL} /></svg>{t("industry.local")}</li>}
          <li><svg viewBox="0 0 18 12" aria-hidden="true"><circle cx="9" cy="6" r="4" fill="var(--surface)" stroke={TRADED} stroke-width="1.8" /></svg>{t("legend.open")}</li>
          {shown.some((row) => tooLittle(row.visible_share)) && <li><svg viewBox="0 0 18 12" aria-hidden="true"><circle cx="9" cy="6" r="4" fill="var(--surface)" stroke={TRADED} stroke-width="1.5" stroke-dasharray="2 1.6" /></svg>{t("rating.unjudged")}</li>}
        </ul>
        {(all || sorted.length > shown.length) && <button type="button" class="button" aria-pressed={all} onClick={() => choose({ all: all ? undefined : "true" }, { replace: true })}>{t(all ? "region.fewer" : "region.all", { n: sorted.length })}</button>}
      </div>
    </Figure>
  );
}

function Strength({ data }: { data: RegionAnswer }) {
  const points = data.trend.map((row) => ({ year: row.year, value: row.strength, low: row.strength_range_low, high: row.strength_range_high, unjudged: tooLittle(row.visible_share) }));
  const last = data.trend[data.trend.length - 1];
  return (
    <Figure title={t("region.strength")} definition={tLed("region.strength.definition")} source={sourceLine(data.record?.origins)}
      table={() => ({ columns: [t("column.year"), quantityHead("strength"), t("column.next.low"), t("column.next.high"), sizeTitle(), quantityHead("visible_share")], rows: data.trend.map((r) => [r.year, r.strength, r.strength_low, r.strength_high, r.size, r.visible_share]) })}
      reason={() => ({ title: t("region.strength"), value: t("map.values", { n: data.trend.length }), record: data.record, imputedShare: data.profile?.imputed_share })}>
      <Trend points={points} label={t("region.strength")} unit="share" now={year.value} ahead={last && { low: last.strength_low, high: last.strength_high }} bandMeans />
    </Figure>
  );
}

function Resemblance({ region }: { region: string }) {
  const { data } = useApi("/regions/{region}/resemblance", { region });
  if (!data || data.years.length === 0) return null;
  const points = data.years.map((row) => ({ year: row.year, value: row.value, low: row.peers_low, high: row.peers_high }));
  return (
    <Figure title={t("region.resemblance")} definition={t("region.resemblance.definition", { n: integer(data.peers, lang.value) })} source={sourceLine(data.record.origins)} method="hachman"
      table={() => ({ columns: [t("column.year"), quantityHead("hachman"), t("column.low"), t("region.resemblance.median"), t("column.high")], rows: data.years.map((r) => [r.year, r.value, r.peers_low, r.peers_median, r.peers_high]) })}
      reason={() => ({ title: t("region.resemblance"), value: t("map.values", { n: data.years.length }), definition: quantityMeaning("hachman"), record: data.record })}>
      <Trend points={points} label={t("region.resemblance")} unit="1" now={year.value} />
    </Figure>
  );
}

function Locator({ data }: { data: RegionAnswer }) {
  const { region } = data;
  const drawn = useShapes(region.level);
  const scene = useMemo<Scene | null>(() => {
    if (!drawn.shapes) return null;
    const ink = readInk();
    return { shapes: drawn.shapes, outlines: drawn.outlines, paint: new Map([[region.region, { colour: ink.accent, patterns: [] }]]), dots: [], labels: [], ink };
  }, [drawn, dark.value, region.region]);
  return (
    <section class="figure third" aria-label={t("region.where")}>
      <header><div><h2>{t("region.where")}</h2></div></header>
      <div class="body locator" style={{ display: "flex" }}>
        {scene ? <MapView scene={scene} label={t("region.where")} chosen={region.region} still onPick={(id) => go(link("regions", id))} card={(shape) => <strong>{nameOf(shape, shape.id)}</strong>} /> : <Skeleton lines={3} />}
      </div>
    </section>
  );
}

function Rated({ rows }: { rows: CellRow[] }) {
  const now = scheme.value;
  const rated = [...rows].sort((a, b) => (rankOf(now, b.ratings[now?.scheme ?? ""]?.rating) ?? -1) - (rankOf(now, a.ratings[now?.scheme ?? ""]?.rating) ?? -1) || (b.size ?? 0) - (a.size ?? 0)).slice(0, 12);
  return (
    <Figure class="twothirds" title={t("region.rated", { scheme: say(now?.title) })} definition={tLed("region.rated.definition")} table={() => quotientTable(rows, "category")}>
      <RatingBars scheme={now} told={rows.map((row) => row.ratings[now?.scheme ?? ""])} />
      <div class="scroll" tabIndex={0} role="region" aria-label={t("region.rated", { scheme: say(now?.title) })} style={{ border: 0 }}>
        <table class="grid" style={{ minWidth: "710px" }}>
          <thead><tr>
            <th scope="col">{t("column.category")}</th><th scope="col">{say(now?.title)}</th><th scope="col" class="end">{quantityTitle("quotient")}<div class="small">{t("column.next")}</div></th>
            <th scope="col" class="end">{sizeTitle()}</th><th scope="col" class="end">{quantityTitle("establishments")}</th><th scope="col" class="end">{quantityHead("growth")}</th><th scope="col" class="end">{quantityHead("visible_share")}</th>
          </tr></thead>
          <tbody>{rated.map((row) => (
            <tr key={row.cell}>
              <td><a href={link("cells", row.cell)}>{categoryName(row)}</a></td>
              <td class="nowrap"><RatingTag alone scheme={now} rating={now ? row.ratings[now.scheme] : undefined} visible={row.visible_share} />{now && row.ratings[now.scheme] && <div class="small"><Chance scheme={now} rating={row.ratings[now.scheme]!} words /></div>}</td>
              <td class="end num">{aligned(number(row.quotient, lang.value, { unit: "1", low: row.quotient_range_low, high: row.quotient_range_high }), 2)}<div class="small muted nowrap">{interval(row.quotient_low, row.quotient_high, lang.value, { unit: "1" })}</div></td>
              <td class="end num">{number(row.size, lang.value, { unit: sizeUnit(), low: row.size_range_low, high: row.size_range_high })}</td>
              <td class="end num">{number(row.establishments, lang.value, { unit: "establishments" })}</td>
              <td class="end num">{number(row.growth, lang.value, { unit: "share per year" })}<div class="small muted nowrap">{interval(row.growth_low, row.growth_high, lang.value, { unit: "share per year" })}</div></td>
              <td class={`end num${tooLittle(row.visible_share) ? " doubt" : ""}`} title={kindsSaid(row).join(" · ") || undefined}>{shareSaid(row.visible_share)}</td>
            </tr>
          ))}</tbody>
        </table>
      </div>
    </Figure>
  );
}
