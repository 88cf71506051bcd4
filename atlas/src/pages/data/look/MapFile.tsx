/** The column map: to be kept for next year's file, or brought along from last year's. */
import { useRef } from "preact/hooks";
import { t } from "../../../app/i18n";
import type { Looked } from "./useLook";

export function MapFile({ looked }: { looked: Looked }) {
  const chooser = useRef<HTMLInputElement>(null);
  const report = looked.report;
  if (!report || report.map === "") return null;
  const href = `data:application/toml;charset=utf-8,${encodeURIComponent(report.map)}`;
  return (
    <details class="section mapfile">
      <summary><h2>{t("look.map")}</h2></summary>
      <p class="muted">{t("look.map.means")}</p>
      <pre class="code" tabIndex={0}>{report.map}</pre>
      <p class="actions">
        <a class="button" href={href} download={`${report.file}.map.toml`}>{t("look.map.download")}</a>
        <button type="button" class="button" onClick={() => chooser.current?.click()}>{t("look.map.use")}</button>
        {looked.saved !== undefined && <button type="button" class="button quiet" onClick={() => looked.read(undefined)}>{t("look.map.without")}</button>}
      </p>
      <input ref={chooser} type="file" accept=".toml" hidden aria-label={t("look.map.use")} onChange={(event) => {
        const file = event.currentTarget.files?.[0];
        if (file) void file.text().then((text) => looked.read(text));
        event.currentTarget.value = "";
      }} />
    </details>
  );
}
