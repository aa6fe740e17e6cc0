/** What stands in an empty box must be readable, in each theme that VS Code ships. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { it } from 'node:test';
import { installHost } from '../editor/host/install.ts';
import { THEMES } from './themes.ts';

const STYLE = join(import.meta.dirname, '../../src/webview/style');
const LEAST = 4.5;

type Colors = Readonly<Record<string, string>>;

const colors = (background: string, foreground: string, placeholder: string): Colors => ({
  'input-background': background,
  'input-foreground': foreground,
  'input-placeholderForeground': placeholder,
});

/** The colours of boxes in the other themes of VS Code, half of the text's where a theme has none for a placeholder. */
const OTHERS: Readonly<Record<string, Colors>> = {
  'Dark 2026': colors('#191a1b', '#bfbfbf', '#555555'),
  'Light 2026': colors('#ffffff', '#202020', '#999999'),
  'Dark (Visual Studio)': colors('#3c3c3c', '#cccccc', '#a6a6a6'),
  'Light (Visual Studio)': colors('#ffffff', '#616161', '#767676'),
  'Dark+': colors('#3c3c3c', '#cccccc', '#a6a6a6'),
  'Light+': colors('#ffffff', '#616161', '#767676'),
  'Monokai Dimmed': colors('#3c3c3c', '#cccccc', 'rgba(204, 204, 204, 0.5)'),
  'Quiet Light': colors('#ffffff', '#616161', 'rgba(97, 97, 97, 0.5)'),
  Abyss: colors('#181f2f', '#cccccc', 'rgba(204, 204, 204, 0.5)'),
  'Kimbie Dark': colors('#51412c', '#cccccc', 'rgba(204, 204, 204, 0.5)'),
  Monokai: colors('#414339', '#cccccc', 'rgba(204, 204, 204, 0.5)'),
  Red: colors('#580000', '#cccccc', 'rgba(204, 204, 204, 0.5)'),
  'Solarized Dark': colors('#003847', '#93a1a1', 'rgba(147, 161, 161, 0.67)'),
  'Solarized Light': colors('#ddd6c1', '#586e75', 'rgba(88, 110, 117, 0.67)'),
  'Tomorrow Night Blue': colors('#001733', '#cccccc', 'rgba(204, 204, 204, 0.5)'),
};

/** How VS Code calls the themes whose colours the page is tested with. */
const CALLED: Readonly<Record<keyof typeof THEMES, string>> = {
  light: 'Light Modern',
  dark: 'Dark Modern',
  contrast: 'Dark High Contrast',
  contrastLight: 'Light High Contrast',
};

/** The colour themes that a build of VS Code brings, by the names that people choose them by. */
async function shippedThemes(): Promise<string[]> {
  const folder = join(await installHost(), 'extensions');
  return globSync('theme-*/package.json', { cwd: folder }).flatMap((file) => {
    const read = (name: string) => JSON.parse(readFileSync(join(folder, dirname(file), name), 'utf8'));
    const { themes = [] } = read('package.json').contributes as { themes?: { label: string }[] };
    const texts = themes.length > 0 ? read('package.nls.json') : {};
    return themes.map(({ label }) => String(texts[label.slice(1, -1)] ?? label));
  });
}

/** Red, green, blue from 0 to 255, and how opaque it is. */
function parse(color: string): readonly [number, number, number, number] {
  const hex = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(color);
  if (hex) return [hex[1]!, hex[2]!, hex[3]!].map((part) => Number.parseInt(part, 16)).concat(1) as never;
  const rgba = /^rgba\((\d+), (\d+), (\d+), ([\d.]+)\)$/.exec(color);
  assert.ok(rgba, color);
  return rgba.slice(1, 5).map(Number) as never;
}

function luminance(color: readonly number[]): number {
  const [red, green, blue] = color.map((value) => {
    const part = value / 255;
    return part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

/** The contrast of WCAG 2 between a text and what is behind it. */
function contrast(text: string, behind: string): number {
  const below = parse(behind);
  const [red, green, blue, alpha] = parse(text);
  const shown = [red, green, blue].map((value, at) => value * alpha + below[at]! * (1 - alpha));
  const [light, dark] = [luminance(shown), luminance(below.slice(0, 3))].sort((a, b) => b - a);
  return (light! + 0.05) / (dark! + 0.05);
}

it('a placeholder has a contrast of 4.5 in each theme, or that of what is typed where the theme has less', () => {
  const css = globSync('*.css', { cwd: STYLE }).map((name) => readFileSync(join(STYLE, name), 'utf8'));
  const rules = css.flatMap((text) => [...text.matchAll(/([^\n{}]*)::placeholder \{([^}]*)\}/g)]);
  assert.deepEqual(
    rules.map(([, of]) => of),
    [''],
    'one rule, for every box',
  );
  const [, name] = /(?:^|\s)color: var\(--vscode-([\w-]+)\);/.exec(rules[0]![2]!) ?? [];
  assert.ok(name !== undefined && !/opacity/.test(rules[0]![2]!));
  const below: string[] = [];
  for (const [theme, all] of Object.entries<Colors>({ ...THEMES, ...OTHERS })) {
    const behind = all['input-background']!;
    const typed = contrast(all['input-foreground']!, behind);
    if (typed < LEAST) below.push(theme);
    const shown = contrast(all[name]!, behind);
    assert.ok(shown >= Math.min(LEAST, typed), `${theme}: ${shown.toFixed(2)}`);
  }
  assert.deepEqual(below, ['Solarized Light'], 'themes in which nothing that is typed reaches it');
  assert.ok(contrast(OTHERS['Dark 2026']!['input-placeholderForeground']!, '#191a1b') < 2.5, 'what it mends');
});

it('the themes are all that VS Code ships', async () => {
  const shipped = await shippedThemes();
  assert.ok(shipped.length > 15);
  assert.deepEqual(shipped.sort(), [...Object.values(CALLED), ...Object.keys(OTHERS)].sort());
});
