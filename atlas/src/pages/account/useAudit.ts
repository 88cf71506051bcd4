/** Lines of the audit log, fetched in parts as they come into view. */
import { useEffect, useRef, useState } from "preact/hooks";
import { type ApiError, troubleOf } from "../../app/api";
import { type AuditFilter, audit, auditQuery } from "../../app/session/people";
import type { AuditRow } from "../../app/session/shapes";

const SIZE = 200;

export interface Lines {
  total: number | undefined;
  row: (index: number) => AuditRow | undefined;
  onRange: (from: number, to: number) => void;
  error: ApiError | undefined;
  key: string;
  again: () => void;
}

export function useAudit(filter: AuditFilter): Lines {
  const [attempt, setAttempt] = useState(0);
  const key = `${auditQuery(filter)}#${attempt}`;
  const kept = useRef({ key: "", total: undefined as number | undefined, parts: new Map<number, readonly AuditRow[]>() });
  const [, redraw] = useState(0);
  const [error, setError] = useState<ApiError>();
  if (kept.current.key !== key) kept.current = { key, total: undefined, parts: new Map() };
  const fetchPart = (part: number): void => {
    const mine = kept.current;
    if (mine.parts.has(part)) return;
    mine.parts.set(part, []);
    audit(filter, SIZE, part * SIZE).then(
      ({ items, total }) => { mine.parts.set(part, items); mine.total = total; if (kept.current === mine) redraw((n) => n + 1); },
      (problem: unknown) => { mine.parts.delete(part); if (kept.current === mine) setError(troubleOf(problem)); },
    );
  };
  useEffect(() => { setError(undefined); fetchPart(0); }, [key]);
  return {
    total: kept.current.total,
    row: (index) => kept.current.parts.get(Math.floor(index / SIZE))?.[index % SIZE],
    onRange: (from, to) => { for (let part = Math.floor(from / SIZE); part <= Math.floor(Math.max(from, to - 1) / SIZE); part += 1) fetchPart(part); },
    error, key, again: () => setAttempt(attempt + 1),
  };
}
