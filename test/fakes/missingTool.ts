/** A program that the tests need and this machine lacks. It is shown as one line: where it was thrown helps nobody. */
export class MissingTool extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'MissingTool';
    this.stack = message;
  }
}
