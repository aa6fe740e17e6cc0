import type { EditorCall, EditorConnection } from '../host/editorModel.ts';
import type { NotificationMethod, NotificationParams } from '../protocol/requests.ts';

type Send = <M extends NotificationMethod>(method: M, params: NotificationParams<M>) => void;

/** The calls of the editor's models that are under way, by their number. What comes for an ended call is dropped. */
export class EditorCalls implements EditorConnection {
  readonly #send: Send;
  readonly #calls = new Map<string, EditorCall>();
  #count = 0;

  constructor(send: Send) {
    this.#send = send;
  }

  start(request: Omit<NotificationParams<'sightline/model'>, 'callId'>, call: EditorCall): () => void {
    const callId = `call-${++this.#count}`;
    this.#calls.set(callId, call);
    this.#send('sightline/model', { callId, ...request });
    return () => {
      if (this.#calls.delete(callId)) this.#send('sightline/modelStop', { callId });
    };
  }

  onDelta({ callId, text }: NotificationParams<'sightline/modelDelta'>): void {
    this.#calls.get(callId)?.onText(text);
  }

  onEnd({ callId, outcome }: NotificationParams<'sightline/modelEnd'>): void {
    const call = this.#calls.get(callId);
    this.#calls.delete(callId);
    call?.onEnd(outcome);
  }
}
