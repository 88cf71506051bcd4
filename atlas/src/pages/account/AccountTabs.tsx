/** The pages about people, for those who may open them. */
import { may } from "../../app/session/session";
import { Tabs } from "../../parts/Tabs";

export const AccountTabs = ({ now }: { now: "own" | "people" | "audit" }) => (may("administer") ? <Tabs of="account" now={now} /> : null);
