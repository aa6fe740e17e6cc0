/** Something a person can act on: sent to the editor as it is, without a stack. `kind` names the way out. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  readonly kind: 'refused' | 'restricted';

  constructor(message: string, kind: 'refused' | 'restricted' = 'refused') {
    super(message);
    this.kind = kind;
  }
}
