import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, copyFileSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure, Stopped } from '../../scripts/lib/failure.mjs';
import { signalGroup, watchGroup } from '../../scripts/lib/groups.mjs';
import { programPath } from '../../scripts/lib/places.mjs';

/** As nobody outside of this machine can call: see asterisk-conf/pjsip.conf, `[local]`. */
const CALLERS_ADDRESS = '127.0.0.2';
/** A caller whom nobody answers or ends within this time has failed. */
const PATIENCE_MS = 10_000;
/** All calls went well; some did not; time was up before all were over. */
const EXPECTED = [0, 1, 97];

/** Calls a number `rate` times a second, with so many calls `atOnce`, until `calls` were made; waits until all are over. */
export async function callIn({ folder, sip, number, rate, calls, signal, atOnce = calls, patienceMs = PATIENCE_MS }) {
  signal.throwIfAborted();
  mkdirSync(folder, { recursive: true });
  copyFileSync(join(import.meta.dirname, 'caller.xml'), join(folder, 'caller.xml'));
  writeFileSync(join(folder, 'caller.alaw'), voice());
  const args = [
    `${sip.host}:${sip.port}`,
    ...['-sf', 'caller.xml', '-s', number, '-nostdin'],
    ...['-i', CALLERS_ADDRESS, '-mi', CALLERS_ADDRESS],
    ...['-r', `${rate}`, '-m', `${calls}`, '-l', `${atOnce}`, '-recv_timeout', `${patienceMs}`],
    ...['-timeout', `${Math.ceil(calls / rate + (1.5 * patienceMs) / 1000)}s`],
    ...['-trace_stat', '-stf', 'stat.csv', '-fd', '1', '-trace_rtt', '-rtt_freq', '1', '-trace_err'],
  ];
  const { pid, code } = await run(programPath('sipp'), args, folder, signal);
  if (!EXPECTED.includes(code)) throw new Failure(`SIPp ended with ${code}.`, { log: join(folder, 'sipp.log') });
  return { ...statistics(join(folder, 'stat.csv')), ...timers(join(folder, `caller_${pid}_rtt.csv`)) };
}

async function run(command, args, folder, signal) {
  const log = openSync(join(folder, 'sipp.log'), 'w');
  const child = spawn(command, args, { cwd: folder, detached: true, stdio: ['ignore', 'ignore', log] });
  closeSync(log);
  watchGroup(child);
  const end = () => signalGroup(child.pid, 'SIGKILL');
  signal.addEventListener('abort', end, { once: true });
  const [code] = await once(child, 'exit');
  signal.removeEventListener('abort', end);
  if (signal.aborted) throw new Stopped();
  return { pid: child.pid, code };
}

/** SIPp's own count, from the last line of its statistics; `(C)` is what it sums up over the run. */
function statistics(file) {
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  const names = lines[0].split(';');
  const values = lines.at(-1).split(';');
  const value = (name) => Number(values[names.indexOf(name)]);
  return {
    ok: value('SuccessfulCall(C)'),
    sentAgain: value('Retransmissions(C)'),
  };
}

/** `Date_ms;response_time_ms;rtd_no`: when each timer was stopped, and what it showed. */
function timers(file) {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : ''; // none when nobody was answered
  const rows = text
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(';').map(Number));
  const of = (timer) => rows.filter(([, , which]) => which === timer);
  return {
    answerMs: of(1).map(([, ms]) => ms),
    talkMs: of(2).map(([, ms]) => ms),
    answeredAt: of(1).map(([at]) => at),
  };
}

/** A second of a tone in A-law; SIPp plays it over and over. */
function voice() {
  return Buffer.from(Array.from({ length: 8000 }, (_, i) => alaw(8000 * Math.sin((2 * Math.PI * 400 * i) / 8000))));
}

/** One sample of 16 bits, after G.711. */
function alaw(sample) {
  const sign = sample >= 0 ? 0x80 : 0;
  const size = Math.min(Math.abs(Math.trunc(sample)), 32_767) >> 4;
  const segment = Math.max(0, Math.floor(Math.log2(Math.max(size, 1))) - 4);
  const step = segment === 0 ? (size >> 1) & 0x0f : (size >> segment) & 0x0f;
  return (sign | (segment << 4) | step) ^ 0x55;
}
