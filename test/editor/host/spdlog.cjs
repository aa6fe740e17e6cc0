/**
 * Stands in for the native logger of VS Code's server, which is not compiled when packages are installed without
 * scripts. Without it the server keeps no logs, and a log channel of an extension shows nothing.
 */
const { appendFile, mkdir } = require('node:fs/promises');
const { dirname } = require('node:path');

const NAMES = ['trace', 'debug', 'info', 'warning', 'error', 'critical'];

class Logger {
  #file;
  #level = 2;
  #isRaw = false;
  #waiting = '';
  #writing = false;

  constructor(_type, _name, file) {
    this.#file = file;
  }

  trace(message) {
    this.#log(0, message);
  }
  debug(message) {
    this.#log(1, message);
  }
  info(message) {
    this.#log(2, message);
  }
  warn(message) {
    this.#log(3, message);
  }
  error(message) {
    this.#log(4, message);
  }
  critical(message) {
    this.#log(5, message);
  }
  getLevel() {
    return this.#level;
  }
  setLevel(level) {
    this.#level = level;
  }
  setPattern() {}
  clearFormatters() {
    this.#isRaw = true;
  }
  flush() {
    void this.#write();
  }
  drop() {
    void this.#write();
  }

  #log(level, message) {
    if (level < this.#level) return;
    const time = new Date().toISOString().replace('T', ' ').replace('Z', '');
    this.#waiting += this.#isRaw ? message : `${time} [${NAMES[level]}] ${message}\n`;
    void this.#write();
  }

  /** One write at a time, never synchronous: tests measure how long this event loop is blocked. */
  async #write() {
    if (this.#writing) return;
    this.#writing = true;
    while (this.#waiting !== '') {
      const text = this.#waiting;
      this.#waiting = '';
      await appendFile(this.#file, text).catch(() => {});
    }
    this.#writing = false;
  }
}

async function create(type, name, file) {
  await mkdir(dirname(file), { recursive: true });
  return new Logger(type, name, file);
}

exports.version = 0;
exports.setLevel = () => {};
exports.setFlushOn = () => {};
exports.Logger = Logger;
exports.createRotatingLogger = (name, file) => create('rotating', name, file);
exports.createAsyncRotatingLogger = (name, file) => create('rotating_async', name, file);
