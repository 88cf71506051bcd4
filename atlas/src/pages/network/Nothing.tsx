/** Before the analysis there is no network: say which command makes it, and what it reads. */
import { t } from "../../app/i18n";
import { link } from "../../app/router";
import { isPresent } from "../../app/state";
import { Coded } from "../../parts/Coded";
import { Empty } from "../../parts/States";

export function NothingAnalysed({ needs }: { needs: string }) {
  return (
    <Empty title={t("network.nothing")}>
      <p>{t("network.nothing.next")}</p>
      <code class="code">{needs}</code>
      <ul class="ways">
        {(["organisations", "links", "projects"] as const).map((table) => {
          const there = isPresent(table);
          return <li key={table}><span class={`pill ${there ? "good" : "doubt"}`}>{t(there ? "network.there" : "network.absent")}</span> <Coded text={t(`network.reads.${table}`)} /></li>;
        })}
      </ul>
      <p class="actions"><a class="button" href={link("data")}>{t("nothing.tables")}</a></p>
    </Empty>
  );
}
