/** The ways that found a cluster, in words. */
import type { Way } from "./answers";
import { t } from "./i18n";

export const waysSaid = (ways: readonly Way[]): string => ways.map((way) => t(`way.${way}.short`)).join(t("seen.and"));
