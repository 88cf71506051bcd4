/** Find something to put beside the others; only like is compared with like. */
import { useEffect, useState } from "preact/hooks";
import { isFound } from "../../app/answers";
import { waysSaid } from "../../app/names";
import { get } from "../../app/api";
import { categoryName, lang, nameOf, regionName, t } from "../../app/i18n";
import { definition, level, year } from "../../app/state";

const WAIT_MS = 180;
interface Option { id: string; name: string }

async function search(kind: "region" | "cluster" | null, text: string): Promise<Option[]> {
  if (kind === "cluster") {
    const [cells, found] = await Promise.all([
      get("/cells", { q: text, level: level.peek(), year: year.peek(), definition: definition.peek(), limit: 6 }),
      get("/clusters", { q: text, limit: 4 }).catch(() => null),
    ]);
    return [
      ...cells.items.map((row) => ({ id: row.cell, name: `${categoryName(row)} · ${regionName(row)}` })),
      ...(found?.items ?? []).map((row) => ({ id: row.cluster, name: `${nameOf(row, row.cluster)}${isFound(row) ? ` · ${waysSaid(row.ways)}` : ""}` })),
    ];
  }
  const found = await get("/search", { q: text, lang: lang.peek(), limit: 20 });
  return found.items.filter((hit) => hit.kind === "region" || (kind === null && (hit.kind === "cell" || hit.origin === "found"))).slice(0, 8).map((hit) => ({ id: hit.id, name: nameOf(hit, hit.id) }));
}

export function AddToCompare({ kind, taken, add }: { kind: "region" | "cluster" | null; taken: string[]; add: (id: string) => void }) {
  const [text, setText] = useState("");
  const [options, setOptions] = useState<Option[]>([]);
  useEffect(() => {
    const asked = text.trim();
    if (!asked) { setOptions([]); return undefined; }
    let wanted = true;
    const timer = setTimeout(() => { search(kind, asked).then((found) => { if (wanted) setOptions(found); }, () => { if (wanted) setOptions([]); }); }, WAIT_MS);
    return () => { wanted = false; clearTimeout(timer); };
  }, [text, kind]);
  return (
    <div class="filters">
      <label class="field"><span>{t(`compare.add.${kind ?? "any"}`)}</span><input type="search" value={text} onInput={(event) => setText(event.currentTarget.value)} /></label>
      <div class="actions" role="status">
        {options.filter((one) => !taken.includes(one.id)).map((one) => <button key={one.id} type="button" class="button" onClick={() => { add(one.id); setText(""); }}>+ {one.name}</button>)}
      </div>
    </div>
  );
}
