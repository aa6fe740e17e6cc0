/** Commands of the palette as words behind a slash in the question box. */

export interface SlashCommand {
  /** `review-uncommitted` */
  readonly name: string;
  /** `sightline.reviewUncommitted` */
  readonly command: string;
  /** As the palette shows it, in the language of the window. */
  readonly title: string;
}

/** Of no use in the box: it leads there. */
const NOT_OFFERED: ReadonlySet<string> = new Set(['sightline.ask']);

/**
 * The commands that the palette has now, in the order of the manifest. `contributed` is `contributes.commands` of it, and
 * `holds` tells of a condition of theirs whether it is met.
 */
export function slashCommands(contributed: unknown, holds: (condition: string) => boolean): SlashCommand[] {
  if (!Array.isArray(contributed)) return [];
  return contributed.flatMap(({ command, title, enablement = '' }: Record<string, unknown>) => {
    const conditions = String(enablement)
      .split('&&')
      .map((one) => one.trim());
    if (typeof command !== 'string' || typeof title !== 'string' || NOT_OFFERED.has(command)) return [];
    if (!conditions.every((one) => one === '' || holds(one))) return [];
    const name = command
      .slice(command.indexOf('.') + 1)
      .replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    return [{ name, command, title }];
  });
}

/** Those that begin with what was typed, then those of which another word does. */
export function fittingCommands(commands: readonly SlashCommand[], typed: string): SlashCommand[] {
  const wanted = typed.toLowerCase();
  const first = commands.filter(({ name }) => name.startsWith(wanted));
  const others = commands.filter(({ name }) => !name.startsWith(wanted) && name.includes(`-${wanted}`));
  return [...first, ...others];
}
