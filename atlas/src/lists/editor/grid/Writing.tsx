/** A cell while somebody writes in it. Enter and Tab take what was written and go on, Escape leaves it as it was. */
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { FormColumn, Value } from "../../../app/editing/tables";
import { read, same } from "../../../app/editing/values";
import { Control } from "../../../parts/form/Control";
import { titleOf } from "../../../parts/form/words";

export type Onwards = "down" | "up" | "right" | "left" | "stay";
interface Props { column: FormColumn; value: Value; /** What was typed to begin with; it takes the place of what stood there. */ start: string | null; wrong: boolean; take: (value: Value) => void; leave: (to: Onwards | null) => void }

export function Writing({ column, value, start, wrong, take, leave }: Props) {
  const [now, setNow] = useState<Value>(start === null ? value : read(column, start));
  const box = useRef<HTMLDivElement>(null);
  const over = useRef(false);
  const latest = useRef(now);
  latest.current = now;
  // before the next letter that is typed
  useLayoutEffect(() => {
    const field = box.current?.querySelector<HTMLElement>("input, select, textarea");
    field?.focus({ preventScroll: true });
    if (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) {
      if (start === null) field.select();
      else field.setSelectionRange(field.value.length, field.value.length);
    }
  }, []);
  const end = (to: Onwards | null, keep: boolean): void => {
    if (over.current) return;
    over.current = true;
    if (keep && !same(latest.current, value)) take(latest.current);
    leave(to);
  };
  const onKey = (event: KeyboardEvent): void => {
    event.stopPropagation();
    const saving = event.key.toLowerCase() === "s" && (event.ctrlKey || event.metaKey);
    if (event.isComposing) return;
    if (event.key === "Escape") end("stay", false);
    else if (event.key === "Enter" && !event.altKey) end(event.shiftKey ? "up" : "down", true);
    else if (event.key === "Tab") end(event.shiftKey ? "left" : "right", true);
    else if (event.key === "F2") end("stay", true);
    else {
      // what is in the cell is saved with the rest
      if (saving) { end("stay", true); document.dispatchEvent(new KeyboardEvent("keydown", { key: event.key, ctrlKey: true })); event.preventDefault(); }
      return;
    }
    event.preventDefault();
  };
  return (
    <div class="writing" ref={box} onKeyDown={onKey} onFocusOut={(event) => { if (!event.currentTarget.contains(event.relatedTarget as Node | null)) end(null, true); }}>
      <Control column={column} value={now} onValue={setNow} label={titleOf(column)} wrong={wrong} />
    </div>
  );
}
