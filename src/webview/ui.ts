/** What every view needs: the strings, a way to the host, and a voice for screen readers. */

import type { Translate } from '../present/answer/strings.ts';
import type { Citation } from '../protocol/data.ts';
import type { FromPage } from '../protocol/page.ts';

export interface Ui {
  readonly t: Translate;
  readonly post: (message: FromPage) => void;
  /** Announces politely. */
  readonly say: (text: string) => void;
  readonly peek: Peek;
  /** A number as the language writes it. */
  readonly number: (value: number) => string;
  /** Currency of amounts; empty when none is known. */
  readonly currency: string;
}

export interface Peek {
  readonly element: HTMLElement;
  /** Shows the citation's lines while `anchor` is pointed at or focused. */
  attach(anchor: HTMLElement, citation: Citation, ui: Ui): void;
  /** True when a box was open. */
  hide(): boolean;
  /** After a drawing: closes the box when its anchor is gone. */
  refresh(): void;
}
