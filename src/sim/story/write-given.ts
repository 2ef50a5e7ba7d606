import type { Json } from '../../domain/json';
import { formatDuration } from '../../domain/time';
import type { Answer } from '../answers';
import type { PhoneManner } from '../phone';
import type { Given, GivenAgent } from './story';

/** JSON is YAML. */
export const yaml = (value: Json): string => JSON.stringify(value);

/** What is given, as a story file has it. `at` is its day and time in the zone of the site. */
export function givenLines(given: Given, at: string): readonly string[] {
  const { to, phone, caller, name, diverted } = given;
  const mapping = (key: string, entries: readonly string[]): readonly string[] =>
    entries.length === 0 ? [] : [`${key}: { ${entries.join(', ')} }`];
  return [
    ...(caller === '' ? [] : [`caller: ${yaml(caller)}`]),
    ...(name === '' ? [] : [`name: ${yaml(name)}`]),
    'number' in to ? `number: ${yaml(to.number)}` : `flow: ${to.flow}`,
    ...(phone === null ? [] : [`phone: ${phone}`]),
    ...(diverted === '' ? [] : [`diverted: ${yaml(diverted)}`]),
    ...mapping(
      'headers',
      Object.entries(given.headers ?? {}).map(([header, value]) => `${header}: ${yaml(value)}`),
    ),
    `at: ${yaml(at)}`,
    ...mapping(
      'answers',
      [...given.answers].map(
        ([connector, byKey]) =>
          `${connector}: { ${[...byKey].map(([key, answer]) => `${yaml(key)}: ${answerText(answer)}`).join(', ')} }`,
      ),
    ),
    ...mapping(
      'agents',
      [...given.agents].map(([id, agent]) => `${id}: ${agentText(agent)}`),
    ),
    ...mapping(
      'schedules',
      [...given.schedules].map(([schedule, to]) => `${schedule}: ${to}`),
    ),
    ...mapping(
      'calendars',
      [...(given.calendars ?? [])].map(([calendar, days]) => `${calendar}: [${days.map(yaml).join(', ')}]`),
    ),
    ...mapping(
      'outside',
      [...given.outside].map(([number, manner]) => `${yaml(number)}: ${mannerText(manner)}`),
    ),
    ...mapping(
      'waiting',
      [...given.waiting].map(([queue, howMany]) => `${queue}: ${howMany}`),
    ),
    ...mapping(
      'callbacks',
      [...(given.callbacks ?? [])].map(([queue, numbers]) => `${queue}: ${yaml([...numbers])}`),
    ),
    ...mapping(
      'last_agent',
      [...(given.lastAgent ?? [])].map(([queue, agent]) => `${queue}: ${agent}`),
    ),
    ...mapping(
      'others',
      [...given.others].map(([number, howMany]) => `${yaml(number)}: ${howMany}`),
    ),
    ...mapping(
      'lists',
      [...given.lists].map(([list, entries]) => `${list}: ${yaml(Object.fromEntries(entries))}`),
    ),
    ...mapping(
      'wrong_pins',
      [...wrongPinsBy(given.wrongPins)].map(([of, byKey]) => `${yaml(of)}: ${yaml(Object.fromEntries(byKey))}`),
    ),
  ];
}

function wrongPinsBy(wrongPins: Given['wrongPins']): ReadonlyMap<string, ReadonlyMap<string, number>> {
  const by = new Map<string, Map<string, number>>();
  for (const { subject, times } of wrongPins) {
    const of = subject.of === '' ? subject.is : subject.of;
    by.set(of, (by.get(of) ?? new Map<string, number>()).set(subject.key, times));
  }
  return by;
}

function answerText({ result, afterMs }: Answer): string {
  const answer =
    result === null
      ? 'silent'
      : result.is === 'found'
        ? yaml(result.value)
        : result.is === 'failed'
          ? 'failed'
          : 'not_found';
  return `{ after: ${formatDuration(afterMs)}, answer: ${answer} }`;
}

function agentText({ state, reason, manner }: GivenAgent): string {
  if (state === 'signed-out') return 'signed-out';
  if (state === 'not-ready') return `{ state: not-ready, reason: ${yaml(reason)} }`;
  return mannerText(manner);
}

function mannerText(manner: PhoneManner): string {
  switch (manner.is) {
    case 'answers': {
      const talks = manner.talksMs === null ? '' : `, talks: ${formatDuration(manner.talksMs)}`;
      const presses = manner.presses === undefined ? '' : `, presses: ${yaml(manner.presses)}`;
      return `{ answers: ${formatDuration(manner.afterMs)}${talks}${presses} }`;
    }
    case 'declines':
      return `{ declines: ${formatDuration(manner.afterMs)} }`;
    default:
      return manner.is;
  }
}
