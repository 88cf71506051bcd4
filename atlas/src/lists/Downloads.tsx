/** A list as the server's file: CSV, Parquet or Excel. */
import { type Ask, type Path, apiUrl } from "../app/api";
import { t } from "../app/i18n";

const FORMATS = [["csv", "CSV"], ["parquet", "Parquet"], ["xlsx", "Excel"]] as const;

export const Downloads = <P extends Path>({ path, query, label = t("list.download") }: { path: P; query: Ask<P>; label?: string }) => (
  <span>
    {label}{" "}
    {FORMATS.map(([format, name], k) => [k > 0 && " · ", <a key={format} href={apiUrl(path, { ...query, format })} download>{name}</a>])}
  </span>
);
