/** A table as an Excel workbook: one sheet, numbers as numbers, text as text (never as a formula). */

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE = "http://schemas.openxmlformats.org/package/2006";
/** Excel's own limit. */
export const MOST_ROWS = 1_048_576;

const PARTS: Record<string, string> = {
  "[Content_Types].xml": `${XML}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`,
  "_rels/.rels": `${XML}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  "xl/workbook.xml": `${XML}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets><sheet name="jiqun" sheetId="1" r:id="rId1"/></sheets></workbook>`,
  "xl/_rels/workbook.xml.rels": `${XML}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
};

/** Rows of a CSV text, as RFC 4180 has it. */
export function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = "";
  let quoted = false;
  const body = text.startsWith("\uFEFF") ? text.slice(1) : text;
  for (let k = 0; k < body.length; k += 1) {
    const c = body[k];
    if (quoted) {
      if (c !== '"') cell += c;
      else if (body[k + 1] === '"') { cell += '"'; k += 1; } else quoted = false;
    } else if (c === '"') quoted = true;
    else if (c === ",") { row.push(cell); cell = ""; } else if (c === "\n") { row.push(cell.replace(/\r$/, "")); rows.push(row); row = []; cell = ""; } else cell += c;
  }
  if (cell || row.length > 0) rows.push([...row, cell]);
  return rows;
}

/** Codes with leading zeros stay text. */
const isNumber = (text: string): boolean => /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(text) && text.length < 18;

const escaped = (text: string): string => text
  // characters that XML cannot hold at all
  // eslint-disable-next-line no-control-regex
  .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, "")
  .replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

export function sheetXml(rows: readonly (readonly string[])[], textColumns: ReadonlySet<string>): string {
  const head = rows[0] ?? [];
  const lines = rows.map((row, r) => `<row>${row.map((cell, k) => {
    if (cell === "") return "<c/>";
    if (r > 0 && !textColumns.has(head[k] ?? "") && isNumber(cell)) return `<c><v>${cell}</v></c>`;
    return `<c t="inlineStr"><is><t xml:space="preserve">${escaped(cell)}</t></is></c>`;
  }).join("")}</row>`);
  return `${XML}<worksheet xmlns="${MAIN}"><sheetData>${lines.join("")}</sheetData></worksheet>`;
}

const TABLE = Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k += 1) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c >>> 0;
});

export function crc32(bytes: Uint8Array): number {
  let c = 0xffffffff;
  for (const byte of bytes) c = (TABLE[(c ^ byte) & 255] ?? 0) ^ (c >>> 8);
  return (c ^ 0xffffffff) >>> 0;
}

async function deflated(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** A zip archive of named parts, each deflated. */
export async function zipped(parts: Record<string, string>): Promise<Blob> {
  const encoder = new TextEncoder();
  const pieces: BlobPart[] = [];
  const directory: BlobPart[] = [];
  let [at, listed] = [0, 0];
  for (const [name, text] of Object.entries(parts)) {
    const [label, raw] = [encoder.encode(name), encoder.encode(text)];
    const packed = await deflated(raw);
    const common = header([20, 2], [0x0800, 2], [8, 2], [0, 2], [0x21, 2], [crc32(raw), 4], [packed.length, 4], [raw.length, 4], [label.length, 2], [0, 2]);
    pieces.push(header([0x04034b50, 4]), common, label, packed);
    directory.push(header([0x02014b50, 4], [20, 2]), common, header([0, 2], [0, 2], [0, 2], [0, 4], [at, 4]), label);
    at += 4 + common.length + label.length + packed.length;
    listed += 6 + common.length + 14 + label.length;
  }
  const count = Object.keys(parts).length;
  const end = header([0x06054b50, 4], [0, 2], [0, 2], [count, 2], [count, 2], [listed, 4], [at, 4], [0, 2]);
  return new Blob([...pieces, ...directory, end], { type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" });
}

function header(...fields: [value: number, size: 2 | 4][]): Uint8Array<ArrayBuffer> {
  const bytes = new DataView(new ArrayBuffer(fields.reduce((sum, [, size]) => sum + size, 0)));
  let at = 0;
  for (const [value, size] of fields) {
    if (size === 2) bytes.setUint16(at, value, true);
    else bytes.setUint32(at, value, true);
    at += size;
  }
  return new Uint8Array(bytes.buffer);
}

/** The workbook of a CSV text; columns of codes stay text. */
export async function workbookOf(csv: string, textColumns: ReadonlySet<string>): Promise<Blob> {
  const rows = parseCsv(csv);
  if (rows.length > MOST_ROWS) throw new RangeError("too many rows for a sheet");
  return zipped({ ...PARTS, "xl/worksheets/sheet1.xml": sheetXml(rows, textColumns) });
}
