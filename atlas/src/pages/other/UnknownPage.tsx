/** An address that leads nowhere. */
import { t } from "../../app/i18n";
import { link } from "../../app/router";
import { Empty } from "../../parts/States";

export default function UnknownPage() {
  return (
    <div class="page">
      <Empty title={t("unknown.title")}>
        <p>{t("unknown.next")}</p>
        <p class="actions"><a class="button primary" href={link("map")}>{t("page.map")}</a><a class="button" href={link("clusters")}>{t("page.clusters")}</a></p>
      </Empty>
    </div>
  );
}
