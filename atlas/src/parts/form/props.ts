/** What every place where a value is written is given. */
import type { FormColumn, Value } from "../../app/editing/tables";

export interface ControlProps {
  column: FormColumn;
  value: Value;
  onValue: (value: Value) => void;
  id?: string;
  /** Where no label stands beside it. */
  label?: string;
  described?: string;
  wrong?: boolean;
  /** It is shown, and cannot be written. */
  fixed?: boolean;
}
