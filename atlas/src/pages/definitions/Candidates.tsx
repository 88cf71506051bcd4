/** The candidate sets: how many categories each has against how well it scores. */
import { useState } from "preact/hooks";
import { integer, number, tick } from "../../app/format";
import { lang, t } from "../../app/i18n";
import type { Candidate, DefinitionDetail } from "../../app/answers";
import { matrixName, methodName, quantityHead, quantityMeaning } from "../../app/names";
import { dark } from "../../app/theme";
import { kinds } from "../../color/palettes";
import { ticks } from "../../color/scales";
import { Figure } from "../../figures/Figure";
import { useWidth } from "../../figures/useWidth";
import { type Sign, signPath } from "../../figures/signs";
import { reasonOf } from "./reason";

const SIGNS: readonly Sign[] = ["circle", "square", "triangle", "diamond"];
const LISTED = 8;
const NEAR = 16;

export function Candidates({ data }: { data: DefinitionDetail }) {
  const { candidates } = data;
  const matrices = [...new Set(candidates.map((one) => one.matrix))];
  const methods = [...new Set(candidates.map((one) => one.method))];
  const shades = kinds(dark.value);
  const look = (one: Candidate) => ({ colour: shades[matrices.indexOf(one.matrix) % shades.length] ?? "#777777", sign: SIGNS[methods.indexOf(one.method) % SIGNS.length] ?? "circle" as const });
  const title = t("candidates.title");
  const ranked = [...candidates].sort((a, b) => (b.score ?? -1) - (a.score ?? -1));
  const listed = ranked.filter((one, k) => k < LISTED || one.chosen);
  return (
    <>
      <Figure class="half" title={title} definition={t("candidates.definition", { n: integer(candidates.length, lang.value) })} reason={() => reasonOf(data, title, t("map.values", { n: candidates.length }))} table={() => tableOf(ranked)}>
        <Scatter candidates={candidates} look={look} label={title} />
        <ul class="swatches">{matrices.map((one, k) => <li key={one}><svg viewBox="0 0 18 12" aria-hidden="true"><rect x="3" y="1" width="12" height="10" rx="2" fill={shades[k % shades.length]} /></svg>{matrixName(one)}</li>)}</ul>
        <ul class="swatches">
          {methods.map((one, k) => <li key={one}><svg viewBox="0 0 18 12" aria-hidden="true"><path d={signPath(SIGNS[k % SIGNS.length] ?? "circle", 9, 6, 4)} fill="var(--soft)" /></svg>{methodName(one, null)}</li>)}
          <li><svg viewBox="0 0 18 12" aria-hidden="true"><circle cx="9" cy="6" r="5" fill="none" stroke="var(--ink)" stroke-width="1.5" /></svg>{t("candidates.chosen")}</li>
        </ul>
      </Figure>
      <Figure class="half" title={t("candidates.best")} definition={t("candidates.best.definition")} table={() => tableOf(ranked)} reason={() => reasonOf(data, t("candidates.best"), number(ranked[0]?.score, lang.value, { unit: "share" }))}>
        <div class="scroll" tabIndex={0} role="region" aria-label={t("candidates.best")} style={{ border: 0 }}>
          <table class="grid scores">
            <thead><tr><th scope="col">{t("candidates.how")}</th><th scope="col" class="end">k</th><th scope="col" class="end">{quantityHead("score")}</th>
              {(["vsc_mean", "vsc_p95", "vsi_mean", "vsi_p95"] as const).map((key) => <th key={key} scope="col" class="end" title={quantityMeaning(key)}>{quantityHead(key)}</th>)}</tr></thead>
            <tbody>{listed.map((one) => (
              <tr key={one.candidate} class={one.chosen ? "chosen" : undefined}>
                <td>{one.chosen && <span class="pill good">{t("candidates.chosen")}</span>} {matrixName(one.matrix)}<br /><span class="muted small">{methodName(one.method, one.linkage)}</span></td>
                <td class="end num">{one.categories}</td><td class="end num"><strong>{number(one.score, lang.value, { unit: "share" })}</strong></td>
                {([one.vsc_mean, one.vsc_p95, one.vsi_mean, one.vsi_p95]).map((v, k) => <td key={k} class="end num">{number(v, lang.value, { unit: "share" })}</td>)}
              </tr>
            ))}</tbody>
          </table>
        </div>
      </Figure>
    </>
  );
}

const tableOf = (rows: readonly Candidate[]) => ({
  columns: [t("candidates.number"), t("candidates.matrix"), t("candidates.method"), "k", quantityHead("score"), quantityHead("vsc_mean"), quantityHead("vsc_p95"), quantityHead("vsi_mean"), quantityHead("vsi_p95"), t("candidates.chosen")],
  rows: rows.map((one) => [one.candidate, matrixName(one.matrix), methodName(one.method, one.linkage), one.categories, one.score, one.vsc_mean, one.vsc_p95, one.vsi_mean, one.vsi_p95, t(one.chosen ? "value.yes" : "value.no")]),
});

function Scatter({ candidates, look, label }: { candidates: Candidate[]; look: (one: Candidate) => { colour: string; sign: Sign }; label: string }) {
  const [ref, width] = useWidth<HTMLDivElement>(520);
  const [on, setOn] = useState<Candidate | null>(null);
  const height = Math.max(280, Math.min(380, width * 0.66));
  const box = { left: 46, right: width - 12, top: 20, bottom: height - 40 };
  const ks = candidates.map((one) => one.categories);
  const scores = candidates.map((one) => one.score ?? 0);
  const [k0, k1] = [Math.min(...ks) - 1, Math.max(...ks) + 1];
  const pad = (Math.max(...scores) - Math.min(...scores) || 0.1) * 0.07;
  const [s0, s1] = [Math.min(...scores) - pad, Math.max(...scores) + pad];
  const x = (k: number): number => box.left + ((k - k0) / (k1 - k0)) * (box.right - box.left);
  const y = (s: number): number => box.bottom - ((s - s0) / (s1 - s0)) * (box.bottom - box.top);
  const placed = candidates.map((one) => ({ one, x: x(one.categories), y: y(one.score ?? 0) }));
  const chosen = placed.find((p) => p.one.chosen);
  const marked = placed.find((p) => p.one === on);
  const nearest = (event: PointerEvent): void => {
    const frame = (event.currentTarget as SVGElement).getBoundingClientRect();
    const near = placed.map((p) => ({ p, d: Math.hypot(p.x - event.clientX + frame.left, p.y - event.clientY + frame.top) })).sort((a, b) => a.d - b.d)[0];
    setOn(near && near.d < NEAR ? near.p.one : null);
  };
  return (
    <div ref={ref}>
      <svg class="chart" width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={`${label}. ${chosen ? said(chosen.one) : ""}`} onPointerMove={nearest} onPointerLeave={() => setOn(null)}>
        {ticks(k0, k1, false, 7).map((k) => <g key={k}><line class="grid" x1={x(k)} x2={x(k)} y1={box.top} y2={box.bottom} /><text class="tick" x={x(k)} y={box.bottom + 16} text-anchor="middle">{k}</text></g>)}
        {ticks(s0, s1, false, 5).map((s) => <g key={s}><line class="grid" x1={box.left} x2={box.right} y1={y(s)} y2={y(s)} /><text class="tick" x={box.left - 6} y={y(s) + 4} text-anchor="end">{tick(s, lang.value, "share")}</text></g>)}
        <text x={box.right} y={height - 6} text-anchor="end">{quantityHead("categories")} →</text>
        <text x={box.left} y={box.top - 8}>↑ {quantityHead("score")}</text>
        {placed.map((p) => <path key={p.one.candidate} d={signPath(look(p.one).sign, p.x, p.y, 3.2)} fill={look(p.one).colour} fill-opacity="0.6" stroke={look(p.one).colour} stroke-width="0.5" />)}
        {chosen && <><circle cx={chosen.x} cy={chosen.y} r="8" fill="none" stroke="var(--ink)" stroke-width="1.75" /><text class="halo strongtext" x={chosen.x} y={chosen.y - 13} text-anchor={chosen.x > width - 60 ? "end" : "middle"}>{t("candidates.chosen")}</text></>}
        {marked && <circle cx={marked.x} cy={marked.y} r="7" fill="none" stroke="var(--accent)" stroke-width="1.5" />}
      </svg>
      <p class="readout" aria-live="polite">{said(on ?? chosen?.one)}</p>
    </div>
  );
}

const said = (one: Candidate | undefined): string => one
  ? t("candidates.said", { matrix: matrixName(one.matrix), method: methodName(one.method, one.linkage), k: one.categories, score: number(one.score, lang.value, { unit: "share" }) }) : "";
