import { Failure, lastLines } from './failure.mjs';
import { adopt, leftOver, startProcess } from './server.mjs';
import { waitFor } from './wait.mjs';

const ANSWER_AGAIN_WITHIN_MS = 5_000;
const END_WITHIN_MS = 60_000;

/**
 * A server of Carillon's own: the one that an earlier start left behind when it still answers and was started just so, else a
 * new one. `plan` says how it is started; `plan.ready()` gives an answer when it can be used.
 */
export async function raise(home, plan, { signal }) {
  const before = leftOver(home, plan.name);
  if (before !== undefined) {
    const server = adopt(home, plan.name, before);
    if (before.settings === plan.settings && (await answers(plan, server, signal))) return { server, adopted: true };
    await server.stop(END_WITHIN_MS);
  }
  await plan.beforeStart?.();
  const log = home.freshLog(plan.name);
  const { server } = startProcess(home, { ...plan, log });
  try {
    const { is } = await waitFor(plan.ready, { withinMs: plan.readyWithinMs, signal, gone: server.gone });
    if (is !== 'ready') throw await failure(plan, server, is, log);
  } catch (error) {
    await server.stop(END_WITHIN_MS);
    throw error;
  }
  return { server, adopted: false };
}

/** The port of a private server: where its left-over one listens, else the one it had, unless somebody has taken that. */
export async function portOf(home, ports, name) {
  return (leftOver(home, name) && ports.known(name)) ?? ports.free(name);
}

/** Ends what an earlier start left behind and this one does not need; true when there was something. */
export async function endLeftOver(home, name) {
  const before = leftOver(home, name);
  if (before === undefined) return false;
  await adopt(home, name, before).stop(END_WITHIN_MS);
  return true;
}

async function answers(plan, { gone }, signal) {
  return (await waitFor(plan.ready, { withinMs: ANSWER_AGAIN_WITHIN_MS, signal, gone })).is === 'ready';
}

async function failure({ title, readyWithinMs, remedy, ownLog }, server, is, log) {
  const sentence =
    is === 'gone'
      ? `${title} ended while it was starting (${await server.gone}).`
      : `${title} started, but did not answer within ${readyWithinMs / 1000} s.`;
  const said = lastLines(log);
  return said.length === 0 && ownLog !== undefined
    ? new Failure(sentence, { remedy, log: ownLog })
    : new Failure(sentence, { remedy, log, lines: said });
}
