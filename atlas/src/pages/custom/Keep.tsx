/** Keeping it: nothing was written so far; the command writes it, the file takes it elsewhere. */
import { useState } from "preact/hooks";
import { type Ask, apiUrl } from "../../app/api";
import { t } from "../../app/i18n";
import { Coded } from "../../parts/Coded";
import { keepCommand } from "./command";

export function Keep({ codes, query }: { codes: string[]; query: Ask<"/definitions/try"> & { name?: string; traded?: string } }) {
  const [copied, setCopied] = useState(false);
  const command = keepCommand(codes, query.name, query.traded);
  const copy = (): void => { navigator.clipboard.writeText(command).then(() => { setCopied(true); setTimeout(() => setCopied(false), 4000); }, () => setCopied(false)); };
  return (
    <section class="figure" aria-label={t("custom.keep")}>
      <header><div><h2>{t("custom.keep")}</h2><p class="definition">{t("custom.keep.means")}</p></div></header>
      <div class="body keep">
        <pre class="code" tabIndex={0}>{command}</pre>
        <p class="actions">
          <button type="button" class="button" onClick={copy}>{t("custom.copy")}</button>
          <a class="button" href={apiUrl("/definitions/try", { ...query, csv: "categories" })} download="categories.csv">{t("custom.csv")}</a>
          <span role="status" class="small muted">{copied ? t("custom.copied") : ""}</span>
        </p>
        <p class="small muted"><Coded text={t("custom.csv.means")} /></p>
      </div>
    </section>
  );
}
