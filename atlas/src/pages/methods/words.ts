/** Words of the register in the reader's language. */
import { has, t } from "../../app/i18n";

export const familyName = (family: string): string => (has(`family.${family}`) ? t(`family.${family}`) : family);
