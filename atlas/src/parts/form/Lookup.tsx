/** A code of another table: written as it is, or found by its name. */
import type { RefObject } from "preact";
import { useEffect, useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { rowsOf } from "../../app/editing/rows";
import type { Choice, FormColumn, Row } from "../../app/editing/tables";
import { lang, say, t } from "../../app/i18n";
import type { ControlProps } from "./props";


const WAIT_MS = 160;
const MOST = 12;
/** Of the list of choices, px. */
const LEAST_WIDTH = 260;
const ROOM = 240;
const GAP = 8;

const text = (row: Row, column: string): string | null => (typeof row[column] === "string" ? row[column] : null);

/** Choices that go with what was written: of the form's own, or of the table that the column refers to. */
async function found(column: FormColumn, written: string, signal: AbortSignal): Promise<readonly Choice[]> {
  const part = written.toLowerCase();
  const own = column.choices.filter((one) => [one.code, one.name.en, one.name.zh].some((word) => word.toLowerCase().includes(part)));
  if (!column.look_up) return own.slice(0, MOST);
  const page = await rowsOf(column.table, { search: written, limit: MOST }, signal);
  return page.items.flatMap(({ values }) => {
    const code = text(values, column.column);
    const [en, zh] = [text(values, "name"), text(values, "name_zh")];
    return code === null ? [] : [{ code, name: { en: en ?? zh ?? code, zh: zh ?? en ?? code } }];
  });
}

/** Where the choices stand: under the field, or above it; not cut off by what the field scrolls in. */
function usePlace(input: RefObject<HTMLInputElement | null>, shown: boolean, close: () => void): Record<string, string> {
  const [place, setPlace] = useState<Record<string, string>>({});
  useLayoutEffect(() => {
    const box = shown ? input.current?.getBoundingClientRect() : undefined;
    if (!box) return undefined;
    const below = window.innerHeight - box.bottom;
    const width = Math.min(Math.max(box.width, LEAST_WIDTH), window.innerWidth - 2 * GAP);
    const side = { left: `${Math.max(GAP, Math.min(box.left, window.innerWidth - width - GAP))}px`, width: `${width}px` };
    setPlace(below > ROOM || below > box.top
      ? { ...side, top: `${box.bottom + 2}px`, maxHeight: `${below - GAP}px` } : { ...side, bottom: `${window.innerHeight - box.top + 2}px`, maxHeight: `${box.top - GAP}px` });
    const moved = (event: Event): void => { if (!(event.target instanceof Element && event.target.getAttribute("role") === "listbox")) close(); };
    document.addEventListener("scroll", moved, true);
    return () => document.removeEventListener("scroll", moved, true);
  }, [shown]);
  return place;
}

export function Lookup(props: ControlProps & { text: string; onText: (text: string) => void }) {
  const { column, onText } = props;
  const [hits, setHits] = useState<readonly Choice[]>([]);
  const [at, setAt] = useState(-1);
  const [open, setOpen] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const list = useId();
  useEffect(() => {
    if (!open) return undefined;
    const stop = new AbortController();
    const timer = setTimeout(() => {
      found(column, props.text.trim(), stop.signal).then((all) => { setHits(all); setAt(-1); }, () => setHits([]));
    }, WAIT_MS);
    return () => { clearTimeout(timer); stop.abort(); };
  }, [props.text, open, column.name, lang.value]);
  const shown = open && hits.length > 0;
  const place = usePlace(input, shown, () => setOpen(false));
  const pick = (one: Choice): void => { onText(one.code); setOpen(false); };
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const step = event.key === "ArrowDown" ? 1 : -1;
      if (!open) setOpen(true);
      else if (hits.length > 0) setAt((at + step + hits.length) % hits.length);
    } else if (event.key === "Enter" && shown && hits[at]) pick(hits[at] as Choice);
    else if (event.key === "Escape" && shown) setOpen(false);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div class="lookup" onKeyDown={onKey} onFocusOut={(event) => { if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOpen(false); }}>
      <input ref={input} id={props.id} type="text" role="combobox" autocomplete="off" spellcheck={false} aria-label={props.label} aria-expanded={shown} aria-controls={list} aria-autocomplete="list"
        aria-activedescendant={shown && at >= 0 ? `${list}-${at}` : undefined} aria-invalid={props.wrong || undefined} aria-describedby={props.described} aria-required={column.required || undefined}
        readOnly={props.fixed} placeholder={t("form.unknown")} value={props.text} onInput={(event) => { onText(event.currentTarget.value); setOpen(true); }} />
      <ul id={list} role="listbox" aria-label={t("form.choices")} hidden={!shown} style={place}>
        {hits.map((one, k) => (
          <li key={one.code} id={`${list}-${k}`} role="option" aria-selected={k === at} onPointerEnter={() => setAt(k)} onPointerDown={(event) => event.preventDefault()} onClick={() => { pick(one); input.current?.focus(); }}>
            <span>{say(one.name)}</span><code>{one.code}</code>
          </li>
        ))}
      </ul>
    </div>
  );
}

