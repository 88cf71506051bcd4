/** Signing in by name and password; afterwards the reader is where he wanted to be. */
import { useState } from "preact/hooks";
import { type ApiError, troubleOf } from "../../app/api";
import { t } from "../../app/i18n";
import { address, go } from "../../app/router";
import { backTo } from "../../app/session/rights";
import { ended, signIn } from "../../app/session/session";
import { Coded } from "../Coded";
import { Mark } from "../Icon";
import { Password } from "./Password";
import { Refused } from "./Refused";

export function SignIn() {
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError>();
  const send = (event: Event): void => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setError(undefined);
    const back = backTo(address.peek().params.back);
    signIn(name.trim(), password).then(
      () => { setPassword(""); if (back) go(back, { replace: true }); },
      (problem: unknown) => { setError(troubleOf(problem)); setPassword(""); setBusy(false); },
    );
  };
  return (
    <div class="page">
      <section class="signing card" aria-labelledby="signing">
        <header><Mark /><h1 id="signing">{t("signing.title")}</h1></header>
        <p class="muted">{t(ended.value ? "signing.ended" : "signing.lead")}</p>
        <form onSubmit={send}>
          <label class="field wide"><span>{t("signing.name")}</span>
            <input type="text" name="name" autocomplete="username" autocapitalize="none" spellcheck={false} required maxLength={80} autofocus value={name} onInput={(event) => setName(event.currentTarget.value)} />
          </label>
          <Password label={t("signing.password")} value={password} onInput={setPassword} />
          <Refused error={error} />
          <button type="submit" class="button primary" disabled={busy || !name.trim() || !password}>{t(busy ? "signing.busy" : "signing.in")}</button>
        </form>
        <p class="small muted"><Coded text={t("signing.forgotten", { command: "jiqun users password" })} /></p>
      </section>
    </div>
  );
}
