/** Taking a figure away: CSV of its numbers, SVG and PNG of its picture with title and source. */

export interface Caption { title: string; definition: string; source: string }
export type CellValue = string | number | boolean | null | undefined;

export function download(name: string, content: BlobPart, type: string): void {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const anchor = document.createElement("a");
  anchor.href = url;
  anchor.download = name;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** Text that a spreadsheet would take for a formula is told to be text. */
export function csvCell(value: CellValue): string {
  if (value == null) return "";
  if (typeof value !== "string") return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export const csvOf = (columns: readonly string[], rows: readonly (readonly CellValue[])[]): string =>
  `\uFEFF${[columns, ...rows].map((row) => row.map(csvCell).join(",")).join("\r\n")}\r\n`;

export const fileName = (title: string, ending: string): string =>
  `${title.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "").slice(0, 80) || "figure"}.${ending}`;

const STYLED = [
  "fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin",
  "opacity", "font-family", "font-size", "font-weight", "font-style", "text-anchor", "dominant-baseline", "font-variant-numeric",
] as const;

/** A copy of a drawing that looks the same without the page's style sheets. */
export function standalone(svg: SVGSVGElement): SVGSVGElement {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const [from, to] = [[svg, ...svg.querySelectorAll("*")], [copy, ...copy.querySelectorAll("*")]];
  from.forEach((element, k) => {
    const style = getComputedStyle(element);
    for (const name of STYLED) {
      const value = style.getPropertyValue(name);
      if (value && value !== "none" || name === "fill" || name === "stroke") to[k]?.setAttribute(name, value);
    }
    to[k]?.removeAttribute("class");
  });
  const { width, height } = svg.getBoundingClientRect();
  copy.setAttribute("width", String(Math.round(width)));
  copy.setAttribute("height", String(Math.round(height)));
  if (!copy.hasAttribute("viewBox")) copy.setAttribute("viewBox", `0 0 ${Math.round(width)} ${Math.round(height)}`);
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  return copy;
}

const HAN = "'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Source Han Sans SC'";
/** In English the Latin fonts come first, or quotation marks would be as wide as characters. */
const FONTS = {
  en: `Inter, 'Helvetica Neue', Arial, 'Liberation Sans', 'DejaVu Sans', ${HAN}, sans-serif`,
  zh: `Inter, ${HAN}, sans-serif`,
};

const escapeXml = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

/** Lines of at most ``width`` units, a Chinese character counting as two. */
export function wrapText(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  let used = 0;
  for (const word of text.match(/[\u2E80-\uFFFF]|[^\s\u2E80-\uFFFF]+\s*|\s+/g) ?? []) {
    const size = [...word].reduce((sum, c) => sum + (c > "\u2E7F" ? 2 : 1), 0);
    if (used + size > width && line) {
      lines.push(line.trimEnd());
      line = "";
      used = 0;
    }
    line += word;
    used += size;
  }
  return line ? [...lines, line.trimEnd()] : lines;
}

/** Drawings one under another, with title, definition and source. */
export function framed(drawings: readonly SVGSVGElement[], caption: Caption): string {
  const root = getComputedStyle(document.documentElement);
  const colour = (name: string): string => root.getPropertyValue(name).trim();
  const width = Math.max(640, ...drawings.map((d) => Number(d.getAttribute("width")) + 48));
  const chars = Math.floor((width - 48) / 6.4);
  let y = 40;
  const parts: string[] = [];
  const text = (value: string, size: number, ink: string, weight: number, per: number): void => {
    for (const line of wrapText(value, per)) {
      parts.push(`<text x="24" y="${y}" font-size="${size}" font-weight="${weight}" fill="${ink}">${escapeXml(line)}</text>`);
      y += size * 1.45;
    }
  };
  text(caption.title, 20, colour("--ink"), 600, Math.floor(chars * 0.62));
  text(caption.definition, 12.5, colour("--muted"), 400, chars);
  y += 6;
  for (const drawing of drawings) {
    drawing.setAttribute("x", "24");
    drawing.setAttribute("y", String(y));
    parts.push(new XMLSerializer().serializeToString(drawing));
    y += Number(drawing.getAttribute("height")) + 14;
  }
  y += 10;
  text(caption.source, 11.5, colour("--muted"), 400, chars);
  const height = Math.ceil(y + 10);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${FONTS[document.documentElement.lang.startsWith("zh") ? "zh" : "en"]}"><rect width="100%" height="100%" fill="${colour("--surface")}"/>${parts.join("")}</svg>`;
}

/** The picture as PNG at twice its size. */
export async function pngOf(svg: string): Promise<Blob> {
  const url = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = image.width * 2;
    canvas.height = image.height * 2;
    const ctx = canvas.getContext("2d");
    ctx?.scale(2, 2);
    ctx?.drawImage(image, 0, 0);
    return await new Promise((resolve, reject) => {
      canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture"))), "image/png");
    });
  } finally {
    URL.revokeObjectURL(url);
  }
}
