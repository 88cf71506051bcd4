/** A region, a cell or a cluster as a brief: to read, to print, to write on. */
import { apiUrl } from "../app/api";
import { lang, t } from "../app/i18n";
import { year } from "../app/state";

export function Briefs({ kind, id }: { kind: "region" | "cell" | "cluster"; id: string }) {
  const url = (format: string): string => apiUrl("/briefs/{subject}/{id}", { subject: kind, id, lang: lang.value, format, year: year.value });
  return (
    <>
      <a class="button" href={url("html")} target="_blank" rel="noopener">{t("action.brief")}</a>
      <a class="button" href={url("pdf")} target="_blank" rel="noopener" download aria-label={t("action.brief.pdf")}>PDF</a>
      <a class="button" href={url("docx")} download aria-label={t("action.brief.docx")}>DOCX</a>
    </>
  );
}
