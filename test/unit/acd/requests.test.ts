import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { requests, situations, type Outcome } from '../../../src/acd/requests';

const written = ([, table]: readonly string[]): string =>
  (table ?? '').trim().replaceAll(/ +/g, ' ').replaceAll(/-{2,}/g, '---');

const cell = (outcome: Outcome): string => {
  if (typeof outcome === 'object') return 'refused';
  return outcome === 'becomes' || outcome === 'withdraws' || outcome === 'next' ? `**${outcome}**` : outcome;
};

it('what may be asked of agents in which state is in the documents as it is in the code', () => {
  const rows = [
    ['Request', ...situations.map((each) => `\`${each}\``)],
    ['---', ...situations.map(() => '---')],
    ...Object.entries(requests).map(([request, outcomes]) => [
      `\`${request}\``,
      ...situations.map((each) => cell(outcomes[each])),
    ]),
  ];
  const table = rows.map((row) => `| ${row.join(' | ')} |`).join('\n');
  const page = readFileSync(join(__dirname, '../../../docs/agents.md'), 'utf8');
  expect(written(/<!-- requests -->([^]*)<!-- \/requests -->/.exec(page) ?? [])).toBe(table);
});
