/// <reference types="vite/client" />
declare module "*.css";

declare module "virtual:texts/*" {
  const words: Readonly<Record<string, string>>;
  export default words;
}
