import type { ModelRequest } from '../ports.ts';
import type { ReplyProblem } from '../types.ts';
import { type Reply, ReplyReading, replyJsonSchema } from './reply.ts';

/** What was made of a reply. */
export type Decoded<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: ReplyProblem };

/** One reply that is being read. */
export interface Decoding<T> {
  /** Takes the next words; gives the whole text to show so far when it has changed. */
  push(delta: string): string | undefined;
  /** Reads what arrived. `isCut`: the end is missing, and what is whole is wanted. */
  end(options: { readonly isCut: boolean }): Decoded<T>;
}

/** How the replies to a prompt are read. */
export interface Decoder<T> {
  readonly json: NonNullable<ModelRequest['json']>;
  start(): Decoding<T>;
}

/** Reads replies to the answer prompt; shows the texts of their claims while they arrive. */
export const replyDecoder: Decoder<Reply> = {
  json: { name: 'answer', schema: replyJsonSchema() },
  start: () => new ReplyReading(),
};
