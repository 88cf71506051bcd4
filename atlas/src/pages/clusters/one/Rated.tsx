/** The rating of the whole found cluster under every scheme that can rate it. */
import { say, t } from "../../../app/i18n";
import { quantityTitle } from "../../../app/names";
import type { FoundDetail } from "../../../app/answers";
import { Figure } from "../../../figures/Figure";
import { Chances, Verdict } from "../../../parts/Rating";
import { UnjudgedMark, whyUnjudged } from "../../../parts/published/Published";
import { reasonOf } from "./reason";

type Rated1 = FoundDetail["ratings"][number] & { missing?: string[] | string | null };

export function Rated({ data }: { data: FoundDetail }) {
  const decided = data.ratings.filter((one) => one.rating !== null);
  const unjudged = data.ratings.filter((one) => one.unjudged);
  const open: Rated1[] = data.ratings.filter((one) => one.rating === null && !one.unjudged);
  const title = t("cell.ratings");
  if (data.ratings.length === 0) return null;
  return (
    <Figure title={title} definition={t("cluster.ratings.definition")} reason={() => reasonOf(data, title, t("map.values", { n: data.ratings.length }))}
      table={() => ({ columns: [t("filter.scheme"), quantityTitle("rating"), t("column.chance")], rows: data.ratings.map((one) => [say(one.title), one.rating, one.chance]) })}>
      <div class="schemes">{decided.map((one) => <OneScheme key={one.scheme} rating={one} />)}</div>
      {unjudged.length > 0 && (
        <div class="undecided">
          <h3 class="tag"><UnjudgedMark />{t("rating.unjudged")}</h3>
          <p class="small">{whyUnjudged(null)}</p>
          <p class="small muted">{unjudged.map((one) => say(one.title)).join(list())}</p>
        </div>
      )}
      {open.length > 0 && (
        <p class="small muted undecided">{t("rating.undecided.title")}{lang2()}{open.map((one) => `${say(one.title)}${missingOf(one)}`).join(list())}</p>
      )}
    </Figure>
  );
}

const zh = (): boolean => document.documentElement.lang.startsWith("zh");
const lang2 = (): string => (zh() ? "：" : ": ");
const list = (): string => (zh() ? "；" : "; ");

function missingOf({ missing }: Rated1): string {
  const all = typeof missing === "string" ? missing.split(/[,; ]+/) : missing ?? [];
  const names = all.filter(Boolean).map(quantityTitle);
  if (names.length === 0) return "";
  return zh() ? `（${names.join("、")}）` : ` (${names.join(", ")})`;
}

function OneScheme({ rating }: { rating: Rated1 }) {
  return (
    <article class="scheme">
      <Verdict rating={rating} />
      <Chances rating={rating} />
    </article>
  );
}
