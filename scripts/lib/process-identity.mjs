import { readFileSync, readlinkSync } from 'node:fs';

/**
 * Which process this is, for good: a number alone is given out again. When it began, the machine's run and the process
 * table we see make it certain. Undefined for a process that is not there, or has ended and only waits to be collected.
 */
export function identityOf(pid) {
  const stat = read(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  // The name in brackets may itself hold spaces and brackets; after it stand the state and, as 20th, when it began.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (stat === '' || fields[0] === 'Z' || fields[0] === 'X') return undefined;
  const boot = read(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')).trim();
  return { pid, began: fields[19], table: `${boot} ${read(() => readlinkSync('/proc/self/ns/pid'))}` };
}

export function isSame(one, other) {
  return (
    one !== undefined &&
    other !== undefined &&
    one.pid === other.pid &&
    one.began === other.began &&
    one.table === other.table
  );
}

export const isAlive = (identity) => isSame(identity, identityOf(identity.pid));

/** The folder a process works in; '' when it is not ours to know. */
export const folderOf = (pid) => read(() => readlinkSync(`/proc/${pid}/cwd`));

/** What a process was called with. */
export const commandOf = (pid) =>
  read(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8'))
    .replace(/\0/g, ' ')
    .trim();

function read(get) {
  try {
    return get();
  } catch (error) {
    if (['ENOENT', 'ESRCH', 'EACCES', 'EPERM'].includes(error.code)) return '';
    throw error;
  }
}
