/** Before the first run there is nothing to show: say what to do. */
import { t } from "../app/i18n";
import { link } from "../app/router";
import { isPresent } from "../app/state";
import { Empty } from "./States";

export function NothingRun() {
  const loaded = isPresent("activity");
  return (
    <div class="page">
      <Empty title={t("nothing.title")}>
        <p>{t(loaded ? "nothing.run" : "nothing.load")}</p>
        {!loaded && <code class="code">jiqun load WORKSPACE activity my.csv --map my.toml</code>}
        <code class="code">jiqun run WORKSPACE</code>
        <p class="actions"><a class="button" href={link("data")}>{t("nothing.tables")}</a></p>
      </Empty>
    </div>
  );
}
