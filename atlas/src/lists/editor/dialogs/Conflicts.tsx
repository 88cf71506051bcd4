/** Somebody changed a row while it was being changed here: both side by side, and nobody's words are lost unseen. */
import { useState } from "preact/hooks";
import type { Clash, Row } from "../../../app/editing/tables";
import { moment } from "../../../app/format";
import { lang, t } from "../../../app/i18n";
import { Drawer } from "../../../parts/form/Drawer";
import { shown, titleOf } from "../../../parts/form/words";
import type { Draft } from "../state/drafts";
import { type Choices, type Differing, type Side, decided, differing, draftIn, merged, rebased } from "../state/merge";
import type { Editor } from "../useEditor";
import { keySaid } from "../words";

interface Met { clash: Clash; draft: Draft; all: readonly Differing[] }

function metOf(editor: Editor): Met[] {
  const { form, drafts, clashes } = editor;
  return clashes.flatMap((clash) => {
    const draft = draftIn(drafts, form, clash);
    return draft ? [{ clash, draft, all: draft.now && clash.row ? differing(form.columns, draft.base, draft.now, clash.row) : [] }] : [];
  });
}

/** Where a row was removed, by either, the whole row is chosen for under this name. */
const WHOLE = "";

export function Conflicts({ editor, close }: { editor: Editor; close: () => void }) {
  const [choices, setChoices] = useState<Record<string, Choices>>({});
  const met = metOf(editor);
  const choose = (id: string, name: string, side: Side): void => setChoices({ ...choices, [id]: { ...choices[id], [name]: side } });
  const ofDraft = ({ draft }: Met): Choices => choices[draft.id] ?? {};
  const isWhole = ({ draft, clash }: Met): boolean => draft.now === null || clash.row === null;
  const ready = met.length > 0 && met.every((one) => (isWhole(one) ? ofDraft(one)[WHOLE] !== undefined : decided(one.all, ofDraft(one))));
  const settle = (): void => {
    const changed = met.flatMap((one) => {
      const row = outcome(one, ofDraft(one), isWhole(one));
      return row === undefined ? [] : [rebased(editor.form, one.draft, one.clash, row)];
    });
    editor.settle(changed, met.map(({ draft }) => draft.id));
    close();
  };
  const all = (side: Side): void => setChoices(Object.fromEntries(met.map((one) => [one.draft.id, Object.fromEntries(isWhole(one) ? [[WHOLE, side]] : one.all.map(({ column }) => [column.name, side]))])));
  return (
    <Drawer title={t("edit.conflict", { n: met.length })} wide close={close}>
      <p class="muted">{t("edit.conflict.means")}</p>
      {met.map((one) => <One key={one.draft.id} editor={editor} met={one} whole={isWhole(one)} choices={ofDraft(one)} choose={(name, side) => choose(one.draft.id, name, side)} />)}
      <p class="actions formactions">
        <button type="button" class="button primary" disabled={!ready} onClick={settle}>{t("edit.conflict.settle")}</button>
        <button type="button" class="button" onClick={() => all("mine")}>{t("edit.conflict.mine")}</button>
        <button type="button" class="button" onClick={() => all("theirs")}>{t("edit.conflict.theirs")}</button>
      </p>
      {!ready && <p class="small muted" role="status">{t("edit.conflict.open")}</p>}
    </Drawer>
  );
}

/** The row that shall be; null where it shall go, undefined where nothing of mine is left to save. */
function outcome({ draft, clash, all }: Met, choices: Choices, whole: boolean): Row | null | undefined {
  if (whole) return choices[WHOLE] === "mine" ? draft.now : undefined;
  return clash.row ? merged(all, choices, clash.row) : undefined;
}

function One({ editor, met, whole, choices, choose }: { editor: Editor; met: Met; whole: boolean; choices: Choices; choose: (name: string, side: Side) => void }) {
  const { clash, draft, all } = met;
  const who = { who: clash.author || t("edit.aload"), when: moment(clash.time, lang.value) };
  return (
    <section class="clash">
      <h3>{keySaid(editor.form, { ...clash.row, ...clash.key })}</h3>
      <p class="small">{t(clash.row === null ? "edit.conflict.removed" : "edit.conflict.changed", who)}</p>
      {whole ? (
        <fieldset class="sides"><legend class="sr">{t("edit.conflict.which")}</legend>
          <Pick group={`${draft.id}.`} side="mine" now={choices[WHOLE]} choose={(side) => choose(WHOLE, side)} words={t(draft.now === null ? "edit.conflict.remove" : "edit.conflict.putback")} />
          <Pick group={`${draft.id}.`} side="theirs" now={choices[WHOLE]} choose={(side) => choose(WHOLE, side)} words={t(clash.row === null ? "edit.conflict.leave" : "edit.conflict.keep")} />
        </fieldset>
      ) : all.length === 0 ? <p class="small muted">{t("edit.conflict.same")}</p> : (
        <table class="grid sides">
          <thead><tr><th scope="col">{t("edit.column")}</th><th scope="col">{t("edit.before")}</th><th scope="col">{t("edit.mine")}</th><th scope="col">{t("edit.theirs")}</th></tr></thead>
          <tbody>{all.map((one) => {
            const now = choices[one.column.name] ?? one.taken;
            const pick = (side: Side, value: Row[string]) => <Pick group={`${draft.id}.${one.column.name}`} side={side} now={now} choose={(to) => choose(one.column.name, to)} words={shown(one.column, value) || t("form.unknown")} />;
            return (
              <tr key={one.column.name} class={one.taken ? undefined : "both"}>
                <th scope="row">{titleOf(one.column)}</th>
                <td class="muted" data-label={t("edit.before")}>{shown(one.column, one.base) || t("form.unknown")}</td>
                <td data-label={t("edit.mine")}>{pick("mine", one.mine)}</td><td data-label={t("edit.theirs")}>{pick("theirs", one.theirs)}</td>
              </tr>
            );
          })}</tbody>
        </table>
      )}
    </section>
  );
}

const Pick = ({ group, side, now, choose, words }: { group: string; side: Side; now: Side | undefined; choose: (side: Side) => void; words: string }) => (
  <label class="pick"><input type="radio" name={group} checked={now === side} onChange={() => choose(side)} /> <span>{words}<span class="sr"> ({t(`edit.${side}`)})</span></span></label>
);
