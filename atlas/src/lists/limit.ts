/** How many can stand side by side and still be read. */
export const MOST = 10;
