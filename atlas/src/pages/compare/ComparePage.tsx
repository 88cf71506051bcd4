/** Up to ten regions, cells or clusters: the same figures in rows. */
import { apiUrl, useApi } from "../../app/api";
import { interval, number } from "../../app/format";
import { lang, nameOf, otherName, say, t } from "../../app/i18n";
import { unitWords } from "../../app/names";
import { address, choose, link } from "../../app/router";
import { definition, workspace, year } from "../../app/state";
import type { CompareAnswer, CompareValue } from "../../app/answers";
import { Figure } from "../../figures/Figure";
import { Icon } from "../../parts/Icon";
import { Chance, RatingTag, bare } from "../../parts/Rating";
import { type Axis, Span } from "../../parts/Span";
import { Unjudged } from "../../parts/published/Published";
import { Empty, Skeleton, Trouble } from "../../parts/States";
import { AddToCompare } from "./Add";
import { MOST } from "../../lists/limit";


export default function ComparePage() {
  const asked = [...new Set((address.value.params.with ?? "").split(",").filter(Boolean))];
  const ids = asked.slice(0, MOST);
  const left = asked.slice(MOST);
  const answer = useApi("/compare", ids.length > 0 ? { with: ids.join(","), year: year.value, definition: definition.value } : null);
  const set = (next: string[]): void => choose({ with: next.join(",") || undefined });
  const kind = ids[0]?.includes(":") ? "cluster" : "region";
  return (
    <div class="page wide">
      <div class="head">
        <div><h1>{t("compare.title")}</h1><p class="lead">{t("compare.lead", { most: MOST })}</p></div>
      </div>
      {left.length > 0 && <p class="notice" role="alert">{t("compare.toomany", { most: MOST, n: left.length })} <code>{left.join(", ")}</code> <button type="button" class="linkish link" onClick={() => set(ids)}>{t("compare.dropthem")}</button></p>}
      {ids.length >= MOST ? left.length === 0 && <p class="notice" role="status">{t("compare.full", { most: MOST })}</p> : <AddToCompare kind={ids.length > 0 ? kind : null} taken={ids} add={(id) => set([...ids, id])} />}
      {ids.length === 0 ? <Empty inline title={t("compare.empty")}><p>{t("compare.empty.next")}</p><p><a class="button" href={link("cells")}>{t("page.cells")}</a> <a class="button" href={link("clusters")}>{t("tab.clusters")}</a></p></Empty>
        : answer.error ? <Trouble error={answer.error} again={answer.again} />
          : answer.data ? <Table data={answer.data} remove={(id) => set(ids.filter((one) => one !== id))} /> : <Skeleton lines={8} />}
    </div>
  );
}

const isNumber = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value);
const LOG = new Set(["persons", "establishments", "count"]);

function axisOf(cells: CompareValue[], unit: string, id: string): Axis {
  const all = cells.flatMap((c) => [c.value, c.low, c.high]).filter(isNumber);
  const log = LOG.has(unit) || id === "quotient";
  const positive = log ? all.filter((v) => v > 0) : all;
  const [min, max] = [Math.min(...positive), Math.max(...positive)];
  if (positive.length === 0) return { min: 0, max: 1, log: false };
  return { min: log ? min * 0.8 : Math.min(0, min), max: max * 1.05, log, neutral: id === "quotient" ? 1 : id === "growth" ? 0 : null };
}

function Table({ data, remove }: { data: CompareAnswer; remove: (id: string) => void }) {
  const hrefOf = ({ id, kind }: CompareAnswer["columns"][number]): string => (kind === "region" ? link("regions", id) : link(kind === "cell" ? "cells" : "clusters", id));
  const title = t(`compare.figure.${data.kind}`, { n: data.columns.length, year: data.year ?? year.value ?? "" });
  return (
    <Figure title={title} definition={t("compare.definition")}
      table={() => ({ columns: [t("column.quantity"), ...data.columns.map((c) => nameOf(c, c.id))], rows: data.rows.map((row, r) => [say(row.title), ...(data.values[r] ?? []).map((c) => c.value)]) })}>
      <div class="scroll" tabIndex={0} role="region" aria-label={title} style={{ border: 0 }}>
        <table class="compare-table">
          <thead><tr>
            <td />
            {data.columns.map((column) => (
              <th key={column.id} scope="col">
                <span class="name"><a href={hrefOf(column)}>{nameOf(column, column.id)}</a>
                  <button type="button" class="rowzoom" aria-label={t("compare.remove", { name: nameOf(column, column.id) })} onClick={() => remove(column.id)}><Icon sign="close" /></button></span>
                {otherName(column) && <small class="muted" style={{ display: "block", fontWeight: 400 }}>{otherName(column)}</small>}
              </th>
            ))}
          </tr></thead>
          <tbody>{data.rows.map((row, r) => {
            const cells = data.values[r] ?? [];
            const axis = axisOf(cells, row.unit, row.id);
            return (
              <tr key={row.id}>
                <th scope="row">{say(row.title)}<small>{unitWords(row.unit)}</small></th>
                {cells.map((cell, k) => <Value key={data.columns[k]?.id} id={row.id} unit={row.unit} cell={cell} axis={axis} />)}
              </tr>
            );
          })}</tbody>
        </table>
      </div>
      <p class="small muted" style={{ paddingTop: "8px" }}>{t("list.download")} <a href={apiUrl("/compare", { with: data.columns.map((c) => c.id).join(","), year: data.year })}>JSON</a></p>
    </Figure>
  );
}

function Value({ id, unit, cell, axis }: { id: string; unit: string; cell: CompareValue; axis: Axis }) {
  const scheme = id.startsWith("rating:") ? workspace.value?.schemes.find((one) => one.scheme === id.slice(7)) : undefined;
  if (scheme) {
    const code = cell.value === null ? null : String(cell.value);
    const told = { ...bare(code), chance: cell.chance ?? null, chance_strong: cell.chance_strong ?? null, unsure: cell.flag === "unsure" };
    return <td>{cell.flag === "unjudged" ? <Unjudged /> : code == null ? <span class="muted">–</span> : <><RatingTag alone scheme={scheme} rating={told} /><small><Chance scheme={scheme} rating={told} words /></small></>}</td>;
  }
  const range = isNumber(cell.low) && isNumber(cell.high) ? interval(cell.low, cell.high, lang.value, { unit }) : "";
  const [value, low, high] = [cell.value, cell.low, cell.high].map((v) => (isNumber(v) ? v : null));
  return (
    <td>
      <span class="v num">{number(value, lang.value, { unit })}</span>
      <small class="num">{range && t("figure.interval", { interval: range })}{cell.flag === "imputed" && <> {t("compare.imputed")}</>}</small>
      <Span value={value ?? null} low={low} high={high} axis={axis} width={110} />
    </td>
  );
}
