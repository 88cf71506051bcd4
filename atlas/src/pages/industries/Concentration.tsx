/** How concentrated an industry is at which distance, against what chance would give. */
import { useApi } from "../../app/api";
import { number } from "../../app/format";
import { lang, say, t } from "../../app/i18n";
import { address, choose } from "../../app/router";
import type { CurveAnswer } from "../../app/answers";
import { Curve, outside } from "../../figures/Curve";
import { Figure } from "../../figures/Figure";
import { lineOf } from "../../figures/nested";
import { Empty, Problems, Skeleton } from "../../parts/States";
import { sourceLine } from "../../figures/rows";

const CURVES = ["kd", "m", "ripley-k", "ripley-l"] as const;

export function Concentration({ industry, name }: { industry: string; name: string }) {
  const asked = address.value.params.curve ?? "kd";
  const which = (CURVES as readonly string[]).includes(asked) ? asked : "kd";
  const answer = useApi("/measures/{id}/curve", { id: which, industry });
  if (answer.error) {
    return <Empty inline title={t("industry.kd")}><p>{t("industry.kd.next")}</p><Problems all={answer.error.problems} /></Empty>;
  }
  const data = answer.data;
  return (
    <Figure title={t("curve.title", { name })} class={answer.stale && data ? "stale" : undefined} method={which}
      definition={data ? t("curve.definition", { what: say(data.title), n: number(lineOf(data.summary.pairs)?.[0] ?? lineOf(data.summary.sites)?.[0] ?? null, lang.value, { unit: "count" }), draws: String(data.record.parameters.draws ?? "") }) : t("state.loading")}
      source={sourceLine(data?.record.origins)} table={data ? () => tableOf(data) : undefined}
      reason={data ? () => ({ title: say(data.title), value: verdict(data), record: data.record, measure: which }) : undefined}>
      <div class="filters">
        <label class="field"><span>{t("control.measure")}</span>
          <select value={which} onChange={(event) => choose({ curve: event.currentTarget.value === "kd" ? undefined : event.currentTarget.value }, { replace: true })}>
            {CURVES.map((one) => <option key={one} value={one}>{t(`curve.${one}`)}</option>)}
          </select>
        </label>
      </div>
      {data ? <Drawn data={data} name={name} /> : <Skeleton lines={6} />}
    </Figure>
  );
}

function Drawn({ data, name }: { data: CurveAnswer; name: string }) {
  const line = (part: string): (number | null)[] | undefined => lineOf(data.parts[part]);
  return (
    <>
      <p class="lead-note">{verdict(data)}</p>
      <Curve radii={data.radii} values={lineOf(data.values) ?? []} low={lineOf(data.low)} high={lineOf(data.high)} globalLow={line("global_low")} globalHigh={line("global_high")}
        expected={line("expected")} label={`${t("curve.title", { name })}: ${verdict(data)}`} unit={data.unit} />
      <ul class="swatches">
        <li><svg viewBox="0 0 18 12" aria-hidden="true"><path d="M1 6h16" stroke="var(--accent)" stroke-width="2.5" /></svg>{t("curve.observed")}</li>
        {line("expected") && <li><svg viewBox="0 0 18 12" aria-hidden="true"><path d="M1 6h16" stroke="var(--muted)" stroke-width="1.5" stroke-dasharray="4 3" /></svg>{t("curve.expected")}</li>}
        <li><svg viewBox="0 0 18 12" aria-hidden="true"><rect width="18" height="12" fill="var(--muted)" fill-opacity="0.32" /></svg>{t("curve.local")}</li>
        <li><svg viewBox="0 0 18 12" aria-hidden="true"><rect width="18" height="12" fill="var(--muted)" fill-opacity="0.15" /></svg>{t("curve.global")}</li>
      </ul>
    </>
  );
}

/** What the curve says, in a sentence. */
function verdict(data: CurveAnswer): string {
  const values = lineOf(data.values) ?? [];
  if (values.every((v) => v === null)) return t("curve.undefined");
  const above = outside(data.radii, values, lineOf(data.parts.global_high), "above");
  const below = outside(data.radii, values, lineOf(data.parts.global_low), "below");
  if (above) return t("curve.localised", { from: above[0], to: above[1] });
  if (below) return t("curve.dispersed", { from: below[0], to: below[1] });
  return t("curve.neither");
}

function tableOf(data: CurveAnswer) {
  const part = (name: string, k: number): number | null => lineOf(data.parts[name])?.[k] ?? null;
  const [values, low, high] = [lineOf(data.values), lineOf(data.low), lineOf(data.high)];
  return {
    columns: [t("curve.distance"), t("curve.observed"), t("curve.expected"), t("column.low"), t("column.high"), t("curve.globallow"), t("curve.globalhigh")],
    rows: data.radii.map((r, k) => [r, values?.[k] ?? null, part("expected", k), low?.[k] ?? null, high?.[k] ?? null, part("global_low", k), part("global_high", k)]),
  };
}
