import type { QueueName } from '../domain/ids';
import { parseFlow } from '../flow/parse';
import type { NumberEntry, Site } from '../flow/office';
import { Problems } from '../flow/problem';
import { YamlFile } from '../flow/yaml';

/** The number that leads straight into a queue, for callers who wait there before the story begins. */
export const numberInto = (queue: QueueName): string => `simulated-${queue}`;

/** The site with a number straight into each of these queues. */
export function withWaiting(site: Site, queues: readonly QueueName[]): Site {
  if (queues.length === 0) return site;
  const flows = new Map(site.flows);
  const numbers = new Map(site.numbers);
  for (const queue of queues) {
    const name = `simulated_${queue}`;
    const problems = new Problems();
    const text = `flow: ${name}\nstart: wait\nsteps:\n  wait:\n    - queue: { name: ${queue} }\n    - hangup\n`;
    const { flow } = parseFlow(YamlFile.read(`${name}.yaml`, text, problems), problems) ?? {};
    if (!flow) throw new Error(`no flow into the queue ${queue}: ${problems.sorted()[0]?.message ?? ''}`);
    flows.set(name, flow);
    numbers.set(numberInto(queue), entryOf(numberInto(queue), name));
  }
  return { ...site, flows, numbers };
}

/** The site with a number of its own for a flow. */
export function withNumberOf(site: Site, flow: string, number: string): Site {
  return { ...site, numbers: new Map([...site.numbers, [number, entryOf(number, flow)]]) };
}

const entryOf = (number: string, flow: string): NumberEntry => ({
  number,
  flow,
  parameters: {},
  campaign: '',
  language: null,
  person: null,
  maxCalls: null,
  whenFull: { reject: 'busy' },
});
