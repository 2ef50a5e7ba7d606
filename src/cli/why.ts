import type { Command } from 'commander';
import type { Change, Considered, Lack, Verdict, Wait } from '../domain/wait';
import type { Api } from './api';
import { table } from './table';
import { clock } from './times';
import type { World } from './world';

export function addWhyCommand(program: Command, world: World, api: () => Api): void {
  program
    .command('why')
    .description('why a caller still waits: what the call asks, who comes first, and why not each agent')
    .argument('<call>', 'the id of the call (carillon calls), or its SIP Call-ID')
    .option('--json', 'for programs', false)
    .action(async (call: string, { json }: { json: boolean }) => {
      const wait = await api().ask<Wait>('GET', `/calls/${encodeURIComponent(call)}/why`);
      const text = json ? JSON.stringify(wait, null, 2) : whyInWords(wait, world.now());
      world.stdout.write(`${text}\n`);
    });
}

/** What the floor knows of a wait, as a supervisor would say it. */
export function whyInWords(wait: Wait, now: number): string {
  const { call, queue, waitedMs, position, score, priority, agents } = wait;
  const gained = score - priority;
  const made = gained === 0 ? '' : ` (priority ${figure(priority)} and ${figure(gained)} for the wait)`;
  const changes = wait.changes.map((change) => changeInWords(change, now));
  const before = wait.before.map((each) => `${each.call} (${each.queue}, ${figure(each.score)})`);
  return [
    `${call} waits in ${queue} for ${clock(waitedMs)} as number ${position}, with a score of ${figure(score)}${made}.`,
    `It asks for ${asksInWords(wait)}.`,
    ...(wait.pausedUntil === null ? [] : [`It is offered to nobody for ${clock(wait.pausedUntil - now)}.`]),
    ...(wait.heldBy === null ? [] : [HELD[wait.heldBy]]),
    ...(before.length === 0 ? [] : [`Before it come ${before.join(', ')}.`]),
    ...changes,
    '',
    agents.length === 0 ? 'Nobody serves this queue.' : agentsTable(agents, now),
  ].join('\n');
}

const HELD = {
  elsewhere: 'It is rung for in another of its queues.',
  'most-talking': 'Its queue serves as many callers as it may at once (max_talking).',
} as const;

function agentsTable(agents: readonly Considered[], now: number): string {
  return table(
    [
      { title: 'AGENT', cell: ({ agent }) => agent },
      { title: 'NAME', cell: ({ name }) => name },
      { title: 'WHY NOT', cell: ({ verdict }) => verdictInWords(verdict, now) },
    ],
    agents,
  );
}

function asksInWords({ asks }: Wait): string {
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

function verdictInWords(verdict: Verdict, now: number): string {
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

const figure = (score: number): string => String(Math.round(score * 10) / 10);
