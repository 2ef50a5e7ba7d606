import { problemsWith } from './office';

const text = (...lines: readonly string[]): string => [...lines, ''].join('\n');

describe('mistakes in the other files of a site', () => {
  test('the example site has none', () => {
    expect(problemsWith({})).toEqual([]);
  });

  test('files that are missing; what they would have named is not missed elsewhere', () => {
    expect(problemsWith({ 'agents.yaml': null, 'queues.yaml': null, 'site.yaml': null })).toEqual([
      'agents.yaml:1:1: error SITE004 the site has no agents.yaml',
      'queues.yaml:1:1: error SITE004 the site has no queues.yaml',
      'site.yaml:1:1: error SITE004 the site has no site.yaml',
    ]);
  });

  test('a file that cannot be read; what it would have named is not missed elsewhere', () => {
    expect(
      problemsWith({
        'prompts/en.yaml': text('office/welcome: Welcome: to us'),
        'schedules.yaml': text('time_zone: [Europe/Moscow'),
        'lists/customers.yaml': text('"1": yes'),
      }),
    ).toEqual([
      'lists/customers.yaml:1:6: error SITE001 1: needs a mapping (key: value), not yes',
      'prompts/en.yaml:1:17: error YAML001 a colon and a space within a text; write the whole text in quotes',
      'schedules.yaml:1:12: error YAML001 this [ is never closed',
    ]);
  });

  test('how long things are kept', () => {
    expect(
      problemsWith({
        'site.yaml': text(
          'site: Office',
          'language: en',
          'retention:',
          '  messages: 90',
          '  recordings: 5m',
          '  prompts: 3d',
        ),
        'queues.yaml': text(
          'queues:',
          '  sales: { title: Sales, keep_messages: never }',
          '  personal: { title: Personal, keep_messages: forever }',
        ),
      }),
    ).toEqual([
      'queues.yaml:2:41: error SITE001 keep_messages: "never" is neither a duration like 90d nor forever',
      'site.yaml:4:13: error SITE001 messages: 90 is neither a duration like 90d nor forever',
      'site.yaml:5:15: error SITE001 recordings: "5m" is too short: at least 1d',
      'site.yaml:6:3: error SITE002 unknown setting "prompts"; possible are messages, recordings, replay',
    ]);
  });

  test('a flow with mistakes; the numbers that lead to it are not wrong', () => {
    expect(problemsWith({ 'flows/main.yaml': text('flow: main', 'start: a', 'steps: { a: [anser] }') })).toEqual([
      'flows/main.yaml:3:14: error FLOW001 "anser" is no step (did you mean "answer"?)',
    ]);
  });

  test('two flows of one name', () => {
    expect(
      problemsWith({ 'flows/t.yaml': text('flow: news', 'start: a', 'self_service: true', 'steps: { a: [hangup] }') }),
    ).toEqual(['flows/t.yaml:1:7: error SITE005 the flow news is in flows/news.yaml already']);
  });

  test('numbers', () => {
    expect(
      problemsWith({
        'numbers.yaml': text(
          'numbers:',
          '  "1": { flow: main, max_calls: 0, when_full: { flow: news, reject: busy } }',
          '  "2": { flow: main, when_full: { reject: bsy } }',
          '  "3": main',
          '  "4": {}',
          '  "5": { flow: main, when_full: {} }',
          'feature_codes: { "41x": main }',
        ),
      }),
    ).toEqual([
      'numbers.yaml:2:33: error SITE001 max_calls: needs a whole number from 1 to 100000',
      'numbers.yaml:2:61: error SITE002 "reject" is too much here: only one of flow, with, reject may be given',
      'numbers.yaml:3:43: error SITE001 reject: bsy is not one of busy, congestion, rejected, unallocated, no-answer (did you mean "busy"?)',
      'numbers.yaml:4:8: error SITE001 3: needs a mapping (key: value), not main',
      'numbers.yaml:5:8: error SITE003 flow: is missing: needs a text',
      'numbers.yaml:6:33: error SITE003 when_full: needs one of flow, reject',
      'numbers.yaml:7:18: error SITE001 feature_codes: "41x" is no feature code like "*41", "*28NXX" (a pattern) or "*47<extension>" (any digits, for a parameter of the flow)',
    ]);
  });

  test('numbers that lead nowhere', () => {
    expect(
      problemsWith({
        'numbers.yaml': text(
          'numbers:',
          '  "1": { flow: man, person: ana }',
          '  "2": { flow: main, when_full: { flow: nw } }',
          'feature_codes: { "*9": agent_availabl }',
        ),
      }),
    ).toEqual([
      'numbers.yaml:2:16: error FLOW006 there is no flow man (did you mean "main"?); known are agent_available, agent_not_ready, agent_sign_out, emergency, main, news, personal',
      'numbers.yaml:2:29: error FLOW006 there is no agent ana (did you mean "anna"?); known are anna, boris, clara',
      'numbers.yaml:3:41: error FLOW006 there is no flow nw; known are agent_available, agent_not_ready, agent_sign_out, emergency, main, news, personal',
      'numbers.yaml:4:24: error FLOW006 there is no flow agent_availabl (did you mean "agent_available"?); known are agent_available, agent_not_ready, agent_sign_out, emergency, main, news, personal',
    ]);
  });

  test('a language in which prompts are missing', () => {
    expect(problemsWith({ 'numbers.yaml': text('numbers:', '  "1": { flow: news, language: de }') })).toEqual([
      'flows/news.yaml:9:13: error FLOW007 the prompt news/today has neither a recording (prompts/de/news/today.wav) nor a text in prompts/de.yaml',
      'queues.yaml:10:15: error FLOW007 the prompts queue/next, queue/position have neither a recording (prompts/de/queue/next.wav) nor a text in prompts/de.yaml, and the queue says positions; also at line 17',
      'queues.yaml:10:15: error FLOW007 the prompt queue/thanks has neither a recording (prompts/de/queue/thanks.wav) nor a text in prompts/de.yaml, and the queue announces it',
    ]);
  });

  test('agents', () => {
    expect(
      problemsWith({
        'agents.yaml': text(
          'agents:',
          '  anna: { name: Anna, phone: anna, skills: { sales: high } }',
          '  Boris: { name: Boris, phone: boris }',
          '  clara: { nme: Clara, phone: "sip:clara" }',
          '  dora: { name: "", phone: dora, password_env: lower }',
        ),
      }),
    ).toEqual([
      'agents.yaml:2:53: error SITE001 sales: needs a whole number from 0 to 100',
      'agents.yaml:3:3: error SITE001 agents: "Boris" is no name for an agent: small letters, digits and _, a letter first',
      'agents.yaml:4:12: error SITE002 unknown setting "nme" (did you mean "name"?); possible are name, phone, password_env, extension, skills, queues, profiles, confirm, groups, mail, keep_messages, voicemail_pin',
      'agents.yaml:4:31: error SITE001 phone: "sip:clara" is neither an account like "anna" (not local, not carillon-…) nor an address like "sip:101@192.0.2.7:5060"',
      'agents.yaml:5:17: error SITE001 name: must not be empty',
      'agents.yaml:5:48: error SITE001 password_env: "lower" is no environment variable like CRM_URL: capitals, digits and _',
    ]);
  });

  test('agents with the queues or phones of others', () => {
    expect(
      problemsWith({
        'agents.yaml': text(
          'agents:',
          '  anna: { name: Anna, phone: anna, queues: [sale, personal] }',
          '  boris: { name: Boris, phone: anna }',
        ),
      }),
    ).toEqual([
      'agents.yaml:2:45: error FLOW006 there is no queue sale (did you mean "sales"?); known are sales, support, personal',
      'agents.yaml:3:32: error SITE006 the phone anna belongs to anna already',
    ]);
  });

  test('queues', () => {
    expect(
      problemsWith({
        'queues.yaml': text(
          'queues:',
          '  sales: { titel: Sales, ring_for: 15 }',
          '  support: { title: Support, ring_for: 1s, announce: { positon: true } }',
          '  personal: [Personal]',
        ),
      }),
    ).toEqual([
      'queues.yaml:2:12: error SITE002 unknown setting "titel" (did you mean "title"?); possible are title, skills, strategy, priority, at_once, max_talking, starving_after, tier_opens_after, relax, where, confirm, after_offer, ask_again_after, ring_for, wrap_up, disposition, max_wait, max_waiting, service_level, short_abandon, enter, leave, schedule, at_closing, max_talk, music, announce, mail, keep_messages',
      'queues.yaml:2:36: error SITE001 ring_for: 15 is not a duration like 5s, 10m or 1h30m; a unit is needed',
      'queues.yaml:3:40: error SITE001 ring_for: "1s" is out of range: from 3s to 2m',
      'queues.yaml:3:56: error SITE002 unknown setting "positon" (did you mean "position"?); possible are position, after, every, prompt',
      'queues.yaml:4:13: error SITE001 personal: needs a mapping (key: value), not a list (lines that begin with a dash)',
    ]);
  });

  test('what a queue says, in every language that is spoken', () => {
    expect(
      problemsWith({
        'queues.yaml': text(
          'queues:',
          '  sales: { title: Sales, announce: { prompt: queue/thank } }',
          '  support: { title: Support }',
          '  personal: { title: Personal, announce: { position: false } }',
        ),
        'prompts/en.yaml': null,
        'schedules.yaml': text('time_zone: UTC'),
        'flows/emergency.yaml': null,
        'flows/main.yaml': text('flow: main', 'start: a', 'steps: { a: [hangup] }'),
        'flows/personal.yaml': text('flow: personal', 'start: a', 'steps: { a: [hangup] }'),
        'flows/news.yaml': text('flow: news', 'start: a', 'self_service: true', 'steps: { a: [hangup] }'),
        'flows/agent_available.yaml': null,
        'flows/agent_not_ready.yaml': null,
        'flows/agent_sign_out.yaml': null,
        'numbers.yaml': text('numbers: {}'),
      }),
    ).toEqual([
      'queues.yaml:2:36: error FLOW007 the prompts queue/next, queue/position have neither a recording (prompts/en/queue/next.wav) nor a text in prompts/en.yaml, and the queue says positions; also at line 3',
      'queues.yaml:2:36: error FLOW007 the prompt queue/thank has neither a recording (prompts/en/queue/thank.wav) nor a text in prompts/en.yaml, and the queue announces it',
    ]);
  });

  test('schedules', () => {
    expect(
      problemsWith({
        'schedules.yaml': text(
          'time_zone: Europe/Moskow',
          'dayparts: { night: 23:00, morning: "6", day: "25:00" }',
          'schedules:',
          '  office:',
          '    week: { mon: 9-18, tues: "09:00-18:00", wed: "18:00-09:00" }',
          '    holidays:',
          '      - { name: A day, date: 31.12.2026 }',
        ),
      }),
    ).toEqual([
      'schedules.yaml:1:12: error SITE001 time_zone: "Europe/Moskow" is no time zone like Europe/Moscow (did you mean "Europe/Moscow"?)',
      'schedules.yaml:2:36: error SITE001 morning: "6" is no time of day like "09:00"',
      'schedules.yaml:2:46: error SITE001 day: "25:00" is no time of day like "09:00"',
      'schedules.yaml:5:18: error SITE001 mon: "9-18" is no opening like "09:00-18:00", "09:00-13:00, 14:00-18:00", "22:00-06:00" (to the next morning) or "closed"',
      'schedules.yaml:5:24: error SITE002 unknown setting "tues" (did you mean "tue"?); possible are mon, tue, wed, thu, fri, sat, sun',
      'schedules.yaml:7:30: error SITE001 date: "31.12.2026" is no date like "2026-12-31", or "12-31" for every year',
    ]);
  });

  test('connectors', () => {
    expect(
      problemsWith({
        'connectors.yaml': text(
          'connectors:',
          '  crm: { http: { url: crm.example } }',
          '  b: { table: customers }',
          '  c: { sql: { url_env: DB, query: "select 1" } }',
          '  e: { ftp: x }',
          '  f: {}',
        ),
      }),
    ).toEqual([
      'connectors.yaml:2:23: error SITE001 url: needs an http address with {key} in it, like https://crm.example/customers/{key}',
      'connectors.yaml:3:15: error SITE001 table: needs a file of the site like lists/customers.yaml',
      'connectors.yaml:4:35: error SITE001 query: needs exactly one ? for the key',
      'connectors.yaml:5:8: error SITE002 unknown setting "ftp"; possible are http, table, sql',
      'connectors.yaml:6:6: error SITE003 f: needs one of http, table, sql',
    ]);
  });

  test('a table that is not there', () => {
    expect(problemsWith({ 'connectors.yaml': text('connectors:', '  crm: { table: lists/costumers.yaml }') })).toEqual([
      'connectors.yaml:2:17: error FLOW006 there is no list costumers (did you mean "customers"?); known are blacklist, customers, pins',
    ]);
  });

  test('lists', () => {
    expect(
      problemsWith({
        'lists/blacklist.yaml': text(
          '"1": { until: 31.12.2026 }',
          '"2": { until: "2026-02-30" }',
          '"3": { until: 2026-12-31 }',
        ),
        'lists/more.yaml': text('"1": yes', '"2": { tags: [a] }', '5: {}'),
      }),
    ).toEqual([
      'lists/blacklist.yaml:1:15: error SITE001 until: "31.12.2026" is no date like "2026-12-31"',
      'lists/blacklist.yaml:2:15: error SITE001 until: "2026-02-30" is no date like "2026-12-31"',
      'lists/more.yaml:1:6: error SITE001 1: needs a mapping (key: value), not yes',
      'lists/more.yaml:2:14: error SITE001 tags: needs a text, not a list (lines that begin with a dash)',
    ]);
  });

  test('prompts', () => {
    expect(
      problemsWith({ 'prompts/ru.yaml': text('office/Welcome: Здравствуйте', 'office/menu:', 'office/price: 5') }),
    ).toEqual([
      'prompts/ru.yaml:1:1: error SITE001 this file: "office/Welcome" is no prompt name like office/welcome',
      'prompts/ru.yaml:2:1: error SITE001 office/menu: needs a text, not nothing',
      'prompts/ru.yaml:3:15: error SITE001 office/price: 5 is a number; write it in quotes: "5"',
    ]);
  });

  test('the site itself', () => {
    expect(problemsWith({ 'site.yaml': text('site: ""', 'language: english', 'timezone: UTC') })).toEqual([
      'site.yaml:1:7: error SITE001 site: must not be empty',
      'site.yaml:2:11: error SITE001 language: "english" is no language like en or ru: two letters',
      'site.yaml:3:1: error SITE002 unknown setting "timezone"; possible are site, language, numbering, headers, speech, retention, pin_locks, music',
    ]);
  });
});
