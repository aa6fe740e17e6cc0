#!/usr/bin/env node
'use strict';
/** Queue of jobs; the sample mixes CommonJS, ES modules and JSX on purpose. */
import fs, { promises as fsp } from 'node:fs';
import * as util from 'node:util';
import './polyfill.js';
export { clone } from './clone.js';

const EventEmitter = require('events');
const { join, dirname: parent } = require('path');

const LIMIT = 10;
let running = 0;
var legacy = new Map();

/**
 * Runs jobs one after the other.
 */
class Queue extends EventEmitter {
  #jobs = [];
  static instances = 0;
  onIdle = () => this.emit('idle');

  constructor(name = 'Straße') {
    super();
    this.name = name;
  }

  get length() {
    return this.#jobs.length;
  }

  async push(job) {
    this.#jobs.push(job);
    const step = async () => {
      const next = this.#take();
      return next ? next() : this.onIdle();
    };
    await step();
  }

  #take() {
    return this.#jobs.shift();
  }

  static create(...args) {
    Queue.instances += 1;
    return new Queue(...args);
  }
}

class Fast extends util.mixin(Queue) {}

function walk(dir, visit) {
  for (const name of fs.readdirSync(dir)) {
    const full = join(dir, name);
    if (LIMIT > running) visit(full);
  }
  function done() {
    return parent(dir);
  }
  return done();
}

function* ids() {
  yield legacy.size;
}

const api = {
  walk,
  read: async (file) => fsp.readFile(file, 'utf8'),
  write: function (file, text) {
    return fsp.writeFile(file, text);
  },
  close() {
    running -= 1;
  },
};

Queue.prototype.drain = function () {
  return import('./drain.js').then((mod) => mod.default(this));
};

const View = ({ items }) => (
  <List title="東京">
    <Item.Row items={items} />
  </List>
);

exports.open = (path) => Queue.create(path);
module.exports = { api, View, Fast, ids };
