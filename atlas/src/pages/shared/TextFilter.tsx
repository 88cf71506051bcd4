/** Text that waits for a pause before it asks; the address keeps it. */
import { useEffect, useState } from "preact/hooks";
import { address, choose } from "../../app/router";

const WAIT_MS = 250;

export function TextFilter({ name, label }: { name: string; label: string }) {
  const kept = address.value.params[name] ?? "";
  const [text, setText] = useState(kept);
  useEffect(() => { setText(kept); }, [kept]);
  useEffect(() => {
    if (text === kept) return undefined;
    const timer = setTimeout(() => choose({ [name]: text.trim() || undefined }, { replace: true }), WAIT_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return <label class="field"><span>{label}</span><input type="search" value={text} onInput={(event) => setText(event.currentTarget.value)} /></label>;
}
