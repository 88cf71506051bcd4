/** Start: the language, the workspace, then the page the address names. */
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/shell.css";
import "./styles/parts.css";
import "./styles/pages.css";
import "./styles/finding.css";
import "./styles/loading.css";
import "./styles/editing.css";
import "./styles/people.css";
import "./styles/print.css";
import { effect } from "@preact/signals";
import { render } from "preact";
import { App } from "./frame/App";
import { writeAddress } from "./app/address";
import { lang, loadLanguage } from "./app/i18n";
import { address, startRouter } from "./app/router";
import { begin } from "./app/session/session";
import { definition, loadCategories } from "./app/state";
import "./app/theme";

effect(() => {
  document.documentElement.lang = lang.value === "zh" ? "zh-Hans" : "en";
  void loadLanguage(lang.value);
});
effect(() => {
  if (definition.value) void loadCategories(definition.value);
});
if (!/^\/(en|zh)\/\w/.test(location.pathname)) {
  history.replaceState(null, "", writeAddress(address.value));
}
startRouter();
void begin();

const root = document.getElementById("app");
if (root) render(<App />, root);
