/** Choosing industries: a search over names and codes, and the chosen ones as chips. */
import { useMemo, useState } from "preact/hooks";
import { nameOf, t } from "../../app/i18n";
import type { Named } from "../../app/i18n";
import { Icon } from "../../parts/Icon";
import { useAll } from "../../lists/paging";
import { textOf } from "../../lists/tables";
import { setPicked } from "./picked";

export type Industries = ReadonlyMap<string, Named>;
const SHOWN = 12;

/** Every industry of the workspace that has a name, by its code. */
export function useIndustries(): Industries {
  const table = useAll("/tables/{name}", { name: "industries" });
  return useMemo(() => new Map((table.data ?? []).map((row) => [textOf(row, "industry") ?? "", { name: textOf(row, "name"), name_zh: textOf(row, "name_zh") }])), [table.data]);
}

export function Picker({ industries, codes }: { industries: Industries; codes: string[] }) {
  const [text, setText] = useState("");
  const asked = text.trim().toLowerCase();
  const found = asked ? [...industries].filter(([code, names]) => !codes.includes(code) && `${code} ${names.name ?? ""} ${names.name_zh ?? ""}`.toLowerCase().includes(asked)) : [];
  // the code itself first, then what begins with the word
  const rank = ([code, names]: [string, Named]): number => (code === asked ? 0 : code.startsWith(asked) ? 1 : nameOf(names).toLowerCase().startsWith(asked) ? 2 : 3);
  const shown = [...found].sort((a, b) => rank(a) - rank(b)).slice(0, SHOWN);
  const add = (code: string): void => { setPicked([...codes, code]); setText(""); };
  return (
    <section class="figure picker" aria-label={t("custom.industries")}>
      <label class="field"><span>{t("custom.search")}</span>
        <input type="search" value={text} autocomplete="off" onInput={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => { if (event.key === "Enter" && shown[0]) { event.preventDefault(); add(shown[0][0]); } }} />
      </label>
      <div class="chips" role="status" aria-label={t("custom.matches")}>
        {shown.map(([code, names]) => <button key={code} type="button" class="chip add" onClick={() => add(code)}><Icon sign="plus" />{nameOf(names, code)} <code>{code}</code></button>)}
        {asked && found.length === 0 && <p class="small muted">{t("search.none", { text })}</p>}
        {found.length > SHOWN && <p class="small muted">{t("custom.morematches", { n: found.length - SHOWN })}</p>}
      </div>
      {codes.length > 0 && (
        <>
          <h3>{t("custom.chosen", { n: codes.length })}</h3>
          <ul class="chips">
            {codes.map((code) => (
              <li key={code}><span class="chip">{nameOf(industries.get(code) ?? { name: null, name_zh: null }, code)} <code>{code}</code>
                <button type="button" aria-label={t("compare.remove", { name: nameOf(industries.get(code) ?? { name: null, name_zh: null }, code) })} onClick={() => setPicked(codes.filter((one) => one !== code))}><Icon sign="close" /></button></span></li>
            ))}
            {codes.length > 1 && <li><button type="button" class="button quiet" onClick={() => setPicked([])}>{t("custom.clear")}</button></li>}
          </ul>
        </>
      )}
    </section>
  );
}
