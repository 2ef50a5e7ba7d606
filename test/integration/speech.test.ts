import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { SpeechFailed, type SpeechEngine } from '../../src/adapters/speech/engine';
import { Espeak } from '../../src/adapters/speech/espeak';
import { PromptLibrary, type Prepared } from '../../src/adapters/speech/prompts';
import { Renders } from '../../src/adapters/speech/renders';
import { Shelf } from '../../src/adapters/speech/shelf';
import { Speaker } from '../../src/adapters/speech/speaker';
import type { Media } from '../../src/domain/call';
import { usualSpeech, type PromptFile } from '../../src/domain/prompt';
import { advance, begin } from '../../src/flow/advance';
import type { Site } from '../../src/flow/office';
import { parseWav, toneWav, wavMs } from '../../src/phone/wav';
import { compileSite } from '../../src/site/compile';
import { readSite } from '../../src/site/folder';
import { FakeEngine } from '../fakes/speech-engine';
import { eventually } from '../support/patience';
import { Story } from '../support/story';

const made: string[] = [];
function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'carillon-speech-'));
  made.push(path);
  return path;
}
afterAll(() => {
  for (const path of made) rmSync(path, { recursive: true });
});

interface Rig {
  readonly root: string;
  readonly library: PromptLibrary;
  readonly speaker: Speaker;
  readonly warned: string[];
  readonly counted: string[];
  at: number;
}

/** What a node has; with the same root, the same node after a restart. */
async function rig(engines: readonly SpeechEngine[], root = folder(), budgetMs = 30_000): Promise<Rig> {
  const warned: string[] = [];
  const counted: string[] = [];
  const quiet = (): void => undefined;
  const log = {
    debug: quiet,
    info: quiet,
    error: quiet,
    warn: (_: string, fields?: object) => void warned.push(JSON.stringify(fields)),
  };
  const state = { root, warned, counted, at: Date.UTC(2026, 10, 22) };
  const now = (): number => state.at;
  const shelf = new Shelf(root);
  const observe = (engine: string, result: string): void => void counted.push(`${engine} ${result}`);
  const speaker = new Speaker({ shelf, renders: new Renders(3), engines: () => engines, log, now, budgetMs, observe });
  const library = new PromptLibrary(shelf, speaker, log);
  await library.open();
  libraries.push(library);
  return Object.assign(state, { library, speaker });
}
const libraries: PromptLibrary[] = [];
afterEach(() => libraries.splice(0).forEach((library) => library.close()));

const wavAt = (file: PromptFile | undefined) => parseWav(readFileSync(`${file?.file ?? ''}.wav`));

/** The pitch of a tone, by how often it crosses zero. */
function hertzOf(file: PromptFile | undefined): number {
  const { samples, samplesPerSecond } = wavAt(file);
  let crossings = 0;
  for (let at = 1; at < samples.length; at++) if ((samples[at - 1] ?? 0) < 0 !== (samples[at] ?? 0) < 0) crossings++;
  return Math.round(crossings / 2 / (samples.length / samplesPerSecond) / 10) * 10;
}

describe('a text that a caller waits for', () => {
  it('is spoken into a file that Asterisk plays as it is', async () => {
    const { speaker, root } = await rig([new Espeak({}, 150, 50)]);
    const said = await speaker.file('You are number 5 in the queue.', 'en');
    expect(said.file).toMatch(new RegExp(`^${root}/spoken/[0-9a-f]{32}$`));
    const wav = wavAt(said);
    expect(wav).toMatchObject({ samplesPerSecond: 8_000, channels: 1 });
    expect(wavMs(wav)).toBeCloseTo(said.lengthMs, -1);
    expect(said.lengthMs).toBeGreaterThan(1_000);
    expect(said.lengthMs).toBeLessThan(5_000);
    expect(Math.max(...wav.samples)).toBeGreaterThan(10_000);
  });

  it('is made once, however many ask for it at once and later', async () => {
    const engine = new FakeEngine();
    const { speaker, counted } = await rig([engine]);
    engine.hold();
    const asking = Promise.all(
      ['Hello  there.', 'Hello\nthere.', ' Hello there.'].map((text) => speaker.file(text, 'en')),
    );
    engine.release();
    const [first, ...others] = await asking;
    expect(others).toEqual([first, first]);
    await expect(speaker.file('Hello there.', 'en')).resolves.toEqual(first);
    expect(engine.asked).toEqual(['en: Hello there.']);
    expect(counted).toEqual(['fake rendered', 'fake cached']);
    expect((await speaker.file('Hello there.', 'ru')).file).not.toBe(first?.file);
  });

  it('is given up after its budget, and there for the next who asks', async () => {
    const engine = new FakeEngine();
    const { speaker, counted } = await rig([engine], folder(), 50);
    engine.hold();
    await expect(speaker.file('Slow.', 'en')).rejects.toThrow('the text was not spoken within 50ms');
    engine.release();
    await eventually(
      'it is made',
      () => counted,
      (results) => results.includes('fake rendered'),
    );
    await expect(speaker.file('Slow.', 'en')).resolves.toMatchObject({ lengthMs: 300 });
    expect(engine.asked).toHaveLength(1);
  });

  it('is spoken by the next engine when the first is away, which is left alone for a while', async () => {
    const away = new FakeEngine('server', 900);
    const usual = new FakeEngine('usual', 400);
    const node = await rig([away, usual]);
    away.failure = new SpeechFailed('the server is not there', true);
    expect(hertzOf(await node.speaker.file('One', 'en'))).toBe(400);
    expect(hertzOf(await node.speaker.file('Two', 'en'))).toBe(400);
    expect(away.asked).toEqual(['en: One']);
    expect(node.warned).toEqual([expect.stringContaining('server: the server is not there')]);
    away.failure = null;
    node.at += 31_000;
    expect(hertzOf(await node.speaker.file('One', 'en'))).toBe(900);
    expect(node.counted).toEqual(['server failed', 'usual rendered', 'usual rendered', 'server rendered']);
  });

  it('that one engine cannot say is no reason to leave it alone', async () => {
    const first = new FakeEngine('first');
    const node = await rig([first, new FakeEngine('usual', 400)]);
    first.instead = toneWav(0, 500);
    expect(hertzOf(await node.speaker.file('?!?!?!?!?!', 'en'))).toBe(400);
    first.instead = null;
    expect(hertzOf(await node.speaker.file('Words', 'en'))).toBe(500);
    expect(node.warned).toEqual([expect.stringContaining('first: what it said is silent')]);
  });

  it('that nobody can say is refused in words', async () => {
    const engine = new FakeEngine();
    engine.failure = new SpeechFailed('no voice');
    await expect((await rig([engine])).speaker.file('Hello', 'en')).rejects.toThrow('fake: no voice');
    await expect((await rig([])).speaker.file('Hello', 'en')).rejects.toThrow('nothing speaks here');
    await expect((await rig([engine])).speaker.file('x'.repeat(10_001), 'en')).rejects.toThrow(
      'more than 10000 characters',
    );
  });
});

const FILES = {
  'site.yaml': 'site: Speech\n',
  'numbers.yaml': 'numbers: { "1": { flow: main } }\n',
  'queues.yaml': 'queues: {}\n',
  'agents.yaml': 'agents: {}\n',
  'schedules.yaml': 'time_zone: UTC\n',
  'flows/main.yaml':
    'flow: main\nstart: a\nself_service: true\nsteps:\n  a:\n    - answer\n    - play: [office/welcome, office/news]\n    - hangup\n',
  'prompts/en.yaml': 'office/welcome: Welcome.\noffice/news: This is the news.\n',
};

function write(site: string, files: Readonly<Record<string, string | Buffer>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(site, path)), { recursive: true });
    writeFileSync(join(site, path), content);
  }
}

async function publish({ library }: Rig, path: string): Promise<{ site: Site; prepared: Prepared }> {
  const { files } = await readSite(path);
  const { site, problems } = compileSite(files, undefined, (sound, speech) => library.heard(sound, speech));
  if (!site) throw new Error(JSON.stringify(problems));
  const prepared = await library.prepare({
    sounds: site.sounds.values(),
    speech: site.speech,
    recording: ({ language, name, recording }) =>
      contentOf(join(path, `prompts/${language}/${name}.${recording?.format ?? ''}`)),
  });
  return { site, prepared };
}

const contentOf = (file: string): Promise<Buffer | undefined> =>
  Promise.resolve(existsSync(file) ? readFileSync(file) : undefined);

/** A call on this version, as far as its first prompts: what they are, in the command and in the history. */
function firstPlay(site: Site): { readonly played: readonly Media[]; readonly told: readonly Media[] } {
  const flow = site.flows.get('main');
  if (!flow) throw new Error('no flow main');
  const call = new Story(site, { flow: 'main' }).state.call;
  const begun = begin(call, flow, site, 0, { answered: false, visit: 0 });
  const answered = advance(begun.session, { type: 'done', command: begun.commands[0]?.id ?? '' }, site, 0);
  const played = answered.commands.flatMap((command) => (command.type === 'play' ? command.media : []));
  const told = answered.events.flatMap((event) => (event.type === 'flow.play' ? event.data.media : []));
  return { played, told };
}

const fileOf = (media: Media | undefined): PromptFile => ({
  file: media?.is === 'prompt' ? (media.file ?? '') : '',
  lengthMs: 0,
});

describe('the prompts of a site', () => {
  it('are converted and spoken when it is published, and are there after a restart', async () => {
    const path = folder();
    write(path, {
      ...FILES,
      'prompts/en/office/welcome.wav': toneWav(700, 800),
      'prompts/en/x/raw.ulaw': Buffer.alloc(8_000, 0x10),
    });
    const node = await rig([new FakeEngine('fake', 500)]);
    const { site, prepared } = await publish(node, path);
    expect(prepared).toEqual({ prompts: 3, made: 3, problems: [] });
    const { played, told } = firstPlay(site);
    expect(played.map((media) => hertzOf(fileOf(media)))).toEqual([700, 500]);
    expect(told).toEqual([
      { is: 'prompt', name: 'office/welcome' },
      { is: 'prompt', name: 'office/news' },
    ]);
    expect([site.promptMs('office/welcome', 'en'), site.promptMs('x/raw', 'en')]).toEqual([800, 1_000]);
    expect(site.promptMs('office/nothing', 'en')).toBeUndefined();

    const engine = new FakeEngine('fake', 500);
    const again = await rig([engine], node.root);
    expect((await publish(again, path)).prepared).toEqual({ prompts: 3, made: 0, problems: [] });
    expect(engine.asked).toEqual([]);
  });

  it('a changed recording is another file: a call hears what its own version says', async () => {
    const path = folder();
    write(path, { ...FILES, 'prompts/en/office/welcome.wav': toneWav(700, 800) });
    const node = await rig([new FakeEngine()]);
    const old = await publish(node, path);
    write(path, { 'prompts/en/office/welcome.wav': toneWav(1_200, 300) });
    const changed = await publish(node, path);
    rmSync(join(path, 'prompts/en/office/welcome.wav'));
    const removed = await publish(node, path);

    const versions = [old, changed, removed].map(({ site }) => site);
    expect(new Set(versions.map(({ revision }) => revision)).size).toBe(3);
    expect(versions.map((site) => hertzOf(fileOf(firstPlay(site).played[0])))).toEqual([700, 1_200, 500]);
    expect(versions.map((site) => site.promptMs('office/welcome', 'en'))).toEqual([800, 300, 480]);
    expect([changed, removed].map(({ prepared }) => prepared.made)).toEqual([1, 1]);
  });

  it('a changed text, voice or speed is another file too', async () => {
    const path = folder();
    write(path, FILES);
    const { library } = await rig([new Espeak({}, 150, 50)]);
    const files = await Promise.all(
      [
        { language: 'en', text: 'Welcome.' },
        { language: 'en', text: 'Welcome!' },
        { language: 'ru', text: 'Welcome.' },
      ].map(async ({ language, text }) => {
        const sound = { language, name: 'a', recording: null, text };
        await library.prepare({ sounds: [sound], speech: usualSpeech, recording: () => Promise.resolve(undefined) });
        return library.heard(sound, usualSpeech)?.file;
      }),
    );
    expect(new Set(files).size).toBe(3);
  });

  it('that cannot be used are told of, and their text is spoken where there is one', async () => {
    const path = folder();
    const broken = { 'prompts/en/office/welcome.wav': 'no sound', 'prompts/en/x/bare.wav': 'no sound either' };
    write(path, { ...FILES, ...broken });
    const { site, prepared } = await publish(await rig([new FakeEngine('fake', 500)]), path);
    expect(prepared.problems.map(({ file, code, message }) => `${file} ${code} ${message}`)).toEqual([
      expect.stringMatching(
        /^prompts\/en\/office\/welcome\.wav SITE007 this recording could not be used, so its text is spoken: sox: /,
      ),
      expect.stringMatching(
        /^prompts\/en\/x\/bare\.wav SITE007 this prompt could not be made and will be silent: sox: /,
      ),
    ]);
    expect(hertzOf(fileOf(firstPlay(site).played[0]))).toBe(500);
    expect(site.promptFile('x/bare', 'en')).toBeUndefined();
  });

  it('are spoken by another engine where the first is away, which is said once', async () => {
    const path = folder();
    write(path, FILES);
    const away = new FakeEngine('server', 900);
    away.failure = new SpeechFailed('the server is not there', true);
    const node = await rig([away, new FakeEngine('usual', 400)]);
    const { site, prepared } = await publish(node, path);
    expect(prepared.problems).toEqual([
      expect.objectContaining({
        file: 'site.yaml',
        code: 'SITE035',
        message: 'usual speaks 2 texts instead: server: the server is not there',
      }),
    ]);
    expect(hertzOf(fileOf(firstPlay(site).played[0]))).toBe(400);
    away.failure = null;
    node.at += 31_000;
    const later = await publish(node, path);
    expect(later.prepared).toMatchObject({ made: 2, problems: [] });
    expect(hertzOf(fileOf(firstPlay(later.site).played[0]))).toBe(900);
    // The call that began before hears the better voice too: the version is the same.
    expect(hertzOf(fileOf(firstPlay(site).played[0]))).toBe(900);
  });

  it('what may be said is spoken at leisure, and no publish waits for it', async () => {
    const engine = new FakeEngine();
    const { library, speaker } = await rig([engine]);
    engine.hold();
    const later = ['one', 'two', 'three'].map((text) => ({ language: 'en', text }));
    const nothing = (): Promise<undefined> => Promise.resolve(undefined);
    await library.prepare({ sounds: [], speech: usualSpeech, later, recording: nothing });
    engine.release();
    // Equal to what is being spoken, so it is there when that is; by then the rest is under way or done.
    await speaker.file('three', 'en');
    expect(engine.asked.filter((text) => text === 'en: three')).toHaveLength(1);
    expect(engine.asked).toContain('en: one');
  });

  it('constant texts of steps are spoken ahead, so that no caller waits', async () => {
    const engine = new FakeEngine();
    const { library, speaker } = await rig([engine]);
    const texts = [
      { language: 'en', text: 'Your balance is' },
      { language: 'en', text: 'Your balance is' },
    ];
    const nothing = (): Promise<undefined> => Promise.resolve(undefined);
    await library.prepare({ sounds: [], speech: usualSpeech, texts, recording: nothing });
    engine.failure = new SpeechFailed('no voice');
    await expect(speaker.file('Your balance is', 'en')).resolves.toMatchObject({ lengthMs: 900 });
    expect(engine.asked).toHaveLength(1);
  });
});
