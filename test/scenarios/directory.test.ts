import { endsWhenCrashed, keyed, said, siteThatAsks } from '../support/asking';
import { siteOf, Story } from '../support/story';
import { compileSite } from '../../src/site/compile';

const agents = (names: Readonly<Record<string, string>>): { 'agents.yaml': string } => ({
  'agents.yaml': `agents:\n${Object.entries(names)
    .map(([extension, name], index) => `  a${index}: { name: ${name}, phone: p${index}, extension: "${extension}" }`)
    .join('\n')}\n  guard: { name: Berta Guard, phone: guard }\n`,
});

const OFFICE = agents({ 101: 'Anna Berg', 102: 'Olga Berger', 103: 'Олег Иванов', 2374: 'Zoe Young' });
const STEP = (more = ''): string =>
  `directory: { prompt: a/letters, press: a/press, too_many: a/more, into: who, extension_into: number, nobody: wrong${more} }`;
const site = siteThatAsks(STEP(), OFFICE);

describe('the directory', () => {
  it('reads out whose name begins with the letters, and takes the one that is chosen', () => {
    // 2 3 7: A-B-C, D-E-F, P-Q-R-S: "Ber"
    const tell = (story: Story): Story =>
      story.waits('1s').presses('237').waits('4s').presses('#').waits('1s').presses('2');
    const story = tell(
      new Story(siteThatAsks(STEP(', letters: 3, end: "#"'), agents({ 101: 'Anna Berg', 102: 'Olga Berger' }))),
    );
    expect(said(story).slice(0, 2)).toEqual(['a/letters', 'names/a0, a/press, “one”, names/a1, a/press, “two”']);
    expect(story.path).toContain('ask.1 → found');
    expect(story.state.vars).toMatchObject({ who: 'a1', number: '102' });
    endsWhenCrashed(site, tell);
  });

  it('knows Cyrillic letters, in any word of the name', () => {
    // 4 2 1: И 4, В 2, А 2
    const story = new Story(site).waits('1s').presses('422').waits('1s').presses('1');
    expect(story.state.vars['who']).toBe('a2');
    const first = siteThatAsks(STEP(', by: first'), OFFICE);
    expect(keyed(new Story(first).waits('1s').presses('422'))).toEqual(['no-match 422']);
  });

  it('finds nobody only when the letters are complete: one wrong name is one mistake', () => {
    const story = new Story(site).waits('1s').presses('777');
    expect(keyed(story)).toEqual(['no-match 777']);
    story.waits('1s').presses('77#').waits('1s').presses('777');
    expect(story.path).toContain('ask.1 → no_match');
    expect(said(story).at(-1)).toBe('said/wrong');
  });

  it('takes an extension, when nobody is meant by it as letters', () => {
    expect(new Story(site).waits('1s').presses('103').state.vars['who']).toBe('a2');
  });

  it('waits where letters may still become an extension, and reads out both', () => {
    const story = new Story(site).waits('1s').presses('237');
    expect(said(story)).toEqual(['a/letters']);
    story.presses('4');
    story.waits('3s');
    expect(said(story).at(-1)).toBe('names/a3, a/press, “one”, names/a0, a/press, “two”, names/a1, a/press, “three”');
    expect(story.presses('1').state.vars['who']).toBe('a3');
  });

  it('goes back to the letters, as often as keys may be wrong', () => {
    const tell = (story: Story): Story => {
      for (let time = 0; time < 3; time++) story.waits('1s').presses('422').waits('1s').presses('*');
      return story;
    };
    const story = tell(new Story(site));
    expect(said(story).filter((each) => each === 'a/letters')).toHaveLength(3);
    expect(story.path).toContain('ask.1 → no_match');
    endsWhenCrashed(site, tell);
  });

  it('asks for more letters where too many names fit; the end key alone reads out the first', () => {
    const many = siteThatAsks(
      STEP(', most: 2'),
      agents({ 101: 'Anna Berg', 102: 'Olga Berger', 103: 'Paul Bernard', 104: 'Carl Berns' }),
    );
    const asked = (story: Story): Story => story.waits('1s').presses('237');
    const more = asked(new Story(many));
    expect(said(more)).toEqual(['a/letters', 'a/more']);
    expect(said(more.waits('1s').presses('4#')).at(-1)).toBe('names/a0, a/press, “one”, names/a1, a/press, “two”');
    const first = asked(new Story(many)).waits('1s').presses('#');
    expect(said(first).at(-1)).toBe('names/a0, a/press, “one”, names/a3, a/press, “two”');
    endsWhenCrashed(many, (story) => asked(story).waits('1s').presses('4#').waits('1s').presses('1'));
  });

  it('has nobody where no agent has an extension', () => {
    expect(new Story(siteThatAsks(STEP())).path).toContain('ask.1 → nobody');
  });

  it('is over when nothing is keyed in', () => {
    const tell = (story: Story): Story => story.waits('1m');
    expect(tell(new Story(site)).path).toContain('ask.1 → no_input');
    endsWhenCrashed(site, tell);
  });

  it('speaks a name that nobody recorded', () => {
    const flow = [
      'flow: main',
      'start: ask',
      'steps:',
      '  ask:',
      '    - answer',
      `    - ${STEP().replace(', nobody: wrong', '')}`,
    ];
    const files = {
      'site.yaml': 'site: Test\n',
      'numbers.yaml': 'numbers: {}\n',
      'queues.yaml': 'queues: {}\n',
      'schedules.yaml': 'time_zone: UTC\n',
      'flows/main.yaml': `${flow.join('\n')}\n`,
      ...OFFICE,
    };
    const { site: spoken } = compileSite(
      files,
      () => ({ has: () => true }),
      ({ language, name }) =>
        name.startsWith('names/') ? undefined : { file: `/${language}/${name}`, lengthMs: 1_000 },
    );
    expect(said(new Story(spoken!).waits('1s').presses('422')).at(-1)).toBe('“Олег Иванов”, a/press, “one”');
    expect(siteOf(files).flows.size).toBe(1);
  });
});
