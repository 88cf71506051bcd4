/** Who may what: the people of the workspace, added, given a role, a new password, or removed. */
import { useState } from "preact/hooks";
import { day, integer } from "../../app/format";
import { lang, t } from "../../app/i18n";
import { changeRole, removePerson, resetPassword, unlock } from "../../app/session/people";
import { session } from "../../app/session/session";
import { type Person, ROLES, type Role } from "../../app/session/shapes";
import { Coded } from "../../parts/Coded";
import { Skeleton, Trouble } from "../../parts/States";
import { Refused } from "../../parts/signing/Refused";
import { AccountTabs } from "./AccountTabs";
import { AddPerson } from "./AddPerson";
import { Assigning } from "./Assigning";
import { Confirm } from "./Confirm";
import { Once, type Secret } from "./Once";
import { type People, usePeople } from "./usePeople";

export default function PeoplePage() {
  const list = usePeople();
  const [secret, setSecret] = useState<Secret>();
  if (list.error) return <div class="page"><Trouble error={list.error} again={list.again} /></div>;
  return (
    <div class="page">
      <div class="head"><div><h1>{t("people.title")}</h1><p class="lead">{t("people.lead")}</p></div></div>
      <AccountTabs now="people" />
      {!changes() && <p class="notice"><Coded text={t("people.view", { command: "jiqun serve WORKSPACE --edit", other: "jiqun users" })} /></p>}
      <Once secret={secret} forget={() => setSecret(undefined)} />
      <Refused error={list.refusal} />
      {list.all === undefined ? <Skeleton lines={6} /> : list.all.length > 0 && <Listed list={list} all={list.all} tell={setSecret} />}
      {changes() && <AddPerson list={list} tell={setSecret} />}
      <Roles />
    </div>
  );
}

/** Whether the server takes changes at all. */
const changes = (): boolean => session.value?.editing ?? false;

interface Asked { person: Person; what: "reset" | "remove" | "assign" }

function Listed({ list, all, tell }: { list: People; all: readonly Person[]; tell: (secret: Secret) => void }) {
  const [asked, setAsked] = useState<Asked>();
  const close = (): void => setAsked(undefined);
  return (
    <>
      <p class="count"><span role="status">{t("people.count", { n: integer(all.length, lang.value) })}</span></p>
      <div class="scroll" tabIndex={0} role="region" aria-label={t("people.title")}>
        <table class="grid people" role="table">
          <thead><tr><th scope="col">{t("signing.name")}</th><th scope="col">{t("people.role")}</th><th scope="col">{t("people.since")}</th><th scope="col">{t("people.seen")}</th><th scope="col"><span class="sr">{t("people.actions")}</span></th></tr></thead>
          <tbody role="rowgroup">{all.map((one) => <Line key={one.name} one={one} list={list} ask={(what) => setAsked({ person: one, what })} />)}</tbody>
        </table>
      </div>
      {asked?.what === "reset" && (
        <Confirm title={t("people.reset.title", { name: asked.person.name })} act={t("people.reset")} busy={list.busy} onNo={close}
          onYes={() => { void list.change(() => resetPassword(asked.person.name)).then((made) => { close(); if (made?.password) tell({ name: made.name, password: made.password }); }); }}>
          <p>{t("people.reset.means")}</p>
        </Confirm>
      )}
      {asked?.what === "assign" && <Assigning name={asked.person.name} onClose={() => { close(); list.again(); }} />}
      {asked?.what === "remove" && <Remove person={asked.person} list={list} close={close} />}
    </>
  );
}

function Line({ one, list, ask }: { one: Person; list: People; ask: (what: Asked["what"]) => void }) {
  const mine = one.name === session.value?.name;
  return (
    <tr role="row">
      <th scope="row" role="rowheader" class="wrap">{one.name} {mine && <span class="pill">{t("people.you")}</span>} {one.role === "juror" && <button type="button" class="pill" aria-label={t("people.assigned.of", { name: one.name })} onClick={() => ask("assign")}>{t("people.assigned", { n: integer(one.assigned, lang.value) })}</button>} {one.locked > 0 && <span class="pill doubt">{t("people.locked")}</span>}</th>
      <td role="cell">
        <select aria-label={t("people.role.of", { name: one.name })} value={one.role} disabled={list.busy || mine || !changes()} title={mine ? t("people.own") : undefined}
          onChange={(event) => { void list.change(() => changeRole(one.name, event.currentTarget.value as Role)); }}>
          {ROLES.map((role) => <option key={role} value={role}>{t(`role.${role}`)}</option>)}
        </select>
      </td>
      <td role="cell" class="nowrap date" data-head={t("people.since")}>{day(one.since, lang.value)}</td>
      <td role="cell" class="nowrap date" data-head={t("people.seen")}>{one.seen ? day(one.seen, lang.value) : t("people.never")}</td>
      <td role="cell" class="end nowrap">
        {one.locked > 0 && <button type="button" class="button quiet" aria-label={t("people.unlock.of", { name: one.name })} disabled={list.busy || !changes()} onClick={() => { void list.change(() => unlock(one.name)); }}>{t("people.unlock")}</button>}
        <button type="button" class="button quiet" aria-label={t("people.reset.of", { name: one.name })} disabled={!changes()} onClick={() => ask("reset")}>{t("people.reset")}</button>
        <button type="button" class="button quiet" aria-label={t("people.remove.of", { name: one.name })} disabled={mine || !changes()} title={mine ? t("people.own") : undefined} onClick={() => ask("remove")}>{t("people.remove")}</button>
      </td>
    </tr>
  );
}

function Remove({ person, list, close }: { person: Person; list: People; close: () => void }) {
  const [erase, setErase] = useState(false);
  return (
    <Confirm title={t("people.remove.title", { name: person.name })} act={t("people.remove")} busy={list.busy} onNo={close}
      onYes={() => { void list.change(() => removePerson(person.name, erase)).then(close); }}>
      <p>{t("people.remove.means")}</p>
      <label class="check"><input type="checkbox" checked={erase} onChange={(event) => setErase(event.currentTarget.checked)} />{t("people.erase")}</label>
    </Confirm>
  );
}

const Roles = () => (
  <section class="section" aria-labelledby="roles">
    <h2 id="roles">{t("people.roles")}</h2>
    <dl class="rolelist">{ROLES.map((role) => <div key={role}><dt>{t(`role.${role}`)}</dt><dd>{t(`role.${role}.means`)}</dd></div>)}</dl>
  </section>
);
