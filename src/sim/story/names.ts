import type { Flow } from '../../flow/flow';
import type { Site } from '../../flow/office';
import type { Place, Problems } from '../../flow/problem';
import { didYouMean } from '../../flow/did-you-mean';
import { entryNamed } from '../../flow/dialled';
import { codeDialled } from '../../flow/feature-code';
import { REQUESTS } from '../answers';
import type { Sound, Story } from './story';

/** So many of the known names are told: a site has hundreds of labels. */
const TOLD = 12;

/** Every name in a story must be one of the site. `given` says where something given stands. */
export function checkNames(
  story: Story,
  site: Site,
  problems: Problems,
  given: (...path: readonly string[]) => Place,
): void {
  const check = (what: string, name: string, known: Iterable<string>, place: Place): void => {
    const names = [...known];
    if (!names.includes(name))
      problems.error(
        place,
        'FLOW006',
        `there is no ${what} ${name}${didYouMean(name, names)}; known are ${listed(names)}`,
      );
  };
  const { agents, queues, connectors, schedules } = site;
  checkCalled(story, site, check, given);
  if (story.given.phone !== null) check('agent', story.given.phone, agents.keys(), given('phone'));
  for (const agent of story.given.agents.keys()) check('agent', agent, agents.keys(), given('agents', agent));
  for (const queue of story.given.waiting.keys()) check('queue', queue, queues.keys(), given('waiting', queue));
  for (const queue of story.given.callbacks?.keys() ?? [])
    check('queue', queue, queues.keys(), given('callbacks', queue));
  for (const [queue, agent] of story.given.lastAgent ?? []) {
    check('queue', queue, queues.keys(), given('last_agent', queue));
    check('agent', agent, agents.keys(), given('last_agent', queue));
  }
  for (const number of story.given.others.keys())
    if (!entryNamed(site, number)) check('number', number, site.numbers.keys(), given('others', number));
  for (const connector of story.given.answers.keys())
    check('connector', connector, [...connectors.keys(), REQUESTS], given('answers', connector));
  for (const schedule of story.given.schedules.keys())
    check('schedule', schedule, schedules.keys(), given('schedules', schedule));
  for (const calendar of story.given.calendars?.keys() ?? [])
    check('calendar that is fetched', calendar, site.calendars.keys(), given('calendars', calendar));
  for (const list of story.given.lists.keys())
    check('list that can be added to', list, site.writableLists.keys(), given('lists', list));
  const labels = labelsFor(story, site);
  for (const step of story.steps) {
    const { place } = step;
    if (step.is === 'queue') check('queue', step.queue, queues.keys(), place);
    if (step.is === 'offered_to') check('agent', step.agent, agents.keys(), place);
    if (step.is === 'answered_by' && !isNumber(step.who)) check('agent', step.who, agents.keys(), place);
    if (step.is === 'schedules')
      for (const each of step.schedules.keys()) check('schedule', each, schedules.keys(), place);
    if (step.is === 'agents') for (const agent of step.agents.keys()) check('agent', agent, agents.keys(), place);
    if (step.is === 'by_hand' && step.order.type === 'pick-ticket')
      check('agent', step.order.agent, agents.keys(), place);
    if (step.is === 'by_hand' && step.order.type === 'move-ticket')
      check('queue', step.order.queue, queues.keys(), place);
    if (step.is === 'label') check('label', step.label, labels, place);
    if (step.is === 'heard' || step.is === 'playing')
      for (const sound of step.sounds) checkPrompt(sound, site, problems, place);
  }
  for (const final of story.atTheEnd) {
    if (final.is === 'listed') check('list', final.list, Object.keys(site.listsAt(0)), final.place);
    if (final.is === 'never_heard') checkPrompt(final.sound, site, problems, final.place);
    if (final.is === 'path')
      for (const label of final.labels) if (label !== '...') check('label', label, labels, final.place);
  }
}

const listed = (names: readonly string[]): string =>
  names.length > TOLD
    ? `${names.slice(0, TOLD).join(', ')} and ${names.length - TOLD} others`
    : names.join(', ') || 'none';

/** Labels as a story may write them, those of the flow where it begins first. */
function labelsFor({ given: { to, phone } }: Story, site: Site): ReadonlySet<string> {
  const { flows } = site;
  const begins =
    'flow' in to ? to.flow : phone === null ? entryNamed(site, to.number)?.flow : codeDialled(site, to.number)?.flow;
  const labelsOf = (flow: Flow): string[] => [...flow.nodes.keys()].map((node) => node.split('.')[0] ?? '');
  const own = [...flows.values()].filter(({ name }) => name === begins).flatMap(labelsOf);
  const all = [...flows.values()].flatMap((flow) =>
    labelsOf(flow).flatMap((label) => [`${flow.name}/${label}`, label]),
  );
  return new Set([...own, ...all]);
}

const isNumber = (who: string): boolean => /^[+0-9]/.test(who);

function checkCalled(
  { given: { to, phone } }: Story,
  site: Site,
  check: (what: string, name: string, known: Iterable<string>, place: Place) => void,
  given: (...path: readonly string[]) => Place,
): void {
  if ('flow' in to) check('flow', to.flow, site.flows.keys(), given('flow'));
  else if (phone !== null) {
    if (!codeDialled(site, to.number)) check('feature code', to.number, site.featureCodes.keys(), given('number'));
  } else if (site.otherNumbers === null && !entryNamed(site, to.number))
    check('number', to.number, site.numbers.keys(), given('number'));
}

function checkPrompt(sound: Sound, site: Site, problems: Problems, place: Place): void {
  if (sound.is !== 'prompt') return;
  const { name } = sound;
  const languages = [...new Set([site.language, ...site.prompts.keys()])];
  const isKnown = languages.some(
    (language) => site.prompts.get(language)?.has(name) === true || site.promptMs(name, language) !== undefined,
  );
  if (isKnown) return;
  const names = [...new Set([...site.prompts.values()].flatMap((texts) => [...texts.keys()]))];
  problems.error(
    place,
    'FLOW006',
    `there is no prompt ${name}${didYouMean(name, names)}; prompts stand in prompts/<language>.yaml`,
  );
}
