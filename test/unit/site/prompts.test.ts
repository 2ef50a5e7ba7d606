import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PromptLibrary } from '../../../src/adapters/speech/prompts';
import { Shelf } from '../../../src/adapters/speech/shelf';
import type { Speaker } from '../../../src/adapters/speech/speaker';
import { usualSpeech } from '../../../src/domain/prompt';
import { compileSite } from '../../../src/site/compile';
import { soundsOf } from '../../../src/site/prompts';
import { linesOf, officeFiles, officeWith, problemsWith } from './office';

const POINTER = `sha256:${'a'.repeat(64)} 8044`;
const OTHER = `sha256:${'b'.repeat(64)} 8044`;

const flow = (prompt: string): string =>
  `flow: more\nself_service: true\nstart: a\nsteps:\n  a:\n    - play: ${prompt}\n    - play: ${prompt}\n    - hangup\n`;

describe('a prompt that cannot be heard', () => {
  test('is told of once, with every language and place', () => {
    const found = problemsWith({
      'flows/more.yaml': flow('office/new'),
      'flows/most.yaml': flow('office/new').replace('flow: more', 'flow: most'),
      'numbers.yaml': (officeFiles['numbers.yaml'] ?? '').replace(
        'numbers:\n',
        'numbers:\n  "1777": { flow: more, language: ru }\n  "1778": { flow: more }\n',
      ),
    });
    expect(found.filter((line) => line.includes('office/new'))).toEqual([
      'flows/more.yaml:6:13: error FLOW007 the prompt office/new has neither a recording (prompts/{en,ru}/office/new.wav) nor a text in prompts/{en,ru}.yaml; also at line 7, flows/most.yaml:6, flows/most.yaml:7',
    ]);
  });

  test('a recording among the files is enough', () => {
    const files = { 'flows/more.yaml': flow('office/new'), 'prompts/en/office/new.gsm': POINTER };
    expect(problemsWith(files).filter((line) => line.includes('FLOW007'))).toEqual([]);
  });
});

describe('a prompt that is only written', () => {
  test('is told of once, where its language is recorded', () => {
    const texts = Object.fromEntries(
      ['en', 'ru'].flatMap((language) => ['a', 'b'].map((name) => [`prompts/${language}/office/${name}.wav`, POINTER])),
    );
    const lines = problemsWith({
      ...texts,
      'prompts/en.yaml': 'office/a: A.\noffice/c: C.\n',
      'prompts/ru.yaml': 'office/c: Ц.\n',
    });
    expect(lines.filter((line) => line.includes('SITE031'))).toEqual([
      'prompts/en.yaml:2:1: warning SITE031 the prompt office/c is not recorded in en, ru; its text is spoken',
    ]);
  });

  test('is nothing to tell of in a language that is spoken altogether', () => {
    const lines = problemsWith({ 'prompts/en/office/welcome.wav': POINTER });
    expect(lines.length).toBeGreaterThan(5);
    for (const line of lines) expect(line).toMatch(/^prompts\/en\.yaml.*SITE031 .* is not recorded in en; its text/);
  });
});

describe('what a prompt is made of', () => {
  const texts = new Map([['en', new Map([['a', { text: 'A.' }]])]]);

  test('its recording goes before its text, and WAV before the others', () => {
    const files = { 'prompts/en/a.gsm': OTHER, 'prompts/en/a.wav': POINTER, 'prompts/en/b.mp3': OTHER };
    expect([...soundsOf(files, texts).entries()]).toEqual([
      ['en/a', { language: 'en', name: 'a', recording: { sha256: 'a'.repeat(64), format: 'wav' }, text: 'A.' }],
      ['en/b', { language: 'en', name: 'b', recording: { sha256: 'b'.repeat(64), format: 'mp3' }, text: null }],
    ]);
  });

  test('another recording is another version of the site', () => {
    const revision = (pointer: string) =>
      compileSite(officeWith({ 'prompts/en/office/welcome.wav': pointer })).site?.revision;
    expect(revision(POINTER)).toBe(revision(POINTER));
    expect(revision(POINTER)).not.toBe(revision(OTHER));
  });

  test('who plays it, as far as names are known', () => {
    const { uses } = compileSite(officeWith({}));
    const by = (name: string) =>
      [...new Set(uses.filter(({ names }) => names().test(name)).map((use) => use.by))].sort();
    expect(by('office/welcome')).toEqual(['flow main']);
    expect(by('greeting/morning')).toEqual(['flow main']);
    expect(by('greeting/midnight')).toEqual([]);
    expect(by('queue/next')).toEqual(['queue sales', 'queue support']);
  });
});

describe('speech: in site.yaml', () => {
  const speechOf = (...lines: readonly string[]) => {
    const text = `site: A\nspeech:\n${lines.map((line) => `  ${line}\n`).join('')}`;
    const { site, problems } = compileSite(officeWith({ 'site.yaml': text }));
    return site?.speech ?? linesOf(problems);
  };

  test('without it espeak speaks as it always did', () => {
    expect(compileSite(officeWith({})).site?.speech).toEqual(usualSpeech);
  });

  test.each([
    [
      ['engine: espeak', 'speed: 170', 'voices: { en: en-gb, ru: ru }'],
      { engine: { is: 'espeak', speed: 170, pitch: 50 }, voices: { en: 'en-gb', ru: 'ru' } },
    ],
    [['speed: 120'], { engine: { is: 'espeak', speed: 120, pitch: 50 }, voices: {} }],
    [
      ['engine: rhvoice', 'voices: { ru: anna }'],
      { engine: { is: 'rhvoice', speed: 100, pitch: 100 }, voices: { ru: 'anna' } },
    ],
    [['engine: none'], { engine: { is: 'none' }, voices: {} }],
    [
      [
        'http: { url: "https://tts.example/{language}", headers: { authorization: "Bearer ${TTS}" }, format: mp3, within: 2s }',
      ],
      {
        engine: {
          is: 'http',
          url: 'https://tts.example/{language}',
          headers: { authorization: 'Bearer ${TTS}' },
          body: { text: '{text}', language: '{language}', voice: '{voice}' },
          format: 'mp3',
          withinMs: 2_000,
        },
        voices: {},
      },
    ],
  ])('%j', (lines, speech) => {
    expect(speechOf(...lines)).toEqual(speech);
  });

  test.each([
    [['engine: esepak'], /speech\.engine: "esepak".*espeak|SITE001 engine: /],
    [
      ['engine: espeak', 'http: { url: "https://tts.example/" }'],
      /engine: espeak and http: are two engines; take one away/,
    ],
    [['engine: http'], /engine: http needs http: with the address of the speech server/],
    [['http: { url: "ftp://x" }'], /needs an http address like/],
    [['speed: 20'], /speed: 20 is out of range for espeak: from 80 to 450/],
    [['engine: rhvoice', 'pitch: 300'], /pitch: 300 is out of range for rhvoice: from 50 to 200/],
    [['engine: none', 'speed: 100'], /speed and pitch are for espeak and rhvoice, and the engine is none/],
    [['voices: { english: en-us }'], /"english" is no language like en/],
    [['voices: { en: "--ipa" }'], /"--ipa" is no name of a voice/],
  ])('%j is refused', (lines, message) => {
    expect(speechOf(...lines)).toEqual([expect.stringMatching(message)]);
  });
});

describe('what could not be made as it was meant', () => {
  const root = mkdtempSync(join(tmpdir(), 'carillon-prompts-'));
  afterAll(() => rmSync(root, { recursive: true }));
  const quiet = (): void => undefined;
  const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };
  const sounds = ['a', 'b'].map((text) => ({ language: 'en', name: `office/${text}`, recording: null, text }));
  const prepare = async (ahead: Speaker['ahead']) => {
    const speaker = { ahead, slots: () => [], stop: quiet };
    const library = new PromptLibrary(new Shelf(root), speaker, log);
    const recording = (): Promise<undefined> => Promise.resolve(undefined);
    return linesOf((await library.prepare({ sounds, speech: usualSpeech, recording })).problems);
  };

  test('nobody can speak it', async () => {
    expect(await prepare(() => Promise.reject(new Error('espeak: espeak-ng is not installed')))).toEqual(
      ['a', 'b'].map(
        (name) =>
          `prompts/en/office/${name}.wav:1:1: warning SITE007 this prompt could not be made and will be silent: espeak: espeak-ng is not installed`,
      ),
    );
  });

  test('another engine speaks it, told once', async () => {
    const said = { file: '/x', lengthMs: 1, made: true, engine: 'espeak', instead: 'http: tts.example answered 500' };
    expect(await prepare(() => Promise.resolve(said))).toEqual([
      'site.yaml:1:1: warning SITE035 espeak speaks 2 texts instead: http: tts.example answered 500',
    ]);
  });
});
