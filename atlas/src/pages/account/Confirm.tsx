/** A question before something that cannot be taken back; Escape and "cancel" leave everything as it is. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../../app/i18n";

export function Confirm({ title, act, busy = false, onYes, onNo, children }: {
  title: string; act: string; busy?: boolean; onYes: () => void; onNo: () => void; children?: ComponentChildren;
}) {
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => { ref.current?.showModal(); }, []);
  return (
    <dialog ref={ref} class="asking" aria-labelledby="asking" onClose={onNo}>
      <h2 id="asking">{title}</h2>
      {children}
      <p class="actions">
        <button type="button" class="button" autofocus onClick={() => ref.current?.close()}>{t("people.cancel")}</button>
        <button type="button" class="button danger" disabled={busy} onClick={onYes}>{act}</button>
      </p>
    </dialog>
  );
}
