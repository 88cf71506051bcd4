/** Why nothing can be changed here: a server that only shows, or a reader whom it does not let; and what to do. */
import { writeAddress } from "../../app/address";
import { t } from "../../app/i18n";
import { address, link } from "../../app/router";
import { session } from "../../app/session/session";
import { Coded } from "../../parts/Coded";

const WORDS = {
  look: { signin: "look.closed.signin", key: "look.closed.key", view: "look.closed.view" },
  edit: { signin: "edit.closed.signin", key: "edit.closed.key", view: "edit.closed.view" },
} as const;

/** ``editing``: the server takes changes at all. */
export function Closed({ of, editing }: { of: keyof typeof WORDS; editing: boolean }) {
  const words = WORDS[of];
  if (!editing) return <Coded text={t(words.view, { command: "jiqun serve WORKSPACE --edit" })} />;
  if (!session.value?.accounts) return <Coded text={t(words.key, { command: "jiqun serve --edit" })} />;
  return <>{t(words.signin)}{session.value.name === null && <> <a href={link("account", "", { back: writeAddress(address.value) })}>{t("signing.in")}</a></>}</>;
}
