/** The methods, generated from the register: what is measured, how, after whom; and the schemes' rules. */
import { useApi } from "../../app/api";
import { say, t } from "../../app/i18n";
import { link } from "../../app/router";
import { Skeleton, Trouble } from "../../parts/States";
import { Tabs } from "../../parts/Tabs";
import { familyName } from "./words";

export default function MethodsPage() {
  const measures = useApi("/measures");
  const schemes = useApi("/schemes");
  const families = [...new Set((measures.data?.items ?? []).map((one) => one.family))];
  return (
    <div class="page">
      <div class="head"><div><h1>{t("methods.title")}</h1><p class="lead">{t("methods.lead")}</p></div></div>
      <Tabs of="data" now="methods" />
      {measures.error && <Trouble error={measures.error} again={measures.again} />}
      {!measures.data && !measures.error && <Skeleton lines={8} />}
      {families.map((family) => (
        <section class="section" key={family}>
          <h2>{familyName(family)}</h2>
          <div class="cards">
            {measures.data?.items.filter((one) => one.family === family).map((one) => (
              <a key={one.id} href={link("methods", one.id)}>
                <strong>{say(one.title)}</strong>
                <small>{t("methods.higher", { means: say(one.higher_means) })}</small>
                <small><code>{one.id}</code>{one.emerging && <> <span class="pill doubt">{t("methods.emerging")}</span></>}</small>
              </a>
            ))}
          </div>
        </section>
      ))}
      <section class="section">
        <h2>{t("methods.schemes")}</h2>
        {schemes.error && <Trouble error={schemes.error} again={schemes.again} />}
        <div class="cards">
          {schemes.data?.items.map((one) => (
            <a key={one.scheme} href={link("methods", `scheme:${one.scheme}`)}><strong>{say(one.title)}</strong><small>{[...one.ratings].sort((a, b) => b.rank - a.rank).map((r) => say(r.title)).join(" · ")}</small></a>
          ))}
        </div>
      </section>
    </div>
  );
}
