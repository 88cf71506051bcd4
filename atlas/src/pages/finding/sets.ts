/** Definition sets by their titles. */
import { say, t } from "../../app/i18n";
import { workspace } from "../../app/state";

/** Code of the set that is derived from the data; it has no other name. */
const DERIVED = "derived";

export function setTitle(definition: string): string {
  const told = say(workspace.value?.definitions.find((one) => one.definition === definition)?.title);
  return definition === DERIVED && (!told || told === DERIVED) ? t("definitions.derivedset") : told || definition;
}
