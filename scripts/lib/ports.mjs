import { createSocket } from 'node:dgram';
import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { Failure } from './failure.mjs';
import { readJson, writeWhole } from './home.mjs';
import { commandOf } from './process-identity.mjs';

/** 'free', or why it is not: 'EADDRINUSE', 'EACCES', … */
export function tcpState(port, host = '127.0.0.1') {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', ({ code }) => resolve(code));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve('free')));
  });
}

export function udpState(port, host = '0.0.0.0') {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    socket.once('error', ({ code }) => resolve(code));
    socket.bind({ port, address: host, exclusive: true }, () => socket.close(() => resolve('free')));
  });
}

/** Refuses a port that another program has, or that we may not have, with the setting that changes it. */
export async function requirePort({ kind, port, host, setting, purpose }) {
  const state = await (kind === 'udp' ? udpState : tcpState)(port, host);
  const another = `choose another: ${setting}=${port < 1024 ? port + 8000 : port + 1} npm start`;
  if (state === 'EACCES')
    throw new Failure(`Port ${port} for ${purpose} is for root only.`, { remedy: `Run this as root, or ${another}` });
  if (state === 'EADDRINUSE') {
    const holder = holderOf(kind, port);
    throw new Failure(`Port ${port} for ${purpose} is in use${holder === '' ? '' : ` by ${holder}`}.`, {
      remedy: `Stop what holds it, or ${another}`,
    });
  }
}

export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port: 0, host: '127.0.0.1' }, () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** The ports of the private servers: free ones when first asked for, then the same each time. */
export class PortBook {
  constructor(home) {
    this.file = home.at('ports.json');
    this.ports = readJson(this.file) ?? {};
  }

  /** The port that this server had, though somebody may hold it now. */
  known(name) {
    return this.ports[name];
  }

  async free(name) {
    const known = this.ports[name];
    if (known !== undefined && (await tcpState(known)) === 'free') return known;
    const port = await freePort();
    this.ports = { ...this.ports, [name]: port };
    writeWhole(this.file, `${JSON.stringify(this.ports, null, 2)}\n`);
    return port;
  }
}

const TCP_LISTENS = '0A';

/** `python3 -m http.server 8080 (process 812)`, as far as the machine lets us know; '' otherwise. */
export function holderOf(kind, port) {
  const inodes = new Set([`/proc/net/${kind}`, `/proc/net/${kind}6`].flatMap((file) => inodesOn(kind, port, file)));
  if (inodes.size === 0) return '';
  for (const pid of entries('/proc').filter((name) => /^\d+$/.test(name)))
    for (const handle of entries(`/proc/${pid}/fd`))
      if (inodes.has(/^socket:\[(\d+)\]$/.exec(link(`/proc/${pid}/fd/${handle}`))?.[1]))
        return `${spoken(commandOf(pid))} (process ${pid})`;
  return '';
}

/** A built Asterisk is called through its loader, which says nothing to a reader. */
function spoken(command) {
  if (/\/asterisk( |$)/.test(command)) return 'asterisk';
  const short = command.replace(/^\S*\//, '').replace(/\s+/g, ' ');
  return short.length > 60 ? `${short.slice(0, 60)}…` : short;
}

function inodesOn(kind, port, file) {
  const wanted = port.toString(16).toUpperCase().padStart(4, '0');
  return text(file)
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter((columns) => columns[1]?.endsWith(`:${wanted}`) && (kind === 'udp' || columns[3] === TCP_LISTENS))
    .map((columns) => columns[9]);
}

const quiet = (get, otherwise) => {
  try {
    return get();
  } catch {
    return otherwise; // not ours to know, or gone in between
  }
};
const text = (file) => quiet(() => readFileSync(file, 'utf8'), '');
const entries = (folder) => quiet(() => readdirSync(folder), []);
const link = (path) => quiet(() => readlinkSync(path), '');
