import { randomUUID } from 'node:crypto';
import type { Mention, PageState } from '../../protocol/page.ts';

/** A question that waits until the answer before it is made. */
export interface Waiting<How> {
  readonly id: string;
  readonly question: string;
  readonly mentions: readonly Mention[];
  readonly conversationId: string;
  readonly how: How;
}

/** Questions of all conversations that wait, those of each in the order in which they were asked. */
export class WaitingLine<How> {
  #line: readonly Waiting<How>[] = [];

  add(waiting: Omit<Waiting<How>, 'id'>): void {
    this.#line = [...this.#line, { ...waiting, id: randomUUID() }];
  }

  /** Takes away what fits. */
  drop(fits: (waiting: Waiting<How>) => boolean): void {
    this.#line = this.#line.filter((one) => !fits(one));
  }

  /** Takes the next question of a conversation out of the line. */
  next(conversationId: string): Waiting<How> | undefined {
    const next = this.#line.find((one) => one.conversationId === conversationId);
    if (next) this.drop((one) => one === next);
    return next;
  }

  /** What a page shows of a conversation. */
  shown(conversationId: string | undefined): PageState['waiting'] {
    return this.#line
      .filter((one) => one.conversationId === conversationId)
      .map(({ id, question }) => ({ id, question }));
  }
}
