/** What leads a workspace's results: jobs, or what was loaded in their place; its name, unit and sentences. */
import { computed } from "@preact/signals";
import { lang, t } from "../i18n";
import { EMPLOYMENT, ledText } from "./ledText";
import { quantityHead, quantityTitle, quantityUnit } from "../names";
import { workspace } from "../state";

export const leading = computed<string>(() => workspace.value?.quantity ?? EMPLOYMENT);
export const sizeUnit = (): string => quantityUnit(leading.value);
export const sizeTitle = (): string => quantityTitle(leading.value);
export const sizeHead = (): string => quantityHead(leading.value);
/** The traded part of what leads, as region profiles and the map name it. */
export const tradedSize = (): string => `traded_${leading.value}`;

/** {@link t} where another quantity may lead. */
export const tLed = (key: string, values?: Record<string, string | number>): string => ledText(t(key, values), leading.value, sizeTitle(), lang.value);
