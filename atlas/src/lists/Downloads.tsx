/** A list as CSV, Parquet or Excel; the workbook is made here from the CSV. */
import { useState } from "preact/hooks";
import { type Query, apiUrl } from "../app/api";
import { t } from "../app/i18n";
import { download, fileName } from "../figures/export";

const CODES = new Set(["region", "cluster", "category", "industry", "definition", "parent", "organisation", "industries"]);

export function Downloads({ path, query, name }: { path: string; query: Query; name: string }) {
  const [state, setState] = useState<"idle" | "busy" | "failed">("idle");
  const file = (format: string): string => apiUrl(path, { ...query, format });
  const excel = async (): Promise<void> => {
    setState("busy");
    try {
      const [answer, { workbookOf }] = await Promise.all([fetch(file("csv")), import("../figures/xlsx")]);
      if (!answer.ok) throw new Error(String(answer.status));
      const book = await workbookOf(await answer.text(), CODES);
      download(fileName(name, "xlsx"), book, book.type);
      setState("idle");
    } catch {
      setState("failed");
    }
  };
  return (
    <span>
      {t("list.download")} <a href={file("csv")} download>CSV</a> · <a href={file("parquet")} download>Parquet</a> ·{" "}
      <button type="button" class="linkish link" disabled={state === "busy"} onClick={() => { void excel(); }}>Excel</button>
      <span class="sr" role="status">{state === "busy" ? t("state.loading") : ""}</span>
      {state === "failed" && <> {t("download.failed")}</>}
    </span>
  );
}
