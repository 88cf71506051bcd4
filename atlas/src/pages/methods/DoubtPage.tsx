/** How often the doubt was right: a year of the workspace beside what the years before told of it. */
import type { DoubtAnswer } from "../../app/answers";
import { useApi } from "../../app/api";
import { integer, number } from "../../app/format";
import { lang, say, t } from "../../app/i18n";
import { quantityHead } from "../../app/names";
import { levelTitle, workspace } from "../../app/state";
import { Figure, type FigureTable } from "../../figures/Figure";
import { Skeleton, Trouble } from "../../parts/States";
import { Tabs } from "../../parts/Tabs";
import { Reliability } from "./Reliability";

type Covered = DoubtAnswer["coverage"][number];
type Scored = DoubtAnswer["forecasts"][number];

const share = (value: number): string => number(value, lang.value, { unit: "share" });
const plain = (value: number | null): string => number(value, lang.value, { unit: "1" });
/** A share of so many cells, in the digits that so many can tell. */
const counted = (value: number, cells: number): string => {
  const reach = Math.sqrt((value * (1 - value)) / cells);
  return number(value, lang.value, { unit: "share", low: value - reach, high: value + reach });
};
/** A score of so many cells: a squared difference spreads by about its own size. */
const scored = (value: number | null, cells: number): string => {
  const reach = (value ?? 0) / Math.sqrt(cells);
  return value === null ? plain(null) : number(value, lang.value, { unit: "1", low: value - reach, high: value + reach });
};

export default function DoubtPage() {
  const answer = useApi("/doubt");
  return (
    <div class="page">
      <div class="head"><div><h1>{t("right.title")}</h1><p class="lead">{t("right.lead")}</p></div></div>
      <Tabs of="data" now="doubt" />
      {answer.error ? <Trouble error={answer.error} again={answer.again} /> : !answer.data ? <Skeleton lines={10} /> : <Told data={answer.data} />}
    </div>
  );
}

function Told({ data }: { data: DoubtAnswer }) {
  const schemes = [...new Set(data.forecasts.map((one) => one.scheme))];
  const years = Object.keys(data.pairs).map((year) => `${year}–${Number(year) + 1}`).join(lang.value === "zh" ? "、" : ", ");
  return (
    <>
      <p class="lead-note">{t(`right.${data.basis}`, { year: data.year, years })} {t("right.left", { before: data.year - 1, n: integer(data.cells, lang.value), share: share(data.left) })}</p>
      <div class="gridded">
        <Coverage data={data} />
        {schemes.map((scheme) => <Chances key={scheme} data={data} scheme={scheme} />)}
      </div>
    </>
  );
}

function groupOf(row: Covered): string {
  if (row.by === "all") return t("right.all");
  if (row.by === "level") return say(levelTitle(row.group)) || row.group;
  return t(`right.by.${row.by === "published" ? row.group : row.by}`, { group: row.group.replace("-", "–") });
}

function Coverage({ data }: { data: DoubtAnswer }) {
  const rows = data.coverage.filter((one) => one.by === "all" || one.quantity === "quotient");
  const table = (): FigureTable => ({
    columns: [t("right.quantity"), t("right.group"), t("right.cells"), t("right.inside"), t("right.below"), t("right.above"), t("right.width")],
    rows: data.coverage.map((one) => [quantityHead(one.quantity), groupOf(one), one.cells, one.covered, one.below, one.above, one.width]),
  });
  return (
    <Figure title={t("right.covered", { year: data.year })} definition={t("right.covered.means", { level: share(data.level) })} table={table}>
      <div class="scroll" tabIndex={0} role="region" aria-label={t("right.covered", { year: data.year })}>
        <table class="grid" style={{ minWidth: "680px" }}>
          <thead><tr><th scope="col">{t("right.quantity")}</th><th scope="col">{t("right.group")}</th><th scope="col" class="end">{t("right.cells")}</th><th scope="col" class="end">{t("right.inside")}</th><th scope="col" /><th scope="col" class="end">{t("right.width")}</th></tr></thead>
          <tbody>{rows.map((one) => (
            <tr key={`${one.quantity}${one.by}${one.group}`}>
              <td>{quantityHead(one.quantity)}</td><td>{groupOf(one)}</td>
              <td class="end num">{integer(one.cells, lang.value)}</td><td class="end num">{counted(one.covered, one.cells)}</td>
              <td><Held covered={one.covered} level={data.level} /></td><td class="end num">{plain(one.width)}</td>
            </tr>
          ))}</tbody>
        </table>
      </div>
    </Figure>
  );
}

/** The share inside, between 80 and 100 %, beside the one that was told. */
function Held({ covered, level }: { covered: number; level: number }) {
  const x = (value: number): number => 4 + 112 * Math.min(1, Math.max(0, (value - 0.8) / 0.2));
  return (
    <svg width={120} height={14} aria-hidden="true">
      <line class="held-axis" x1={4} x2={116} y1={7} y2={7} /><line class="held-line" x1={x(level)} x2={x(level)} y1={1} y2={13} />
      <circle class="held-dot" cx={x(covered)} cy={7} r={4} />
    </svg>
  );
}

function Chances({ data, scheme }: { data: DoubtAnswer; scheme: string }) {
  const of = (what: "rated" | "strong") => data.reliability.filter((one) => one.scheme === scheme && one.forecast === "chance" && one.of === what && one.cells >= 30);
  const scores = data.forecasts.filter((one) => one.scheme === scheme && one.cells > 0);
  const title = say(workspace.value?.schemes.find((one) => one.scheme === scheme)?.title) || scheme;
  const heading = t("right.chances", { scheme: title });
  const table = (): FigureTable => ({
    columns: [t("right.forecast"), t("right.told"), t("right.came"), t("right.cells")],
    rows: data.reliability.filter((one) => one.scheme === scheme).map((one) => [forecastOf(one), one.chance, one.came, one.cells]),
  });
  return (
    <Figure class="half" title={heading} definition={t("right.chances.means")} table={table}>
      <Reliability all={of("rated")} strong={of("strong")} label={heading} />
      <p class="small muted"><span class="key all" /> {t("right.rated")} <span class="key strong" /> {t("right.strong")}</p>
      <ul class="plain small">{scores.map((one) => (
        <li key={`${one.forecast}${one.of}`}><strong>{forecastOf(one)}</strong>: {t("right.brier", { brier: scored(one.brier, one.cells), base: scored(one.base_brier, one.cells), n: integer(one.cells, lang.value) })}</li>
      ))}</ul>
    </Figure>
  );
}

const forecastOf = (one: Pick<Scored, "forecast" | "of">): string => t(`right.${one.forecast}.${one.of}`);
