import type { Change, Considered, Lack, Verdict, Wait, Waiting } from '../domain/wait';
import { table } from './table';
import { clock } from './times';

/** What the floor knows of a wait, as a supervisor would say it. */
export function whyInWords(wait: Wait, now: number): string {
  const { call, queue, waitedMs, position, agents } = wait;
  const changes = wait.changes.map((change) => changeInWords(change, now));
  const before = wait.before.map((each) => `${each.call} (${each.queue}, ${figure(each.score)})`);
  return [
    `${call} waits in ${queue} for ${clock(waitedMs)} as number ${position}, with a score of ${scoreInWords(wait)}.`,
    `It asks for ${asksInWords(wait)}.`,
    ...(wait.pausedUntil === null ? [] : [`It is offered to nobody for ${clock(wait.pausedUntil - now)}.`]),
    ...(wait.heldBy === null ? [] : [HELD[wait.heldBy]]),
    ...(before.length === 0 ? [] : [`Before it come ${before.join(', ')}.`]),
    ...changes,
    '',
    agents.length === 0 ? 'Nobody serves this queue.' : agentsTable(agents, now),
  ].join('\n');
}

/** `51.4 (priority 50 and 1.4 for the wait)` */
export function scoreInWords({ score, priority }: Waiting): string {
  const gained = score - priority;
  return `${figure(score)}${gained === 0 ? '' : ` (priority ${figure(priority)} and ${figure(gained)} for the wait)`}`;
}

const HELD = {
  elsewhere: 'It is rung for in another of its queues.',
  'most-talking': 'Its queue serves as many callers as it may at once (max_talking).',
} as const;

export function agentsTable(agents: readonly Considered[], now: number): string {
  return table(
    [
      { title: 'AGENT', cell: ({ agent }) => agent },
      { title: 'NAME', cell: ({ name }) => name },
      { title: 'WHY NOT', cell: ({ verdict }) => verdictInWords(verdict, now) },
    ],
    agents,
  );
}

export function asksInWords({ asks }: Waiting): string {
  if (asks.only) return `${asks.only.join(' or ')} by name`;
  const parts = [
    ...asks.levels.map(([skill, least]) => `${skill} from ${least}`),
    ...(asks.where === null ? [] : [`"${asks.where}"`]),
    ...(asks.tier === null ? [] : [`members up to tier ${asks.tier}`]),
  ];
  return parts.length === 0 ? 'any member of the queue' : parts.join(', ');
}

function changeInWords(change: Change, now: number): string {
  const after = clock(change.at - now);
  switch (change.is) {
    case 'asks-less': {
      const levels = change.levels.map(([skill, least]) => `${skill} from ${least}`).join(', ');
      return `In ${after} it asks for ${levels === '' ? 'no skill' : levels}.`;
    }
    case 'next-tier':
      return change.tier === Infinity ? `In ${after} all tiers are open.` : `In ${after} tier ${change.tier} opens.`;
    case 'anybody':
      return `In ${after} others may serve it too.`;
    case 'leaves':
      return `In ${after} it leaves by timeout.`;
  }
}

export function verdictInWords(verdict: Verdict, now: number): string {
  switch (verdict.is) {
    case 'rung':
      return `rings for this call, since ${clock(now - verdict.since)}`;
    case 'free':
      return 'free';
    case 'lacks':
      return lackInWords(verdict.lack);
    case 'excluded':
      return 'the call is not to go to them';
    case 'signed-out':
      return 'not signed in';
    case 'out-of-queue':
      return 'signed out of this queue';
    case 'not-ready':
      return verdict.reason === '' ? 'not ready' : `not ready (${verdict.reason})`;
    case 'pausing':
      return `takes the next offer in ${clock(verdict.until - now)}`;
    case 'phone':
      return verdict.phone === 'in-use' ? 'the phone is on another call' : 'the phone cannot be reached';
    case 'refused':
      return `refused or missed this call; again in ${clock(verdict.until - now)}, or when all others were asked`;
    case 'not-asking':
      return 'free; takes calls by hand, and has not asked for one';
    case 'busy':
      return `${BUSY[verdict.state]}${verdict.call === null ? '' : ` ${verdict.call}`}`;
  }
}

const BUSY = { offered: 'rings for', 'on-call': 'is with', 'wrap-up': 'writes down' } as const;

function lackInWords(lack: Lack): string {
  switch (lack.is) {
    case 'not-wanted':
      return 'somebody else is asked for by name';
    case 'not-a-member':
      return 'not a member of the queue';
    case 'delay':
      return `only for callers who have waited ${clock(lack.delayMs)}`;
    case 'tier':
      return `tier ${lack.tier}, open is ${lack.open}`;
    case 'skill':
      return `has ${lack.skill} ${lack.level}, asked are ${lack.least}`;
    case 'where':
      return `"${lack.source}" does not hold`;
  }
}

export const figure = (score: number): string => String(Math.round(score * 10) / 10);
