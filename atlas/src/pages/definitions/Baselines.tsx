/** What was searched beside cuts of the code and loaded sets: what each tells of places kept aside. */
import { integer, number } from "../../app/format";
import { lang, t } from "../../app/i18n";
import { matrixName, quantityHead, quantityMeaning, setTitle } from "../../app/names";
import type { DefinitionBaseline, DefinitionDetail } from "../../app/answers";
import { Figure } from "../../figures/Figure";
import { reasonOf } from "./reason";

const SHARES = ["validation", "validation_regions"] as const;
const SCORES = ["colocation", "colocation_year", "colocation_regions", "colocation_held", "ari"] as const;
const headOf = (key: string): string => (key === "validation" ? "score" : key);

export function Baselines({ data }: { data: DefinitionDetail }) {
  const title = t("baselines.title");
  const weights = Object.entries(data.weights).map(([name, weight]) => `${matrixName(name)} ${number(weight, lang.value, { unit: "1" })}`).join(lang.value === "zh" ? "、" : ", ");
  return (
    <Figure title={title} definition={t("baselines.definition")} reason={() => reasonOf(data, title, verdict(data))}
      table={() => ({ columns: [t("baselines.set"), quantityHead("categories"), t("baselines.largest"), t("baselines.share"), ...[...SHARES, ...SCORES].map((key) => quantityHead(headOf(key)))],
        rows: data.baselines.map((one) => [nameOf(one), one.categories, one.largest, one.largest_share, ...[...SHARES, ...SCORES].map((key) => one[key])]) })}>
      <p>{verdict(data)}</p>
      <div class="scroll" tabIndex={0} role="region" aria-label={title} style={{ border: 0 }}>
        <table class="grid baselines">
          <thead><tr>
            <th scope="col">{t("baselines.set")}</th><th scope="col" class="end">{quantityHead("categories")}</th><th scope="col" class="end">{t("baselines.largest")}</th><th scope="col" class="end">{t("baselines.share")}</th>
            {[...SHARES, ...SCORES].map((key) => <th key={key} scope="col" class="end" title={quantityMeaning(headOf(key))}>{quantityHead(headOf(key))}</th>)}
          </tr></thead>
          <tbody>{data.baselines.map((one) => (
            <tr key={one.set} class={isKept(one, data) ? "chosen" : undefined}>
              <th scope="row">{nameOf(one)}</th><td class="end num">{integer(one.categories, lang.value)}</td><td class="end num">{integer(one.largest, lang.value)}</td><td class="end num">{number(one.largest_share, lang.value, { unit: "share" })}</td>
              {SHARES.map((key) => <td key={key} class="end num">{number(one[key], lang.value, { unit: "share" })}</td>)}
              {SCORES.map((key) => <td key={key} class="end num">{key === "colocation_held" ? <strong>{three(one[key])}</strong> : three(one[key])}</td>)}
            </tr>
          ))}</tbody>
        </table>
      </div>
      <p class="muted small">{t("baselines.weights", { list: weights })}</p>
    </Figure>
  );
}

/** Three places: what parts a set from another is in the third. */
const three = (value: number | null): string => (value === null ? number(value, lang.value) : value.toFixed(3).replace("-", "−"));
const cutName = (name: string): string => t("baselines.cut", { n: name.split(" ")[0] ?? name });
const nameOf = (one: DefinitionBaseline): string => (one.kind === "derived" ? t("baselines.searched") : one.kind === "code" ? cutName(one.set) : setTitle(one.set));
const isCut = (data: DefinitionDetail): boolean => data.candidates.some((one) => one.chosen && one.method === "code");
const isKept = (one: DefinitionBaseline, data: DefinitionDetail): boolean => (isCut(data) ? one.set === data.best_cut : one.kind === "derived");

function verdict(data: DefinitionDetail): string {
  const cut = data.best_cut === null ? "" : cutName(data.best_cut);
  const own = data.baselines.find((one) => one.kind === "derived");
  if (data.ahead === null || !own) return t("baselines.unknown");
  if (!data.ahead) return t(isCut(data) ? "baselines.kept" : "baselines.behind", { cut });
  const [gap, low, high] = [own.ahead, own.ahead_low, own.ahead_high].map(three);
  return t("baselines.ahead", { cut, gap: gap ?? "", low: low ?? "", high: high ?? "" });
}
