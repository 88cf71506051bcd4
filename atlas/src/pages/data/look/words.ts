/** Names of what a file's columns become. */
import { has, t } from "../../../app/i18n";
import { quantityTitle } from "../../../app/names";

export const columnTitle = (name: string): string => (has(`look.level.${name}`) ? t(`look.level.${name}`) : quantityTitle(name));

/** What a column may be said to be. */
export const MAY_BECOME = ["region", "industry", "year", "employment", "revenue", "output", "value_added", "payroll", "exports", "establishments"] as const;
/** The answer that leaves a column or a name out. */
export const LEFT_OUT = "-";
