/** Text that waits for a pause before it asks; the address keeps it. */
import { useEffect, useState } from "preact/hooks";
import { address, choose } from "../app/router";

const WAIT_MS = 250;

/** ``hidden``: the label stands inside the field. */
export function TextFilter({ name, label, hidden = false }: { name: string; label: string; hidden?: boolean }) {
  const kept = address.value.params[name] ?? "";
  const [text, setText] = useState(kept);
  useEffect(() => { setText(kept); }, [kept]);
  useEffect(() => {
    if (text === kept) return undefined;
    const timer = setTimeout(() => choose({ [name]: text.trim() || undefined }, { replace: true }), WAIT_MS);
    return () => clearTimeout(timer);
  }, [text]);
  if (hidden) return <input type="search" aria-label={label} placeholder={label} value={text} onInput={(event) => setText(event.currentTarget.value)} />;
  return <label class="field"><span>{label}</span><input type="search" value={text} onInput={(event) => setText(event.currentTarget.value)} /></label>;
}
