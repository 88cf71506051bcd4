/** Text in which words between backticks are names of tables or commands. */
export const Coded = ({ text }: { text: string }) => (
  <>{text.split("`").map((part, k) => (k % 2 === 1 ? <code key={k}>{part}</code> : part))}</>
);
