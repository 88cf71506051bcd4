/** One rating scheme: its classes and the rules that lead to each. */
import { useApi } from "../../app/api";
import { lang, say, t } from "../../app/i18n";
import { link } from "../../app/router";
import type { Scheme, Text } from "../../app/types";
import { RatingTag } from "../../parts/Rating";
import { Skeleton, Trouble } from "../../parts/States";

interface Rule {
  rating: string; title?: Text;
  criteria: { quantity: string; op?: string; statistic?: string | null; within?: string[]; value?: number | null; title?: Text; source?: string; status?: string }[];
}
export interface SchemeDetail extends Scheme { source: string; url?: string; description?: Text | string; rules: Rule[] }

export function SchemePage({ id }: { id: string }) {
  const answer = useApi<SchemeDetail>(`/schemes/${encodeURIComponent(id)}`);
  if (answer.error) return <div class="page"><Trouble error={answer.error} again={answer.again} /></div>;
  const data = answer.data;
  if (!data) return <div class="page"><Skeleton lines={7} /></div>;
  return (
    <div class="page">
      <nav aria-label={t("region.trail")}><ol class="trail"><li><a href={link("methods")}>{t("page.methods")}</a></li><li>{t("methods.schemes")}</li></ol></nav>
      <div class="head"><div>
        <h1>{say(data.title)}</h1>
        <span class="other" lang={lang.value === "zh" ? "en" : "zh-Hans"}>{lang.value === "zh" ? data.title.en : data.title.zh}</span>
        {data.description && <p class="lead">{say(data.description)}</p>}
      </div>
      <div class="actions"><a class="button" href={link("map", "", { measure: `rating:${id}` })}>{t("region.onmap")}</a></div></div>
      <section class="section">
        <h2>{t("methods.rules")}</h2>
        <div class="cards">
          {(data.rules ?? []).map((rule) => (
            <article class="card" key={rule.rating} style={{ padding: "14px 16px" }}>
              <RatingTag scheme={data} rating={{ rating: rule.rating, rating_low: null, rating_high: null, flips: false }} />
              <ul class="criteria">{(rule.criteria ?? []).map((one, k) => (
                <li key={k}><span class="state muted" aria-hidden="true">·</span><span>{say(one.title) || [one.quantity, one.op, one.statistic ?? one.value].filter(Boolean).join(" ")}
                  {one.within && one.within.length > 0 && <span class="said">{t("methods.within", { what: one.within.join(lang.value === "zh" ? "、" : ", ") })}</span>}</span></li>
              ))}</ul>
            </article>
          ))}
        </div>
      </section>
      <section class="section"><h2>{t("methods.reference")}</h2><p class="wrap">{data.source}{data.url && ` · ${data.url}`}</p></section>
    </div>
  );
}
