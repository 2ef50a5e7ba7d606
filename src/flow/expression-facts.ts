import { Environment } from '@marcbachmann/cel-js';
import { RE2JS } from 're2js';
import { parseDuration, type Millis } from '../domain/time';
import type { ValueType } from './flow';
import type { QueueFacts } from './office';

export interface ScheduleFacts {
  readonly open: boolean;
  /** `open`, `closed`, `holiday`, or what was set by hand. */
  readonly state: string;
  /** The label of the exception or of what was set by hand, else as `state`. */
  readonly label: string;
}

/** What the functions of an expression answer at one moment of one call. */
export interface Asked {
  queue(name: string): QueueFacts;
  schedule(name: string): ScheduleFacts;
  /** How often the caller's number called in the last so many milliseconds, this call apart. */
  recentCalls(ms: Millis): number;
  /** Who talked last with the caller's number in the last so many milliseconds, of a queue or of all; '' for nobody. */
  lastAgent(ms: Millis, queue: string | null): string;
}

export const NOTHING_ASKED: Asked = {
  queue: (name) => {
    throw new Error(`queue('${name}') is not known here`);
  },
  schedule: (name) => {
    throw new Error(`schedule('${name}') is not known here`);
  },
  recentCalls: () => {
    throw new Error('recent_calls() is not known here');
  },
  lastAgent: () => {
    throw new Error('last_agent() is not known here');
  },
};

/** CEL's functions get no context, and evaluation is synchronous: so whoever evaluates says here for whom. */
let present: Asked = NOTHING_ASKED;

/** Runs an expression for one moment of one call. */
export function answering<T>(asked: Asked, run: () => T): T {
  const before = present;
  present = asked;
  try {
    return run();
  } finally {
    present = before;
  }
}

const DIVERSION = { number: 'string', reason: 'string' } as const;

const CALL = {
  id: 'string',
  ani: 'string',
  name: 'string',
  dnis: 'string',
  diverted: 'string',
  trunk: 'string',
  channel: 'string',
  campaign: 'string',
  language: 'string',
  person: 'string',
  agent: 'string',
  waited: 'double',
  headers: 'map<string, string>',
  uui: 'string',
  diversion: DIVERSION,
} as const;

const NOW = { date: 'string', time: 'string', weekday: 'string', hour: 'double', minute: 'double' } as const;

const CALLER = { number: 'string', name: 'string', withheld: 'bool' } as const;
const WAIT = { queue: 'string', position: 'double', seconds: 'double', expected: 'double' } as const;
export const QUEUE = {
  waiting: 'double',
  free: 'double',
  agents: 'double',
  longest_wait: 'double',
  expected_wait: 'double',
  service_level: 'double',
} as const;
const SCHEDULE = { open: 'bool', state: 'string', label: 'string' } as const;

export const FACTS = ['call', 'caller', 'now', 'daypart', 'lists', 'keys', 'tags', 'wait'] as const;
export type Fact = (typeof FACTS)[number];
export const isFact = (name: string): name is Fact => (FACTS as readonly string[]).includes(name);

/** What each object has, by how it is asked for. */
export const FIELDS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  call: CALL,
  diversion: DIVERSION,
  caller: CALLER,
  now: NOW,
  wait: WAIT,
  'queue()': QUEUE,
  'schedule()': SCHEDULE,
};

class QueueValue {
  constructor(facts: QueueFacts) {
    Object.assign(this, facts);
  }
}

class ScheduleValue {
  constructor(facts: ScheduleFacts) {
    Object.assign(this, facts);
  }
}

export const CEL_TYPES: Readonly<Record<ValueType, string>> = {
  string: 'string',
  number: 'double',
  bool: 'bool',
  list: 'list<dyn>',
  map: 'map<string, dyn>',
  any: 'dyn',
};

/** What all flows may use; made once, for it is dear. */
export function vocabulary(): Environment {
  if (shared) return shared;
  const environment = new Environment({
    enableOptionalTypes: true,
    homogeneousAggregateLiterals: false,
    limits: { maxAstNodes: 500, maxDepth: 50 },
  });
  environment.registerVariable({ name: 'call', schema: CALL });
  environment.registerVariable({ name: 'now', schema: NOW });
  environment.registerVariable('daypart', 'string');
  environment.registerVariable('lists', 'map<string, dyn>');
  environment.registerVariable({ name: 'caller', schema: CALLER });
  environment.registerVariable({ name: 'wait', schema: WAIT });
  environment.registerVariable('keys', 'string');
  environment.registerVariable('tags', 'list<string>');
  environment.registerType('Queue', { ctor: QueueValue, fields: QUEUE });
  environment.registerType('Schedule', { ctor: ScheduleValue, fields: SCHEDULE });
  environment.registerFunction('queue(string): Queue', (name: string) => new QueueValue(present.queue(name)));
  environment.registerFunction(
    'schedule(string): Schedule',
    (name: string) => new ScheduleValue(present.schedule(name)),
  );
  environment.registerFunction('recent_calls(string): double', (text: string) =>
    present.recentCalls(recentMs(text) ?? 0),
  );
  environment.registerFunction('last_agent(string): string', (text: string) =>
    present.lastAgent(rememberedMs(text) ?? 0, null),
  );
  environment.registerFunction('last_agent(string, string): string', (text: string, queue: string) =>
    present.lastAgent(rememberedMs(text) ?? 0, queue),
  );
  mixNumbers(environment);
  environment.registerFunction('re(string, string): bool', (text: string, pattern: string) =>
    RE2JS.compile(pattern).matcher(text).matches(),
  );
  shared = environment;
  return environment;
}

/** How far back `recent_calls('10m')` asks; `undefined` where that is no length of time from a second to a day. */
export function recentMs(text: string): Millis | undefined {
  const ms = parseDuration(text);
  return ms !== undefined && ms >= 1_000 && ms <= LONGEST_RECENT_MS ? ms : undefined;
}

/** As far back as calls are remembered. */
const LONGEST_RECENT_MS: Millis = 86_400_000;

/** How far back `last_agent('30d')` asks; `undefined` where that is no length of time from a minute to ninety days. */
export function rememberedMs(text: string): Millis | undefined {
  const ms = parseDuration(text);
  return ms !== undefined && ms >= 60_000 && ms <= LAST_AGENT_MS ? ms : undefined;
}

/** As far back as it is remembered who served whom. */
export const LAST_AGENT_MS: Millis = 90 * 86_400_000;

let shared: Environment | undefined;

/** CEL keeps whole numbers and doubles apart, which nobody who writes a dialplan expects. */
export function mixNumbers(environment: Environment): void {
  const operators: Record<string, (a: number, b: number) => number> = {
    '+': (a, b) => a + b,
    '-': (a, b) => a - b,
    '*': (a, b) => a * b,
    '/': (a, b) => a / b,
  };
  for (const [sign, apply] of Object.entries(operators))
    for (const [left, right] of [
      ['double', 'int'],
      ['int', 'double'],
    ] as const)
      environment.registerOperator(`${left} ${sign} ${right}`, (a: unknown, b: unknown) => apply(Number(a), Number(b)));
  for (const [left, right] of [
    ['double', 'int'],
    ['int', 'double'],
    ['double', 'double'],
  ] as const)
    environment.registerOperator(`${left} % ${right}`, (a: unknown, b: unknown) => Number(a) % Number(b));
  environment.registerOperator('double == int', (a: unknown, b: unknown) => Number(a) === Number(b));
}
