/** A list as the server's file: CSV, Parquet or Excel. */
import { type Query, apiUrl } from "../app/api";
import { t } from "../app/i18n";

const FORMATS = [["csv", "CSV"], ["parquet", "Parquet"], ["xlsx", "Excel"]] as const;

export const Downloads = ({ path, query }: { path: string; query: Query }) => (
  <span>
    {t("list.download")}{" "}
    {FORMATS.map(([format, name], k) => [k > 0 && " · ", <a key={format} href={apiUrl(path, { ...query, format })} download>{name}</a>])}
  </span>
);
