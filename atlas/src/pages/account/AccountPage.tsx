/** One's own account: name, role, rights, password; signing in where nobody has. */
import { useState } from "preact/hooks";
import { type ApiError, troubleOf } from "../../app/api";
import { t } from "../../app/i18n";
import { changePassword, session } from "../../app/session/session";
import { Coded } from "../../parts/Coded";
import { Password } from "../../parts/signing/Password";
import { Refused } from "../../parts/signing/Refused";
import { SignIn } from "../../parts/signing/SignIn";
import { AccountTabs } from "./AccountTabs";

export default function AccountPage() {
  const now = session.value;
  if (now === null || now.name === null) return now?.accounts ? <SignIn /> : <NoAccounts />;
  return (
    <div class="page">
      <div class="head"><div><h1 class="wrap">{now.name}</h1><p class="lead">{now.role && <><strong>{t(`role.${now.role}`)}.</strong> {t(`role.${now.role}.means`)}</>}</p></div></div>
      <AccountTabs now="own" />
      {now.local && <p class="notice"><Coded text={t("account.local", { command: "jiqun users add WORKSPACE NAME --role ROLE" })} /></p>}
      {!now.local && <NewPassword />}
    </div>
  );
}

const NoAccounts = () => (
  <div class="page">
    <section class="empty">
      <h1>{t("account.none")}</h1>
      <p>{t("account.none.means")}</p>
      <code class="code">jiqun users add WORKSPACE NAME --role administrator</code>
    </section>
  </div>
);

function NewPassword() {
  const [old, setOld] = useState("");
  const [fresh, setFresh] = useState("");
  const [told, setTold] = useState<{ busy?: boolean; done?: boolean; error?: ApiError }>({});
  const send = (event: Event): void => {
    event.preventDefault();
    setTold({ busy: true });
    changePassword(old, fresh).then(
      () => { setTold({ done: true }); setOld(""); setFresh(""); },
      (error: unknown) => setTold({ error: troubleOf(error) }),
    );
  };
  return (
    <section class="section" aria-labelledby="new-password">
      <h2 id="new-password">{t("account.password")}</h2>
      <form class="narrow" onSubmit={send}>
        <Password label={t("account.password.old")} value={old} onInput={setOld} />
        <Password label={t("account.password.new")} value={fresh} onInput={setFresh} fresh help={t("password.rule")} />
        <Refused error={told.error} />
        <p class="actions"><button type="submit" class="button primary" disabled={told.busy || !old || !fresh}>{t("account.password.change")}</button>
          <span role="status" class="good">{told.done ? t("account.password.done") : ""}</span></p>
      </form>
    </section>
  );
}
