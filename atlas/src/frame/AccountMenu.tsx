/** Who is signed in, and what he can do about it; for nobody, the way to sign in. */
import { t } from "../app/i18n";
import { address, go, link } from "../app/router";
import { writeAddress } from "../app/address";
import { may, session, signOut } from "../app/session/session";
import { type Action, Menu } from "../parts/Menu";

/** Pages of people for those who may open them. */
function actions(): Action[] {
  const all: Action[] = [{ label: t("account.own"), href: link("account") }];
  if (may("score")) all.push({ label: t("account.assigned"), href: link("account", "assigned") });
  if (may("administer")) all.push({ label: t("account.people"), href: link("account", "people") }, { label: t("account.audit"), href: link("account", "audit") });
  all.push({ label: t("account.out"), run: () => { void signOut().then(() => go(link("map")), () => undefined); } });
  return all;
}

export function AccountMenu() {
  const now = session.value;
  if (now === null || (!now.accounts && now.name === null)) return null;
  if (now.name === null) {
    // where signing in is all there is to do, the page itself is the way
    if (address.value.page === "account" || !may("read")) return null;
    const back = writeAddress(address.value);
    return <a class="tool signin" href={link("account", "", { back })}>{t("signing.in")}</a>;
  }
  const said = t("account.menu", { name: now.name, role: now.role ? t(`role.${now.role}`) : "" });
  return (
    <Menu label={said} actions={actions()} head={<><strong class="wrap">{now.name}</strong>{now.role && <span class="muted">{t(`role.${now.role}`)}</span>}</>}>
      <span class="initial" aria-hidden="true">{[...now.name.trim()][0]?.toUpperCase()}</span>
    </Menu>
  );
}
