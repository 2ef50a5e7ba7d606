import { problemsIn, problemsWith } from './office';

const text = (...lines: readonly string[]): string => `${lines.join('\n')}\n`;
const http = (url: string): string[] => problemsIn('    - answer', `    - http: { url: "${url}" }`, '    - hangup');
const webhook = (url: string): string[] =>
  problemsIn('    - answer', `    - notify: { webhook: "${url}" }`, '    - hangup');

describe('the host that is asked is written by the site, not given by the caller', () => {
  const given = [
    'https://{{ call.ani }}',
    'https://{{ call.ani }}/x',
    'https://{{ call.ani }}.example/x',
    'https://crm{{ call.ani }}',
    'https://crm.{{ call.ani }}/x',
    'https://crm.example{{ call.ani }}',
    'https://crm.example:{{ call.ani }}/x',
    'https://crm.example@{{ call.ani }}/x',
    'https://{{ call.ani }}:secret@crm.example/x',
    'https:///{{ call.ani }}/x',
    'https://?{{ call.ani }}',
  ];
  test.each(given)('%s is a mistake', (url) => {
    const refused = expect.stringMatching(/^6:\d+: error SITE001 .*stands behind the host and a \//) as string;
    expect(http(url)).toEqual([refused]);
    expect(webhook(url)).toEqual([refused]);
  });

  const fixed = [
    'https://crm.example',
    'https://crm.example/{{ call.ani }}',
    'http://crm.example:8080/a/{{ call.ani }}?b={{ call.dnis }}',
    'https://[2001:db8::1]:8080/{{ call.ani }}',
    'https://crm.example?phone={{ call.ani }}',
  ];
  test.each(fixed)('%s is none', (url) => {
    expect(http(url)).toEqual([]);
    expect(webhook(url)).toEqual([]);
  });

  test('nor by the key of a connector', () => {
    expect(
      problemsWith({
        'connectors.yaml': text(
          'connectors:',
          '  crm: { http: { url: "https://{key}/x" } }',
          '  crm_2: { http: { url: "https://crm.example:{key}/x" } }',
          '  crm_3: { http: { url: "https://crm.example/{key}" } }',
          '  crm_4: { http: { url: "${CRM}{key}" } }',
        ),
      }),
    ).toEqual([
      expect.stringMatching(/^connectors\.yaml:2:\d+: error SITE001 url: \{key\} stands behind the host/),
      expect.stringMatching(/^connectors\.yaml:3:\d+: error SITE001 url: \{key\} stands behind the host/),
    ]);
  });
});

describe("Carillon's own settings are sent to nobody", () => {
  test('by the header of a step', () => {
    expect(
      problemsIn(
        '    - http:',
        '        url: https://crm.example/x',
        '        headers: { a: "Bearer ${CRM_TOKEN}", b: "x ${CARILLON_DB_URL}", c: CARILLON_DB_URL }',
        '    - hangup',
      ),
    ).toEqual([expect.stringMatching(/^7:\d+: error SITE001 b: variables that begin with CARILLON_ .*another name$/)]);
  });

  test('by a connector', () => {
    expect(
      problemsWith({
        'connectors.yaml': text(
          'connectors:',
          '  crm:',
          '    http:',
          '      url: "https://crm.example/${CARILLON_DB_URL}/{key}"',
          '      headers: { a: "${CARILLON_ADMIN_TOKEN}", b: "${CRM_TOKEN}" }',
          '  orders: { sql: { url_env: CARILLON_DB_URL, query: "SELECT ?" } }',
        ),
      }),
    ).toEqual([
      expect.stringMatching(/^connectors\.yaml:4:\d+: error SITE001 url: variables that begin with CARILLON_/),
      expect.stringMatching(/^connectors\.yaml:5:\d+: error SITE001 a: variables that begin with CARILLON_/),
      expect.stringMatching(/^connectors\.yaml:6:\d+: error SITE001 url_env: variables that begin with CARILLON_/),
    ]);
  });

  test('to a speech server', () => {
    expect(
      problemsWith({
        'site.yaml': text(
          'site: Office',
          'speech:',
          '  http:',
          '    url: "${CARILLON_DB_URL}"',
          '    headers: { a: "${CARILLON_SECRET_KEY}" }',
        ),
      }),
    ).toEqual([
      expect.stringMatching(/^site\.yaml:4:\d+: error SITE001 url: variables that begin with CARILLON_/),
      expect.stringMatching(/^site\.yaml:5:\d+: error SITE001 a: variables that begin with CARILLON_/),
    ]);
  });
});
