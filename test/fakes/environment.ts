/**
 * What a program that a test starts has in its environment: how programs are found, as the test has it now, and where
 * Node keeps compiled code (the test run sets it), since most of a short command's time is compiling. A test adds the
 * rest.
 */
export const BARE: Readonly<Record<string, string>> = {
  get PATH(): string {
    return process.env.PATH ?? '';
  },
  ...(process.env.NODE_COMPILE_CACHE && { NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE }),
};
