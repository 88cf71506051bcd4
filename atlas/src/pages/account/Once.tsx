/** A password that the server made: it is told once, to be handed on. */
import { useEffect, useState } from "preact/hooks";
import { t } from "../../app/i18n";

export interface Secret { name: string; password: string }

export function Once({ secret, forget }: { secret: Secret | undefined; forget: () => void }) {
  const [said, setSaid] = useState("");
  useEffect(() => setSaid(""), [secret]);
  return (
    <div role="status">
      {secret && (
        <div class="notices once">
          <p><strong>{t("people.once", { name: secret.name })}</strong> {t("people.once.means")}</p>
          <p class="actions">
            <code class="secretword">{secret.password}</code>
            <button type="button" class="button" onClick={() => { navigator.clipboard.writeText(secret.password).then(() => setSaid(t("people.copied")), () => setSaid(t("people.notcopied"))); }}>{t("people.copy")}</button>
            <button type="button" class="button" onClick={forget}>{t("people.handed")}</button>
            <span class="small muted">{said}</span>
          </p>
        </div>
      )}
    </div>
  );
}
