/** A page whose data isn't there: what it would answer, which tables it needs, how to load them. */
import { integer } from "../app/format";
import { lang, say, t } from "../app/i18n";
import { link } from "../app/router";
import { workspace } from "../app/state";

export function Needs({ page, tables }: { page: string; tables: string[] }) {
  const known = workspace.value?.tables ?? [];
  const missing = tables.filter((name) => !known.find((one) => one.table === name)?.present);
  return (
    <div class="page">
      <section class="empty">
        <h1>{t(`page.${page}`)}</h1>
        <p>{t(`coming.${page}`)}</p>
        <p class="muted">{t(missing.length > 0 ? "needs.missing" : "needs.run")}</p>
        <table class="needs">
          <caption class="sr">{t("needs.tables")}</caption>
          <thead><tr><th scope="col">{t("data.table")}</th><th scope="col">{t("needs.state")}</th><th scope="col">{t("needs.how")}</th></tr></thead>
          <tbody>{tables.map((name) => {
            const one = known.find((table) => table.table === name);
            return (
              <tr key={name}>
                <td>{say(one?.title) || name}<br /><code class="muted">{name}</code></td>
                <td>{one?.present ? <span class="pill good">{t("needs.rows", { n: integer(one.rows, lang.value) })}</span> : <span class="pill doubt">{t("needs.absent")}</span>}</td>
                <td>{one?.present ? "–" : <code>{one?.needs ?? `jiqun load WORKSPACE ${name} FILE`}</code>}</td>
              </tr>
            );
          })}</tbody>
        </table>
        <p class="actions"><a class="button" href={link("data")}>{t("nothing.tables")}</a><a class="button" href={link("map")}>{t("page.map")}</a></p>
      </section>
    </div>
  );
}
