/** One cell, and the mark before a row: what was done to it, and the way to its form. */
import type { FormColumn, Value } from "../../../app/editing/tables";
import { type Fault, isNumeric, isYear, same, shortened } from "../../../app/editing/values";
import { t } from "../../../app/i18n";
import { type Wrong, problemSaid } from "../../../parts/form/Form";
import { Icon } from "../../../parts/Icon";
import { allowed, named, shown } from "../../../parts/form/words";
import type { Line } from "../useEditor";
import { type Onwards, Writing } from "./Writing";

interface Props {
  id: string;
  /** Its column, from 1. */
  at: number;
  column: FormColumn;
  line: Line;
  here: boolean;
  /** Where it stays while the others go by. */
  left: number | undefined;
  wrongs: readonly Wrong[];
  fault: Fault | undefined;
  writing: { start: string | null } | null;
  take: (value: Value) => void;
  leave: (to: Onwards | null) => void;
  /** ``again``: to write in it. */
  choose: (again: boolean) => void;
}

/** What is wrong with a cell: the server's words, and until they are there what it takes. */
export const whySaid = (column: FormColumn, wrongs: readonly Wrong[], fault: Fault | undefined): string =>
  (wrongs.length > 0 ? wrongs.map((one) => problemSaid(one).join(" · ")).join("\n") : fault ? allowed(column) || t("form.required") : "");

export function Cell({ id, at, column, line, here, left, wrongs, fault, writing, take, leave, choose }: Props) {
  const value = line.row[column.name] ?? null;
  const wrong = wrongs.some(({ doubt }) => !doubt) || fault !== undefined;
  const other = line.draft !== undefined && line.base !== null && !same(value, line.base[column.name]);
  const why = whySaid(column, wrongs, fault);
  const name = named(column, value);
  const classes = [isNumeric(column) && !isYear(column) ? "end num" : "", here ? "here" : "", wrong ? "wrong" : wrongs.length > 0 ? "doubtful" : "", other ? "other" : "", left === undefined ? "" : "pinned"].filter(Boolean).join(" ");
  return (
    <td id={id} role="gridcell" aria-colindex={at} aria-selected={here} aria-invalid={wrong || undefined} class={classes || undefined} title={why || shown(column, value) || undefined} style={left === undefined ? undefined : { insetInlineStart: `${left}px` }}
      onPointerDown={(event) => { if (!writing && event.button === 0) { event.preventDefault(); choose(here && event.pointerType === "touch"); } }} onDblClick={() => choose(true)}>
      {writing ? <Writing column={column} value={value} start={writing.start} wrong={wrong} take={take} leave={leave} /> : (
        <div class="clip">{value === null ? <span class="unknown">{t("form.unknown")}</span> : name ? <><span>{name}</span> <code class="muted">{shown(column, value)}</code></> : shown(column, shortened(value))}{why && <span class="sr"> {why}</span>}</div>
      )}
    </td>
  );
}

export function Marker({ id, line, wrong, here, open }: { id: string; line: Line; wrong: boolean; here: boolean; open: () => void }) {
  const state = line.draft ? (line.draft.now === null ? "removed" : line.base === null ? "new" : "changed") : "";
  return (
    <th id={id} scope="row" role="rowheader" aria-colindex={1} class={`mark pinned${here ? " here" : ""}${wrong ? " wrong" : ""}`}>
      <button type="button" tabIndex={-1} title={t("edit.open")} onClick={open}><Icon sign="pencil" /><span class="sr">{t("edit.open")}{state && ` (${t(`edit.state.${state}`)})`}</span></button>
    </th>
  );
}
