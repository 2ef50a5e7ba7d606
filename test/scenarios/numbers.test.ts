import { compileSite } from '../../src/site/compile';
import type { Site } from '../../src/flow/office';
import { PlayedCall } from '../../src/sim/played-call';
import type { Given } from '../../src/sim/story/story';
import { officeWith } from '../unit/site/office';

const text = (...lines: readonly string[]): string => [...lines, ''].join('\n');

const SHOP = text(
  'flow: shop',
  'start: a',
  'takes: { brand: string }',
  'self_service: true',
  'steps:',
  '  a:',
  '    - if: call.ani in lists.blacklist',
  '      then: refused',
  '    - answer',
  '    - note: "{{ brand }} for {{ call.ani }} on {{ call.dnis }}"',
  '    - play: { prompts: news/today, barge_in: false }',
  '    - hangup',
  '  refused:',
  '    - reject: busy',
);

function siteWith(numbers: readonly string[], site = ''): Site {
  const files = officeWith({
    'site.yaml': text('site: Office', site),
    'flows/shop.yaml': SHOP,
    'lists/blacklist.yaml': text('"+7 (999) 000-00-00": { why: rude }'),
    'trunks.yaml': text(
      'trunks:',
      '  berlin: { allow: ["112"], numbering: { country: "49", trunk: "0", digits: 6..11 } }',
    ),
    'numbers.yaml': text('numbers:', '  "1": { flow: main }', ...numbers),
  });
  const compiled = compileSite(files);
  if (!compiled.site) throw new Error(JSON.stringify(compiled.problems.filter(({ severity }) => severity === 'error')));
  return compiled.site;
}

const NOBODY: Omit<Given, 'to' | 'caller'> = {
  name: '',
  phone: null,
  diverted: '',
  at: Date.UTC(2026, 10, 20, 9),
  answers: new Map(),
  agents: new Map(),
  schedules: new Map(),
  outside: new Map(),
  waiting: new Map(),
  others: new Map(),
  lists: new Map(),
  wrongPins: [],
};

/** How a call ended, and what was noted. */
async function calls(
  site: Site,
  number: string,
  caller = '79160000001',
  others: Given['others'] = new Map(),
): Promise<string> {
  const call = await PlayedCall.begin(site, { ...NOBODY, to: { number }, caller, others });
  try {
    await call.isLeftAlone();
    const notes = call.of('call.noted').map(({ data }) => data.text);
    return [call.ended?.data.outcome, ...notes].join(': ');
  } finally {
    call.simulation.stop();
  }
}

const RUSSIA = 'numbering: { country: "7", trunk: "8", international: "810", digits: 10 }';

describe('what the INVITE says', () => {
  test('flows read the headers that the site names, the UUI and the diversion', async () => {
    const files = officeWith({
      'site.yaml': text('site: Office', 'headers: [X-Campaign, User-to-User]'),
      'flows/t.yaml': text(
        'flow: t',
        'start: a',
        'self_service: true',
        'steps:',
        '  a:',
        '    - note: "{{ call.headers[\'x-campaign\'] }}, {{ call.uui }}, {{ call.diversion.number }} {{ call.diversion.reason }}"',
        '    - if: call.headers["x-campaign"] == ""',
        '      then: [ { note: none } ]',
        '    - hangup',
      ),
      'numbers.yaml': text('numbers:', '  "1": { flow: t }'),
    });
    const { site, problems } = compileSite(files);
    if (!site) throw new Error(JSON.stringify(problems));
    const headers = { 'x-campaign': 'spring', 'user-to-user': '00C8', 'x-other': 'no' };
    const call = await PlayedCall.begin(site, {
      ...NOBODY,
      to: { number: '1' },
      caller: '7',
      diverted: '777',
      headers,
    });
    await call.isLeftAlone();
    expect(call.of('call.noted').map(({ data }) => data.text)).toEqual(['spring, 00C8, 777 ']);
    expect(call.of('call.arrived')[0]?.data.facts.headers).toEqual({ 'x-campaign': 'spring', 'user-to-user': '00C8' });
    call.simulation.stop();
    const plain = await PlayedCall.begin(site, { ...NOBODY, to: { number: '1' }, caller: '7' });
    await plain.isLeftAlone();
    expect(plain.of('call.noted').map(({ data }) => data.text)).toEqual([', ,  ', 'none']);
    plain.simulation.stop();
  });
});

describe('numbers', () => {
  test('one flow serves many brands: the number hands over which', async () => {
    const site = siteWith([
      '  "1001": { flow: shop, with: { brand: Acme } }',
      '  "1002": { flow: shop, with: { brand: Best } }',
      '  "1003": { flow: main, max_calls: 1, when_full: { flow: shop, with: { brand: Spare } } }',
    ]);
    expect(await calls(site, '1001')).toBe('self-served: Acme for 79160000001 on 1001');
    expect(await calls(site, '1002')).toBe('self-served: Best for 79160000001 on 1002');
    expect(await calls(site, '1003', '79160000001', new Map([['1003', 1]]))).toBe(
      'self-served: Spare for 79160000001 on 1003',
    );
  });

  test('a pattern, a range, and the most specific of them', async () => {
    const site = siteWith([
      '  "7495123XXXX": { flow: shop, with: { brand: pattern } }',
      '  "74951234500..74951234599": { flow: shop, with: { brand: range } }',
      '  "74951234567": { flow: shop, with: { brand: own } }',
      '  other: { flow: shop, with: { brand: other } }',
    ]);
    const brands = ['74951231111', '74951234511', '74951234567', '74951240000'].map(
      async (number) => (await calls(site, number)).split(' ')[1],
    );
    expect(await Promise.all(brands)).toEqual(['pattern', 'range', 'own', 'other']);
  });

  test('the numbers of a pattern share its places', async () => {
    const site = siteWith(['  "10XX": { flow: shop, with: { brand: a }, max_calls: 1 }']);
    expect(await calls(site, '1001', '79160000001', new Map([['1002', 1]]))).toBe('refused');
  });

  test('numbers are one way, however the trunk writes them', async () => {
    const site = siteWith(['  "8 (495) 123-45-67": { flow: shop, with: { brand: Acme } }'], RUSSIA);
    for (const [called, caller] of [
      ['+74951234567', '+79160000001'],
      ['84951234567', '89160000001'],
      ['4951234567', '9160000001'],
    ] as const)
      expect(await calls(site, called, caller)).toBe('self-served: Acme for 79160000001 on 74951234567');
    expect(await calls(site, '84951234567', '810442079460000')).toContain('for 442079460000');
  });

  test('a blacklist holds for each way of writing', async () => {
    const site = siteWith(['  "84951234567": { flow: shop, with: { brand: Acme } }'], RUSSIA);
    for (const caller of ['+79990000000', '89990000000', '79990000000'])
      expect(await calls(site, '84951234567', caller)).toBe('refused');
    const without = siteWith(['  "1000": { flow: shop, with: { brand: Acme } }']);
    expect(await calls(without, '1000', '+79990000000')).toBe('refused');
  });
});
