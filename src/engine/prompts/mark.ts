/** What stands in a text where a secret was. Nothing maps it back. `kind`: small letters, digits and hyphens. */
export const secretMark = (kind: string): string => `«secret:${kind}»`;

/** Such marks, and the numbered ones of a request, in a text. */
export const SECRET_MARKS = /«secret:[a-z0-9-]{1,60}(?::\d{1,6}-[0-9a-f]{4})?»/g;
