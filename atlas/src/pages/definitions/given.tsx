/** What both pages say of a set: its title, and how one is derived. */
import { say, t } from "../../app/i18n";
import type { DefinitionRow } from "../../app/answers";
import { Empty } from "../../parts/States";

/** A derived set has no name but its code. */
export function titleOf(one: { definition: string; title: DefinitionRow["title"]; derived: boolean }): string {
  const told = say(one.title);
  return one.derived && (!told || told === one.definition) ? t("definitions.derivedset") : told || one.definition;
}

/** ``given``: on the page of a given set, which has no scores of its own. */
export function NothingDerived({ given = false, needs }: { given?: boolean; needs?: string | null }) {
  return (
    <Empty inline title={t(given ? "definitions.unscored" : "definitions.none")}>
      <p>{t("definitions.none.next")}</p>
      <code class="code">{needs ?? "jiqun clusters define WORKSPACE"}</code>
    </Empty>
  );
}
