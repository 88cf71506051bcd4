/** Somebody new: a name, a role, and a password that the server makes or that is chosen. */
import { useState } from "preact/hooks";
import { t } from "../../app/i18n";
import { addPerson } from "../../app/session/people";
import { ROLES, type Role } from "../../app/session/shapes";
import { Password } from "../../parts/signing/Password";
import type { Secret } from "./Once";
import type { People } from "./usePeople";

export function AddPerson({ list, tell }: { list: People; tell: (secret: Secret) => void }) {
  const [name, setName] = useState("");
  // the first account is an administrator's: somebody must be able to add the others
  const first = list.all?.length === 0;
  const [chosen, setRole] = useState<Role>("read");
  const role = first ? "administrator" : chosen;
  const [own, setOwn] = useState(false);
  const [password, setPassword] = useState("");
  const send = (event: Event): void => {
    event.preventDefault();
    void list.change(() => addPerson(name.trim(), role, own ? password : undefined)).then((made) => {
      if (!made) return;
      if (made.password) tell({ name: made.name, password: made.password });
      setName("");
      setPassword("");
    });
  };
  return (
    <section class="section" aria-labelledby="adding">
      <h2 id="adding">{t("people.add")}</h2>
      <form class="adding" onSubmit={send}>
        <label class="field"><span>{t("signing.name")}</span><input type="text" required maxLength={80} autocomplete="off" spellcheck={false} value={name} onInput={(event) => setName(event.currentTarget.value)} /></label>
        <label class="field"><span>{t("people.role")}</span>
          <select value={role} disabled={first} onChange={(event) => setRole(event.currentTarget.value as Role)}>{ROLES.map((one) => <option key={one} value={one}>{t(`role.${one}`)}</option>)}</select>
        </label>
        <label class="check"><input type="checkbox" checked={own} onChange={(event) => setOwn(event.currentTarget.checked)} />{t("people.password.own")}</label>
        {own && <Password label={t("signing.password")} value={password} onInput={setPassword} fresh help={t("password.rule")} />}
        <button type="submit" class="button primary" disabled={list.busy || !name.trim() || (own && !password)}>{t("people.add.do")}</button>
      </form>
      <p class="small muted">{first && `${t("people.first")} `}{t("people.names")}</p>
    </section>
  );
}
