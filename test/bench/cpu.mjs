import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** What the kernel counts CPU time in. */
const TICK_MS = 1000 / Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

/** The name in brackets may hold spaces; after it stand the fields from the third on. */
function statOf(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (number) => Number(fields[number - 3]);
}

/** CPU time of a process so far, all its threads, user and system; undefined when it has ended. */
export function cpuMsOf(pid) {
  try {
    const field = statOf(pid);
    return (field(14) + field(15)) * TICK_MS;
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ESRCH') return undefined;
    throw error;
  }
}

/** The same of our children that have ended and been waited for. */
export function cpuMsOfEndedChildren() {
  const field = statOf('self');
  return (field(16) + field(17)) * TICK_MS;
}

/** CPU time that the whole machine has spent on anything, all cores. */
export function cpuMsOfMachine() {
  const [, user, nice, system, , , irq, softirq] = readFileSync('/proc/stat', 'utf8').split(/\s+/, 9).map(Number);
  return (user + nice + system + irq + softirq) * TICK_MS;
}
