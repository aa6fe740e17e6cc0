/** A line without its white space: two lines of the same key differ in that alone. */
export const keyOf = (line: string): string => line.replace(/\s+/g, '');
