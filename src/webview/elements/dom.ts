/** Makes elements. Every text and label passes `showHidden`, so that no view can forget it. */
import { showHidden } from '../../present/answer/hidden.ts';

export type Child = Node | string | undefined | false;

export interface Props {
  readonly class?: string;
  readonly id?: string;
  readonly title?: string;
  /** Accessible name, when the text inside is not one. */
  readonly label?: string;
  /** Finds the element again after its surroundings were drawn anew. */
  readonly key?: string;
  readonly attrs?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly onClick?: (event: MouseEvent) => void;
}

/** An element with its children; strings become text, never markup. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props: Props = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  fill(element, props, children);
  return element;
}

/** One of VS Code's custom elements. */
export function custom(
  tag: `vscode-${string}`,
  props: Props = {},
  ...children: readonly Child[]
): HTMLElement {
  const element = document.createElement(tag);
  fill(element, props, children);
  return element;
}

function fill(element: HTMLElement, props: Props, children: readonly Child[]): void {
  if (props.class) element.className = props.class;
  if (props.id) element.id = props.id;
  if (props.title) element.title = showHidden(props.title);
  if (props.label) element.setAttribute('aria-label', showHidden(props.label));
  if (props.key) element.dataset.key = props.key;
  for (const [name, value] of Object.entries(props.attrs ?? {})) {
    if (value === undefined || value === false) continue;
    element.setAttribute(name, value === true ? '' : showHidden(String(value)));
  }
  if (props.onClick) element.addEventListener('click', props.onClick);
  append(element, children);
}

/** Adds children; strings become text with hidden characters shown. */
function append(parent: Node, children: readonly Child[]): void {
  for (const child of children) {
    if (child === undefined || child === false) continue;
    parent.appendChild(typeof child === 'string' ? document.createTextNode(showHidden(child)) : child);
  }
}

/** A path that may break after its slashes, and elsewhere only when it must. */
export function pathText(path: string): Child[] {
  return path.split(/(?<=\/)/).flatMap((part, i) => (i === 0 ? [part] : [h('wbr'), part]));
}

/** A codicon; decoration only, since a word always stands beside it or in the label. */
export function icon(name: string, extra = ''): HTMLElement {
  return h('span', {
    class: `codicon codicon-${name}${extra && ` ${extra}`}`,
    attrs: { 'aria-hidden': 'true' },
  });
}

/** A button of one icon, as in VS Code's view titles. */
export function iconButton(
  name: string,
  label: string,
  props: Omit<Props, 'label' | 'title'> = {},
): HTMLButtonElement {
  return h(
    'button',
    {
      ...props,
      class: `icon-button ${props.class ?? ''}`.trim(),
      label,
      title: label,
      attrs: { type: 'button', ...props.attrs },
    },
    icon(name),
  );
}

/**
 * A button of VS Code's own look. It sets its `tabindex` late; with one from the start it can take the focus at once.
 * It acts while the key goes down, so the key must not go on to press what has the focus after that.
 */
export function button(
  text: string,
  onClick: () => void,
  { isSecondary = false, key }: { isSecondary?: boolean; key?: string } = {},
): HTMLElement {
  const element = custom(
    'vscode-button',
    { ...(key ? { key } : {}), attrs: { secondary: isSecondary, tabindex: 0 }, onClick },
    text,
  );
  element.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' || event.key === ' ') event.preventDefault();
  });
  return element;
}

/** A link-like button inside text. */
export function textButton(
  text: string | readonly Child[],
  onClick: () => void,
  props: Props = {},
): HTMLButtonElement {
  return h(
    'button',
    {
      ...props,
      class: `text-button ${props.class ?? ''}`.trim(),
      attrs: { type: 'button', ...props.attrs },
      onClick,
    },
    ...(typeof text === 'string' ? [text] : text),
  );
}

/** A section that opens. Its open state survives being drawn anew when it has a key. */
export function details(
  key: string,
  summary: readonly Child[],
  ...body: readonly Child[]
): HTMLDetailsElement {
  const element = h('details', { class: 'details', key });
  element.append(h('summary', { key: `${key}/summary` }, icon('chevron-right', 'twistie'), ...summary));
  element.append(h('div', { class: 'details-body' }, ...body));
  return element;
}

/** Replaces the children; what was open stays open, and the focus stays where it was. */
export function redraw(parent: HTMLElement, children: readonly Child[]): void {
  const active = document.activeElement;
  const focused = active instanceof HTMLElement && parent.contains(active) ? active.dataset.key : undefined;
  const open = new Set(keysOf(parent, 'details[open][data-key]'));
  const closed = new Set(keysOf(parent, 'details:not([open])[data-key]'));
  const unfolded = new Set(keysOf(parent, '.expander[aria-expanded="true"]'));
  parent.replaceChildren();
  append(parent, children);
  for (const element of parent.querySelectorAll<HTMLElement>('.expander[aria-expanded="false"]'))
    if (unfolded.has(element.dataset.key)) element.click();
  for (const element of parent.querySelectorAll<HTMLDetailsElement>('details[data-key]'))
    if (open.has(element.dataset.key)) element.open = true;
    else if (closed.has(element.dataset.key)) element.open = false;
  if (focused === undefined) return;
  for (const element of parent.querySelectorAll<HTMLElement>('[data-key]'))
    if (element.dataset.key === focused) element.focus({ preventScroll: true });
}

function keysOf(parent: HTMLElement, selector: string): (string | undefined)[] {
  return [...parent.querySelectorAll<HTMLElement>(selector)].map(({ dataset }) => dataset.key);
}
