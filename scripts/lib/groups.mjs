/**
 * Every child gets a process group of its own: Ctrl-C at the terminal reaches us alone, and we end the children in order.
 * These are the groups that still run, for the second Ctrl-C.
 */
const groups = new Set();

export function watchGroup(child) {
  if (child.pid === undefined) return;
  groups.add(child.pid);
  child.once('exit', () => groups.delete(child.pid));
}

export const addGroup = (pid) => groups.add(pid);
export const removeGroup = (pid) => groups.delete(pid);

export function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

export function killAllGroups() {
  for (const pid of groups) signalGroup(pid, 'SIGKILL');
}
