import { expect, test } from "vitest";
import { ledText } from "./ledText";

test.each([
  ["Steel employs 1,200 people in Essen, 3 % of its employment.", "en", "Steel has 1,200 of gross output in Essen, 3 % of its gross output."],
  ["Steel in Essen is estimated at 1,200 people (900–1,500), 3 % of its employment.", "en", "Steel in Essen is estimated at 1,200 of gross output (900–1,500), 3 % of its gross output."],
  ["Persons employed.", "en", "Gross output."],
  ["Employment over the years", "en", "Gross output over the years"],
  ["Deployment of firms", "en", "Deployment of firms"],
])("an English text says what leads: %s", (text, lang, led) => {
  expect(ledText(text, "output", "Gross output", lang)).toBe(led);
  expect(ledText(text, "employment", "Employment", lang)).toBe(text);
});

test.each([
  ["埃森的钢铁就业 1,200 元 人，占区域就业的 3%。", "埃森的钢铁总产值1,200 元，占区域总产值的 3%。"],
  ["历年就业", "历年总产值"],
  ["就业人数", "总产值"],
])("a Chinese text says what leads: %s", (text, led) => {
  expect(ledText(text, "output", "总产值", "zh")).toBe(led);
});
