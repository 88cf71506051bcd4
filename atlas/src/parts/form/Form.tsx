/** One row as a form: any table's, from the description that the server gives of it. */
import { useId } from "preact/hooks";
import type { Problem as Told } from "../../app/answers";
import type { Form as Description, FormColumn, Row, Value } from "../../app/editing/tables";
import { fault, isChosen, same } from "../../app/editing/values";
import { lang, say, t } from "../../app/i18n";
import { Control } from "./Control";
import { allowed, named, shown, titleOf, unitOf } from "./words";

/** ``doubt``: it is taken, and deserves a second look. */
export interface Wrong { columns: readonly string[]; problem: Told; doubt: boolean }
interface Props {
  form: Description;
  row: Row;
  /** The row as it was, to say what is other now. */
  base: Row | null;
  problems: readonly Wrong[];
  fixed: boolean;
  onValue: (column: FormColumn, value: Value) => void;
}

/** Key columns first, as in the table. */
export function Form({ form, row, base, problems, fixed, onValue }: Props) {
  const groups = [form.columns.filter(({ key }) => key), form.columns.filter(({ key }) => !key)];
  return (
    <div class="rowform">
      {groups.map((columns, k) => columns.length > 0 && (
        <fieldset key={k}>
          <legend>{t(k === 0 ? "form.key" : "form.rest")}</legend>
          {columns.map((column) => (
            <Field key={column.name} column={column} value={row[column.name] ?? null} was={base ? base[column.name] ?? null : undefined} currency={row.currency} fixed={fixed}
              problems={problems.filter((one) => one.columns[0] === column.name)} onValue={(value) => onValue(column, value)} />
          ))}
        </fieldset>
      ))}
    </div>
  );
}

/** What a problem of a row says; how a file of such rows is mended is no help where the row itself is open. */
export const problemSaid = ({ problem }: Wrong): string[] => [problem.found, problem.expected && `${t("error.expected")} ${problem.expected}`].filter(Boolean);
const fixOf = ({ problem }: Wrong): string => ("lines" in problem.values ? "" : problem.fix);

export const Problem = ({ wrong }: { wrong: Wrong }) => (
  <p class={wrong.doubt ? "wrongwords doubt" : "wrongwords"}>{problemSaid(wrong).join(" · ")}{fixOf(wrong) && <span class="muted"> {fixOf(wrong)}</span>}</p>
);

interface FieldProps { column: FormColumn; value: Value; was: Value | undefined; currency: Value | undefined; fixed: boolean; problems: readonly Wrong[]; onValue: (value: Value) => void }

function Field({ column, value, was, currency, fixed, problems, onValue }: FieldProps) {
  const id = useId();
  const wrong = problems.some(({ doubt }) => !doubt) || (fault(column, value) !== undefined && !(value === null && was === undefined));
  const [help, unit] = [[say(column.help), allowed(column)].filter(Boolean).join(lang.value === "zh" ? "" : " "), unitOf(column, currency)];
  const name = named(column, value);
  const other = was !== undefined && !same(was, value);
  return (
    <div class={`formfield${wrong ? " wrong" : ""}${other ? " other" : ""}`} data-column={column.name}>
      <label for={id}>{titleOf(column)}{column.required && <span class="needed"> {t("form.required")}</span>}</label>
      <div class="written">
        <Control column={column} value={value} onValue={onValue} id={id} described={`${id}-help ${id}-wrong`} wrong={wrong} fixed={fixed} />
        {unit && <span class="unit">{unit}</span>}
        {!fixed && !column.required && value !== null && <button type="button" class="button quiet tounknown" aria-label={t("form.tounknown.of", { name: titleOf(column) })} onClick={() => onValue(null)}>{t("form.tounknown")}</button>}
      </div>
      <p id={`${id}-help`} class="small muted">{[isChosen(column) ? "" : name, help].filter(Boolean).join(" · ")}{other && <span class="was"> {t("form.was", { value: shown(column, was) || t("form.unknown") })}</span>}</p>
      <div id={`${id}-wrong`} class="small said" aria-live="polite">
        {problems.map((one, k) => <Problem key={k} wrong={one} />)}
      </div>
    </div>
  );
}
