import { inflateRawSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { crc32, parseCsv, sheetXml, workbookOf } from "./xlsx";

describe("workbooks", () => {
  it("knows the check sum's published example", () => {
    expect(crc32(new TextEncoder().encode("123456789"))).toBe(0xcbf43926); // CRC-32/ISO-HDLC check value
  });
  it("reads quotes, commas and line ends", () => {
    expect(parseCsv('\uFEFFa,b\r\n"x, ""y""","two\nlines"\r\n1,\r\n')).toEqual([["a", "b"], ['x, "y"', "two\nlines"], ["1", ""]]);
  });
  it("keeps codes as text, numbers as numbers, and markup and formulae harmless", () => {
    const xml = sheetXml([["region", "value"], ["01001", "3.5"], ["<b>", "=1+1"]], new Set(["region"]));
    expect(xml).toContain("<t xml:space=\"preserve\">01001</t>");
    expect(xml).toContain("<v>3.5</v>");
    expect(xml).toContain("&lt;b&gt;");
    expect(xml).not.toContain("<f>");
  });
  it("is a zip whose parts unpack to what went in", async () => {
    const bytes = Buffer.from(await (await workbookOf("a,b\n1,x\n", new Set())).arrayBuffer());
    const end = bytes.subarray(-22);
    expect(end.readUInt32LE(0)).toBe(0x06054b50);
    const directory = end.readUInt32LE(16);
    expect(bytes.readUInt32LE(directory)).toBe(0x02014b50);
    expect(directory + end.readUInt32LE(12)).toBe(bytes.length - 22);
    const [size, name] = [bytes.readUInt32LE(18), bytes.readUInt16LE(26)];
    expect(inflateRawSync(bytes.subarray(30 + name, 30 + name + size)).toString()).toContain("content-types");
  });
});
