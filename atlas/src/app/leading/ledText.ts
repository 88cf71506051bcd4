/** Sentences about jobs, told of what leads in their place; `core.led_text` does the same for briefs. */
export const EMPLOYMENT = "employment";

/** How a text says employment, longest first; {} is what leads. */
const SAID: Readonly<Record<string, readonly (readonly [RegExp, string])[]>> = {
  en: [
    [/ employs (\S+) people in /g, " has $1 of {} in "], [/(\S) people( \([^)]*\))?(, | employed in | in )/g, "$1 of {}$2$3"],
    [/[Pp]ersons employed|[Pp]eople employed/g, "{}"], [/\b[Ee]mployment\b/g, "{}"], [/\bjobs\b/g, "{}"],
    [/Where people work/g, "Where {} is"], [/live on/g, "live on"],
  ],
  zh: [[/就业(估计为)?\s?([\d.,]+\s?[万亿]?\s?(?:元|美元|欧元|个单位)?)\s?人/g, "{}$1$2"], [/就业人数/g, "{}"], [/就业/g, "{}"], [/个岗位/g, "{}"]],
};

/** A text that speaks of employment, jobs or people employed, with what leads in their place. */
export function ledText(text: string, id: string, title: string, language: string): string {
  if (id === EMPLOYMENT) return text;
  const word = language === "zh" ? title : title.charAt(0).toLowerCase() + title.slice(1);
  return (SAID[language] ?? []).reduce((said, [pattern, to]) => said.replace(pattern, (found: string, ...groups: unknown[]) => {
    const filled = to.replace(/\$(\d)/g, (_all, k: string) => (groups[Number(k) - 1] as string | undefined) ?? "");
    const capital = /^[A-Z]/.test(found) && to.startsWith("{}");
    return filled.replace("{}", capital ? title : word);
  }), text);
}
