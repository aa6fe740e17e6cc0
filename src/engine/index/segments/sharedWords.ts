/** Numbers for words that hold in all segments and views: given when a word is first asked for. */
export class SharedWords {
  readonly #words: string[] = [];
  readonly #numbers = new Map<string, number>();

  /** The number of a word. */
  find(word: string): number {
    let number = this.#numbers.get(word);
    if (number === undefined) {
      number = this.#words.length;
      this.#words.push(word);
      this.#numbers.set(word, number);
    }
    return number;
  }

  term(number: number): string {
    return this.#words[number]!;
  }
}
