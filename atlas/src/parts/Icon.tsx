/** The few signs the atlas uses; always beside words or with a name of their own. */
const PATHS = {
  search: "M10.5 10.5L15 15M12 7A5 5 0 1 1 2 7a5 5 0 0 1 10 0Z",
  more: "M3 8h.01M8 8h.01M13 8h.01",
  close: "M3.5 3.5l9 9M12.5 3.5l-9 9",
  aim: "M8 1v3M8 12v3M1 8h3M12 8h3M12 8a4 4 0 1 1-8 0a4 4 0 0 1 8 0Z",
  home: "M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10",
  sun: "M8 11.2A3.2 3.2 0 1 0 8 4.8a3.2 3.2 0 0 0 0 6.4ZM8 1v1.4M8 13.6V15M1 8h1.4M13.6 8H15M3 3l1 1M12 12l1 1M13 3l-1 1M4 12l-1 1",
  moon: "M13.5 9.6A6 6 0 1 1 6.4 2.5a4.8 4.8 0 0 0 7.1 7.1Z",
  auto: "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2ZM8 2v12M10 4.5v7M12 6v4",
  down: "M8 2.5v8M4.5 7.5L8 11l3.5-3.5M2.5 13.5h11",
  plus: "M8 3v10M3 8h10",
  pencil: "M3 13l0.7-3L10.6 3.1a1.5 1.5 0 0 1 2.1 2.1L5.9 12.2ZM9.5 4.3l2.1 2.1",
  undo: "M3 6.5h6.5a3.5 3.5 0 0 1 0 7H7M5.8 3.5L3 6.5l2.8 3",
} as const;

export type Sign = keyof typeof PATHS;

export function Icon({ sign }: { sign: Sign }) {
  const heavy = sign === "more";
  return (
    <svg viewBox="0 0 16 16" width="16" height="16" fill="none" stroke="currentColor"
      stroke-width={heavy ? 2.4 : 1.5} stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">
      <path d={PATHS[sign]} />
    </svg>
  );
}

export function Mark() {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" fill="#0b6464" />
      <g fill="#ffffff">
        <circle cx="16" cy="16" r="4.2" /><circle cx="16" cy="6.8" r="2.3" /><circle cx="24.2" cy="11.6" r="3" />
        <circle cx="23.6" cy="21.2" r="1.9" /><circle cx="15" cy="25.2" r="2.6" /><circle cx="7.6" cy="20.4" r="3" />
        <circle cx="8.4" cy="11.2" r="1.9" />
      </g>
    </svg>
  );
}
