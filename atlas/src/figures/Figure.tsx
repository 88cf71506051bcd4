/** How a figure is made: title, defining line, picture, source, and a menu to take it away or ask. */
import type { ComponentChildren } from "preact";
import { useId, useRef, useState } from "preact/hooks";
import { t } from "../app/i18n";
import { link } from "../app/router";
import { type Action, Menu } from "../parts/Menu";
import { type Reason, explain } from "../parts/Why";
import { type CellValue, csvOf, download, fileName, framed, pngOf, standalone } from "./export";

export interface FigureTable { columns: string[]; rows: CellValue[][] }

interface Props {
  title: string;
  definition?: ComponentChildren;
  definitionText?: string;
  source?: string;
  table?: () => FigureTable;
  /** Drawings to export; without it, the charts inside the figure. */
  drawings?: () => SVGSVGElement[];
  method?: string;
  reason?: () => Reason;
  main?: boolean;
  class?: string;
  children: ComponentChildren;
}

const TABLE_ROWS = 400;

export function Figure(props: Props) {
  const [asTable, setAsTable] = useState(false);
  const [said, setSaid] = useState("");
  const body = useRef<HTMLDivElement>(null);
  const id = useId();
  const Title = props.main ? "h1" : "h2";
  const tell = (text: string): void => {
    setSaid(text);
    setTimeout(() => setSaid(""), 4000);
  };
  const actions = actionsOf(props, body, asTable, setAsTable, tell);
  return (
    <section class={`figure ${props.class ?? ""}`} aria-labelledby={id}>
      <header>
        <div>
          <Title id={id}>{props.title}</Title>
          {props.definition && <p class="definition">{props.definition}</p>}
        </div>
        {actions.length > 0 && <Menu label={t("figure.menu", { title: props.title })} actions={actions} />}
      </header>
      <div class="body" ref={body}>{asTable && props.table ? <TableView title={props.title} table={props.table()} /> : props.children}</div>
      <p class="said" role="status">{said}</p>
      {props.source && <p class="source" title={props.source}>{t("figure.source", { source: props.source })}</p>}
    </section>
  );
}

function actionsOf(
  props: Props, body: { current: HTMLDivElement | null }, asTable: boolean,
  setAsTable: (on: boolean) => void, tell: (text: string) => void,
): Action[] {
  const { table, title } = props;
  const caption = {
    title, definition: props.definitionText ?? (typeof props.definition === "string" ? props.definition : ""),
    source: props.source ? t("figure.source", { source: props.source }) : "",
  };
  const picture = (): string => {
    const own = props.drawings?.() ?? [...(body.current?.querySelectorAll<SVGSVGElement>("svg.chart") ?? [])].map(standalone);
    return framed(own, caption);
  };
  const out: Action[] = [];
  if (table) {
    out.push({ label: t(asTable ? "figure.asfigure" : "figure.astable"), run: () => setAsTable(!asTable) });
    out.push({ label: t("figure.csv"), run: () => { const { columns, rows } = table(); download(fileName(title, "csv"), csvOf(columns, rows), "text/csv"); } });
  }
  if (!asTable) {
    out.push({ label: t("figure.png"), run: () => { void pngOf(picture()).then((blob) => download(fileName(title, "png"), blob, "image/png"), () => tell(t("figure.nopicture"))); } });
    out.push({ label: t("figure.svg"), run: () => download(fileName(title, "svg"), picture(), "image/svg+xml") });
  }
  out.push({ label: t("figure.link"), run: () => { void copyLink().then((ok) => tell(t(ok ? "figure.copied" : "figure.notcopied"))); } });
  if (props.method) out.push({ label: t("figure.method"), href: link("methods", props.method) });
  const { reason } = props;
  if (reason) out.push({ label: t("figure.why"), run: () => explain(reason()) });
  return out;
}

async function copyLink(): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(location.href);
    return true;
  } catch {
    return false;
  }
}

function TableView({ title, table }: { title: string; table: FigureTable }) {
  const { columns, rows } = table;
  const numeric = columns.map((_, k) => rows.some((row) => typeof row[k] === "number"));
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={title} style={{ maxHeight: "60vh" }}>
      <table class="grid">
        <caption class="sr">{title}</caption>
        <thead><tr>{columns.map((column, k) => <th key={column} scope="col" class={numeric[k] ? "end" : undefined}>{column}</th>)}</tr></thead>
        <tbody>
          {rows.slice(0, TABLE_ROWS).map((row, i) => (
            <tr key={i}>{row.map((cell, k) => <td key={k} class={numeric[k] ? "end num" : undefined}>{typeof cell === "number" ? Number(cell.toPrecision(5)) : cell == null ? "–" : String(cell)}</td>)}</tr>
          ))}
        </tbody>
      </table>
      {rows.length > TABLE_ROWS && <p class="small muted" style={{ padding: "8px 10px" }}>{t("figure.firstrows", { n: TABLE_ROWS, total: rows.length })}</p>}
    </div>
  );
}
