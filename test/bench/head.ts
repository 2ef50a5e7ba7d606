import { createRequire } from 'node:module';
import { join } from 'node:path';
import type * as Deciding from '../../src/acd/decide';
import type * as Advancing from '../../src/flow/advance';
import type * as Compiling from '../../src/site/compile';
import type { Site } from '../../src/flow/office';
import type { CallEvent, Session } from '../../src/flow/session';
import { agent, FloorStory, floorOf, queueSettings } from '../support/floor';
import { officeFiles } from '../support/office';
import { Story } from '../support/story';
import { manyFlows } from './many-flows';
import { publishing, type Publish } from './publishing';
import { CPU_SECONDS, cpuSecondsOf, inTurns, type Sample } from './stopwatch';

/**
 * What the head costs without its hands. Measured is what is shipped, so the code is the compiled one in dist/; only the
 * way to the moments that are measured goes through the sources. Prints one line of JSON.
 */
const built = createRequire(join(__dirname, '../../dist/src/main/main.js'));
const { advance } = built('../flow/advance.js') as typeof Advancing;
const { decide } = built('../acd/decide.js') as typeof Deciding;
const { compileSite } = built('../site/compile.js') as typeof Compiling;

const AGENTS = 100;
const LINES = [20, 500];
const FLOWS = 1_000;
const STEPS = 30;
const COMPILE_TIMES = 2;
const PUBLISH_TIMES = 3;

interface Moment {
  readonly session: Session;
  readonly event: CallEvent;
  readonly now: number;
}

interface Figure {
  readonly name: string;
  readonly unit: string;
  readonly samples: readonly number[];
}

function compiled(files: Compiling.SiteFiles): Site {
  const { site, problems } = compileSite(
    files,
    () => ({ has: () => true }),
    () => ({ file: '/prompts/some', lengthMs: 1_000 }),
  );
  if (!site) throw new Error(`the site of the bench has mistakes: ${JSON.stringify(problems.slice(0, 3))}`);
  return site;
}

/** The example office: one caller at the menu, and one in the queue. */
function callers(site: Site): { readonly atMenu: Moment; readonly intoQueue: Moment; readonly inQueue: Moment } {
  const story = new Story(site, { flow: 'main' });
  for (let guard = 0; story.state.node !== 'menu.0' && guard < 20; guard++) story.hearsItOut().waits('1s');
  const menu = { session: story.state, now: story.now };
  story.presses('1');
  const ticket = (story.state.local as { ticket: string }).ticket;
  return {
    atMenu: { ...menu, event: { type: 'digit', digit: '9' } },
    intoQueue: { ...menu, event: { type: 'digit', digit: '1' } },
    inQueue: { session: story.state, now: story.now, event: { type: 'position', ticket, position: 3 } },
  };
}

/** All agents talk, so many wait, and one agent's wrap-up is just over. */
function busyFloor(waiting: number): FloorStory {
  const ids = Array.from({ length: AGENTS }, (_, i) => `agent${i}`);
  const settings = floorOf(
    ids.map((id) => agent(id)),
    [queueSettings('sales', { maxWaiting: 1_000 })],
  );
  const floor = new FloorStory(settings).signsIn(...ids);
  for (const id of ids) floor.enters(`talk${id}`);
  for (const id of ids) floor.talks(id);
  for (let i = 0; i < waiting; i++) floor.enters(`wait${i}`);
  floor.legEnds('agent0', 16);
  return floor;
}

function turns(): Sample[] {
  const { atMenu, intoQueue, inQueue } = callers(compiled(officeFiles()));
  const site = compiled(officeFiles());
  const turn = ({ session, event, now }: Moment) => advance(session, event, site, now);
  const saved = JSON.stringify(atMenu.session);
  return [
    { name: 'advance: menu, a wrong key', once: () => turn(atMenu) },
    { name: 'advance: menu, a key to the queue', once: () => turn(intoQueue) },
    { name: 'advance: queue, told the position', once: () => turn(inQueue) },
    { name: 'a session to JSON and back', once: () => JSON.stringify(JSON.parse(saved)) },
  ];
}

/** Two turns each, of which the second puts the floor back as it was. */
function floorTurns(waiting: number): Sample[] {
  const floor = busyFloor(waiting);
  const { book, now } = floor;
  const ticket = {
    ...{ id: 'new.t1', call: 'new', queue: 'sales', priority: 0, skills: {}, agent: null, maxWaitMs: null },
    ...{ caller: { number: '7916', name: '' }, enteredAt: now },
  };
  const chosen = (to: 'available' | 'not-ready') =>
    decide(book, { type: 'set-agent-state', agent: 'agent0', to, reason: 'bench', by: 'bench' }, now);
  const room = `${AGENTS} agents, ${waiting} waiting`;
  return [
    {
      name: `decide: ${room}, one more comes and goes`,
      once: () => {
        decide(book, { type: 'enqueue', ticket }, now);
        decide(book, { type: 'leave-queue', ticket: ticket.id, reason: 'abandoned' }, now);
      },
    },
    {
      name: `decide: ${room}, an agent is free, is offered a call and goes`,
      once: () => {
        chosen('available');
        chosen('not-ready');
      },
    },
  ];
}

/** Flows that were read before are not read again: so each time they are others, or all but one the same. */
function compiling(): readonly Figure[] {
  const files = manyFlows(FLOWS, STEPS);
  const others = (time: number): Compiling.SiteFiles =>
    Object.fromEntries(Object.entries(files).map(([path, text]) => [path, `${text}# ${time}\n`]));
  const anew = Array.from({ length: COMPILE_TIMES }, (_, time) => cpuSecondsOf(() => compiled(others(time))));
  const oneChanged = Array.from({ length: COMPILE_TIMES }, (_, time) => {
    const changed = { ...others(0), 'flows/flow0.yaml': `${files['flows/flow0.yaml'] ?? ''}# changed ${time}\n` };
    return cpuSecondsOf(() => compiled(changed));
  });
  const size = `${FLOWS} flows × ${STEPS} steps`;
  return [
    { name: `check and compile a site of ${size}`, unit: CPU_SECONDS, samples: anew },
    { name: `the same again, one flow changed`, unit: CPU_SECONDS, samples: oneChanged },
  ];
}

function bytes(): Figure {
  const { session } = callers(compiled(officeFiles())).atMenu;
  return { name: 'a session at the menu, as JSON', unit: 'bytes', samples: [JSON.stringify(session).length] };
}

/** The whole site where a small one ran, and then one flow of it, some times. */
async function publishes(): Promise<readonly Figure[]> {
  const files = manyFlows(FLOWS, STEPS);
  const changed = Array.from({ length: PUBLISH_TIMES }, (_, time) => ({
    ...files,
    'flows/flow0.yaml': `${files['flows/flow0.yaml'] ?? ''}# changed ${time}\n`,
  }));
  const [whole, ...oneFlow] = await publishing(manyFlows(1, STEPS), [files, ...changed]);
  const figuresOf = (what: string, some: readonly Publish[]): Figure[] => [
    { name: `publish ${what}`, unit: CPU_SECONDS, samples: some.map(({ cpuS }) => cpuS) },
    { name: '  calls wait for it at one time', unit: 'ms at most', samples: some.map(({ longestMs }) => longestMs) },
  ];
  return [
    ...figuresOf(`a site of ${FLOWS} flows × ${STEPS} steps`, whole ? [whole] : []),
    ...figuresOf('one changed flow of it', oneFlow),
  ];
}

async function main(): Promise<void> {
  const figures = [...inTurns([...turns(), ...LINES.flatMap(floorTurns)]), bytes(), ...compiling()];
  process.stdout.write(`${JSON.stringify([...figures, ...(await publishes())])}\n`);
}

void main();
