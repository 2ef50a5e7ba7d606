import { officeFiles } from '../support/office';
import { leftAlone, siteOf, Story, type StoryOptions } from '../support/story';

const office = siteOf(officeFiles());
const OLGA = { category: 'gold', manager: 'anna' };
const AT_CRM = { 'crm:79160000001': { after: '50ms', result: { is: 'found', value: OLGA } } } as const;

/** A story and what must be true of it however often the node dies on the way. */
interface Told {
  readonly options: StoryOptions;
  tell(story: Story): void;
}

const stories: Record<string, Told> = {
  'a caller chooses sales and talks to Anna': {
    options: { flow: 'main', facts: { ani: '79160000001' }, answers: AT_CRM },
    tell: (story) => {
      story
        .waits('100ms')
        .hearsItOut()
        .hearsItOut()
        .presses('1')
        .waits('3s')
        .agentAnswers()
        .waits('2m')
        .agentHangsUp()
        .hearsItOut();
    },
  },
  'a caller keys in a contract number and waits for support': {
    options: { flow: 'main' },
    tell: (story) => {
      story.waits('3s').presses('2').waits('1s').presses('123456#').waits('30s').hangsUp();
    },
  },
  'a caller says nothing at all': {
    options: { flow: 'main' },
    tell: (story) => {
      story.waits('20m').hangsUp();
    },
  },
  'a caller presses wrong keys': {
    options: { flow: 'main' },
    tell: (story) => {
      story.waits('4s').presses('7').waits('1s').presses('8').waits('1m').hangsUp();
    },
  },
  'an agent goes to lunch by feature code': {
    options: { flow: 'agent_not_ready', facts: { channel: 'agent', agent: 'anna', dnis: '*42' } },
    tell: (story) => {
      story.waits('1s').presses('1').waits('5s');
    },
  },
};

describe('the example office', () => {
  it('lets a gold customer through to sales, and says goodbye when the agent has gone', () => {
    const story = new Story(office, stories['a caller chooses sales and talks to Anna']!.options);
    stories['a caller chooses sales and talks to Anna']!.tell(story);
    expect(story.heard).toEqual([
      'ask crm 79160000001',
      'answer',
      'play greeting/day, office/welcome',
      'play office/main-menu',
      'enqueue sales',
      // For her manager; the flow for those who wait runs only where she waits for anybody.
      'music default',
      'stop-music',
      'connect test-1.1.a1',
      'talking',
      'disconnect',
      'play office/goodbye',
      'hangup',
    ]);
    expect(story.outcome).toBe('answered');
  });

  it('refuses a blacklisted caller before the answer, with the cause that the flow names', () => {
    const story = new Story(office, { flow: 'main', facts: { ani: '79990000000' } });
    expect(story.heard).toEqual(['reject busy']);
    expect(story.outcome).toBe('refused');
  });

  it('lets a caller through when the entry in the blacklist has run out', () => {
    const during = new Story(office, { flow: 'main', facts: { ani: '79990000001' } });
    expect(during.outcome).toBe('refused');
    const after = new Story(office, { flow: 'main', facts: { ani: '79990000001' }, at: Date.UTC(2027, 1, 1, 9) });
    expect(after.heard).toEqual(['ask crm 79990000001']);
  });

  it('does not wait for the CRM beyond its budget', () => {
    const story = new Story(office, { flow: 'main' });
    expect(story.heard).toEqual(['ask crm 79160000009']);
    story.waits('799ms');
    expect(story.heard).toHaveLength(1);
    story.waits('1ms');
    expect(story.heard).toContain('answer');
    expect(story.of('flow.lookup')[0]?.data.result).toBe('failed: no answer within the budget');
  });

  it('greets by the part of the day, in the zone of the office', () => {
    const at = (hour: number): string => {
      const story = new Story(office, { flow: 'main', at: Date.UTC(2026, 10, 23, hour) }).waits('1s');
      return story.heard.find((each) => each.startsWith('play')) ?? '';
    };
    expect(at(4)).toContain('greeting/morning');
    expect(at(10)).toContain('greeting/day');
    expect(at(16)).toContain('greeting/evening');
    expect(at(21)).toContain('greeting/night');
  });

  it('says that there is a holiday on the first of January', () => {
    const story = new Story(office, { flow: 'main', at: Date.UTC(2027, 0, 1, 9) }).waits('1s').hearsItOut();
    expect(story.heard).toContain('play office/holiday');
  });

  it('asks for the contract again when it is wrong, and goes on with the right one', () => {
    const story = new Story(office, { flow: 'main' })
      .waits('3s')
      .presses('2')
      .presses('012345#')
      .waits('1s')
      .presses('1234567#')
      .waits('800ms');
    expect(story.of('flow.input').map(({ data }) => `${data.heard} ${data.keys}`)).toEqual([
      'match 2',
      'no-match 012345',
      'match 1234567',
    ]);
    expect(story.state.vars['contract']).toBe('1234567');
    expect(story.heard.at(-2)).toBe('enqueue support');
  });

  it('takes keys typed ahead through the menu and the question, without playing either', () => {
    const story = new Story(office, { flow: 'main' }).waits('900ms').presses('2123456#');
    expect(story.heard.filter((each) => each.startsWith('play'))).toEqual([
      'play greeting/day, office/welcome',
      'play office/enter-contract',
    ]);
    expect(story.state.vars['contract']).toBe('123456');
  });

  it('counts silence and wrong keys apart', () => {
    const story = new Story(office, { flow: 'main' }).waits('3s').presses('7').waits('7s').presses('1');
    expect(story.of('flow.input').map(({ data }) => data.heard)).toEqual(['no-match', 'no-input', 'match']);
    expect(story.heard).toContain('play office/wrong-key, office/main-menu');
    expect(story.heard).toContain('play office/please-choose, office/main-menu');
    expect(story.heard).toContain('enqueue sales');
  });

  it('keeps the tries when the node dies in the menu', () => {
    const story = new Story(office, { flow: 'main' }).waits('3s').presses('7').crashes('5s').hearsItOut().presses('8');
    // The second music is that of the flow that runs while they wait.
    expect(story.heard.slice(-3)).toEqual(['enqueue sales', 'music default', 'music default']);
    expect(story.path).toContain('menu.0 → no_match');
  });

  it('keeps the place and the waiting time when the node dies in the queue', () => {
    const story = new Story(office, { flow: 'main' }).waits('3s').presses('1').waits('2s');
    const before = story.ticket;
    story.crashes('30s');
    expect(story.ticket).toBe(before);
    expect(story.heard.filter((each) => each === 'enqueue sales')).toHaveLength(2);
  });

  it('never disturbs a talk: after a crash nothing is played or connected anew', () => {
    const story = new Story(office, { flow: 'main' }).waits('3s').presses('1').agentAnswers();
    const heard = story.heard.length;
    story.crashes('1m', ['test-1.1.a1']).waits('1m');
    // Only the floor is told again that they talk; it may not have heard.
    expect(story.heard.slice(heard)).toEqual(['— crash —', 'talking']);
    story.agentHangsUp().hearsItOut();
    expect(story.outcome).toBe('answered');
  });
});

describe('any call, crashed at any moment, then silent, comes to an end', () => {
  for (const [name, told] of Object.entries(stories)) {
    const whole = new Story(office, told.options);
    told.tell(whole);
    const turns = whole.turns;

    it(`${name}: crashed after each of its ${turns} turns, the story still ends`, () => {
      for (let crashAfter = 1; crashAfter <= turns; crashAfter++) {
        const story = new Story(office, { ...told.options, crashAfter });
        told.tell(story);
        expect(`${crashAfter}: ${leftAlone(story)}`).not.toContain('still going on');
        expect(story.of('call.ended')).toHaveLength(1);
      }
    });

    it(`${name}: left alone after each turn, it ends`, () => {
      for (let crashAfter = 1; crashAfter <= turns; crashAfter++) {
        const story = new Story(office, { ...told.options, crashAfter });
        expect(`${crashAfter}: ${leftAlone(story)}`).not.toContain('still going on');
      }
    });
  }
});
