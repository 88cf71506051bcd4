/** A field for a password, which its reader may look at; it says where capitals are locked. */
import { useId, useState } from "preact/hooks";
import { t } from "../../app/i18n";

const SHOWN = { type: "text" } as const;
const HIDDEN = { type: "password" } as const;

export function Password({ label, value, onInput, fresh = false, help, autofocus = false }: {
  label: string; value: string; onInput: (text: string) => void;
  /** A password that is chosen now, not one that is known. */
  fresh?: boolean; help?: string; autofocus?: boolean;
}) {
  const [open, setOpen] = useState(false);
  const [capitals, setCapitals] = useState(false);
  const id = useId();
  return (
    <div class="field wide">
      <label for={id}>{label}</label>
      <div class="secret">
        <input id={id} {...(open ? SHOWN : HIDDEN)} autocomplete={fresh ? "new-password" : "current-password"} required value={value} spellcheck={false} autocapitalize="none"
          autofocus={autofocus} aria-describedby={`${id}-help`} onInput={(event) => onInput(event.currentTarget.value)} onKeyUp={(event) => setCapitals(event.getModifierState("CapsLock"))} />
        <button type="button" aria-pressed={open} onClick={() => setOpen(!open)}>{t(open ? "password.hide" : "password.show")}</button>
      </div>
      <small id={`${id}-help`} class="muted">{help}{capitals && <strong class="doubt"> {t("password.capitals")}</strong>}</small>
    </div>
  );
}
