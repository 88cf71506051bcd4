/** Where one value is written, by its type; a form's field and a table's cell are the same. Empty is unknown. */
import { useEffect, useRef, useState } from "preact/hooks";
import { isChosen, isDate, isLong, isNumeric, isYear, read, same, written } from "../../app/editing/values";
import { t } from "../../app/i18n";
import { Lookup } from "./Lookup";
import type { ControlProps } from "./props";
import { choiceName } from "./words";

export function Control(props: ControlProps) {
  const { column, value, onValue } = props;
  const [text, setText] = useState(written(value));
  const last = useRef(value);
  // what comes from elsewhere is written anew; what somebody is writing stays as it is being written
  useEffect(() => {
    if (!same(last.current, value) && !same(read(column, text), value)) setText(written(value));
    last.current = value;
  }, [value]);
  const give = (next: string): void => { setText(next); onValue(read(column, next)); };
  if (isChosen(column)) return <Chosen {...props} />;
  if (column.type === "code" && (column.table !== "" || column.choices.length > 0)) return <Lookup {...props} text={text} onText={give} />;
  const common = {
    id: props.id, "aria-label": props.label, "aria-describedby": props.described, "aria-invalid": props.wrong || undefined, "aria-required": column.required || undefined,
    readOnly: props.fixed, value: text, placeholder: isDate(column) ? t("form.unknown.date") : t("form.unknown"), autocomplete: "off" as const, spellcheck: false,
  };
  if (isLong(column)) return <textarea {...common} rows={1} onInput={(event) => give(event.currentTarget.value)} />;
  return (
    <input {...common} type="text" class={isNumeric(column) && !isYear(column) ? "figure-field num" : undefined} inputMode={column.type === "integer" ? "numeric" : column.type === "number" ? "decimal" : undefined}
      onInput={(event) => give(event.currentTarget.value)} />
  );
}

/** A value of few: yes and no, or the codes of a vocabulary. */
function Chosen({ column, value, onValue, ...props }: ControlProps) {
  const now = value === null ? "" : String(value);
  const all = column.type === "boolean" ? [{ value: "true", words: t("value.yes") }, { value: "false", words: t("value.no") }] : column.choices.map((one) => ({ value: one.code, words: choiceName(one) }));
  const strange = now !== "" && !all.some((one) => one.value === now);
  return (
    <select id={props.id} aria-label={props.label} aria-describedby={props.described} aria-invalid={props.wrong || undefined} aria-required={column.required || undefined} disabled={props.fixed}
      class={now === "" ? "unknown" : undefined} value={now} onChange={(event) => onValue(read(column, event.currentTarget.value))}>
      <option value="">{t("form.unknown")}</option>
      {strange && <option value={now}>{now}</option>}
      {all.map((one) => <option key={one.value} value={one.value}>{one.words}</option>)}
    </select>
  );
}
