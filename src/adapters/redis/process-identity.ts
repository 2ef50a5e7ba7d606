import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** Who holds a lease: enough to tell, on the same machine, whether that very process still runs. */
export interface ProcessIdentity {
  readonly host: string;
  readonly pid: number;
  /** When the process began, in ticks since the machine started; '' where there is no /proc. */
  readonly began: string;
  /** The machine's current run and the process table we see, since a pid means something only within both. */
  readonly processTable: string;
}

export function thisProcess(): ProcessIdentity {
  return { host: hostname(), pid: process.pid, began: beganAt(process.pid), processTable: ourProcessTable() };
}

/** True only when it is certain: the process was one that we could see, and it is not there any more. */
export function isDead(owner: ProcessIdentity): boolean {
  if (owner.began === '' || owner.processTable === '' || owner.processTable !== ourProcessTable()) return false;
  return beganAt(owner.pid) !== owner.began;
}

/** Field 22 of /proc/<pid>/stat, counted after the name, which may itself hold spaces and brackets. */
function beganAt(pid: number): string {
  const stat = readIfThere(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}

function ourProcessTable(): string {
  const boot = readIfThere(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')).trim();
  const namespace = readIfThere(() => readlinkSync('/proc/self/ns/pid'));
  return boot === '' || namespace === '' ? '' : `${boot} ${namespace}`;
}

function readIfThere(read: () => string): string {
  try {
    return read();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // ESRCH: it ended while we read. EACCES: hidden from us.
    if (code === 'ENOENT' || code === 'ESRCH' || code === 'EACCES') return '';
    throw error;
  }
}
