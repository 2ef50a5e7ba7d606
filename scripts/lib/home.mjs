import { randomBytes } from 'node:crypto';
import { accessSync, constants, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from './failure.mjs';
import { shown } from './places.mjs';

/** Asterisk's sockets lie deepest in the home, and the path of a socket has a limit. */
const LONGEST_HOME = 79;

/** MariaDB's tools stumble over a space, Asterisk's settings over `;` and `,`. */
const PLAIN = /^[\p{L}\p{N}_/.@:%+=~-]*$/u;

/** The folder that holds all that Carillon keeps on this machine: data, configuration, logs, sockets, secrets. */
export class Home {
  constructor(folder) {
    this.folder = folder;
  }

  prepare() {
    const remedy = 'Run this as the owner of that folder, or choose another: CARILLON_HOME=FOLDER npm start';
    requireWritable(this.folder, remedy, 0o700);
    for (const folder of ['run', 'log', 'prompts']) requireWritable(this.at(folder), remedy);
    return this;
  }

  /** Refuses a path that the servers in it could not work with. */
  suitsServers() {
    const example = 'CARILLON_HOME=/var/lib/carillon npm start';
    if (Buffer.byteLength(this.folder) > LONGEST_HOME)
      throw new Failure(`CARILLON_HOME is ${this.folder}, too long for the sockets in it.`, {
        remedy: `Choose a folder of at most ${LONGEST_HOME} characters: ${example}`,
      });
    if (!PLAIN.test(this.folder))
      throw new Failure(`CARILLON_HOME is ${this.folder}, and its servers cannot work in a path with such signs.`, {
        remedy: `Choose a folder of letters, digits and _ - . only: ${example}`,
      });
    return this;
  }

  at(...path) {
    return join(this.folder, ...path);
  }

  /** A log that begins anew; the one before it is kept beside it. */
  freshLog(name) {
    const log = this.at('log', `${name}.log`);
    if (existsSync(log)) renameSync(log, `${log}.1`);
    return log;
  }

  /** A secret of this home, drawn when first asked for. */
  secret(name, bytes = 24) {
    const file = this.at(name);
    if (!existsSync(file)) writeWhole(file, `${randomBytes(bytes).toString('hex')}\n`);
    return readFileSync(file, 'utf8').trim();
  }
}

/** Makes a folder where there is none, and sees that it can be written. */
export function requireWritable(folder, remedy, mode) {
  try {
    mkdirSync(folder, { recursive: true, mode });
    accessSync(folder, constants.W_OK);
  } catch (error) {
    throw new Failure(`${shown(folder)} cannot be written (${error.code}).`, { remedy });
  }
}

/** A private file that is either there whole or not there. */
export function writeWhole(file, text) {
  writeFileSync(`${file}.new`, text, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

export function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT' || error instanceof SyntaxError) return undefined;
    throw error;
  }
}
