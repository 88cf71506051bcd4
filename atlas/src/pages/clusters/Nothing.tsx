/** Before a search there is nothing found: say which command looks, and what it needs. */
import { t } from "../../app/i18n";
import { link } from "../../app/router";
import { isPresent, workspace } from "../../app/state";
import { Empty } from "../../parts/States";
import { Coded } from "../../parts/Coded";

/** ``needs``: the command, as the server names it. */
export function NothingFound({ needs }: { needs?: string | null }) {
  const needed = [
    ["regions", isPresent("activity") && (workspace.value?.located ?? false)],
    ["points", isPresent("organisations")], ["links", isPresent("links")],
  ] as const;
  return (
    <Empty title={t("cluster.nothing")}>
      <p>{t("cluster.nothing.next")}</p>
      <code class="code">{needs ?? "jiqun clusters find WORKSPACE --way all"}</code>
      <ul class="ways">
        {needed.map(([way, there]) => (
          <li key={way}><span class={`pill ${there ? "good" : "doubt"}`}>{t(there ? "cluster.possible" : "cluster.needs")}</span>{" "}
            <Coded text={t(`way.${way}.needs`)} /></li>
        ))}
      </ul>
      <p class="actions"><a class="button" href={link("data")}>{t("nothing.tables")}</a><a class="button" href={link("cells")}>{t("page.cells")}</a></p>
    </Empty>
  );
}
