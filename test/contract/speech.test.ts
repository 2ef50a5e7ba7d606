import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Espeak } from '../../src/adapters/speech/espeak';
import { HttpEngine } from '../../src/adapters/speech/http-engine';
import { RhVoice } from '../../src/adapters/speech/rhvoice';
import type { SpeechEngineSettings } from '../../src/domain/prompt';
import { toneWav } from '../../src/phone/wav';
import { FakeEngine } from '../fakes/speech-engine';
import { PATIENCE_MS } from '../support/patience';
import { speechEngineContract } from './speech';

const MS_PER_CHARACTER = 60;
const { signal } = new AbortController();

interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

interface Reply {
  readonly status?: number;
  readonly type?: string;
  readonly body: Buffer | string;
}

/** A speech server that answers each request in turn as it is told, and with a tone as long as the text when it is not. */
class SpeechServer {
  readonly asked: Asked[] = [];
  readonly replies: (Reply | 'nothing' | 'hang-up')[] = [];
  private readonly server = createServer((request, response) => {
    void (async () => {
      let body = '';
      for await (const chunk of request) body += String(chunk);
      this.asked.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body });
      const reply = this.replies.shift() ?? { body: toneWav(600, body.length * MS_PER_CHARACTER) };
      if (reply === 'nothing') return;
      if (reply === 'hang-up') {
        request.socket.destroy();
        return;
      }
      response.writeHead(reply.status ?? 200, { 'content-type': reply.type ?? 'audio/wav' }).end(reply.body);
    })();
  });

  async open(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/speak`;
  }
}

const server = new SpeechServer();
beforeAll(() => server.open());
afterAll(() => server.close());
beforeEach(() => {
  server.asked.length = 0;
  server.replies.length = 0;
});

type HttpSettings = Extract<SpeechEngineSettings, { is: 'http' }>;

const httpEngine = (more: Partial<HttpSettings> = {}, env: Record<string, string> = {}): HttpEngine =>
  new HttpEngine(
    { is: 'http', url: server.url, headers: {}, body: '{text}', format: 'wav', withinMs: PATIENCE_MS, ...more },
    { en: 'nova', ru: 'anna' },
    env,
  );

speechEngineContract('fake', () => new FakeEngine());
speechEngineContract('espeak', () => new Espeak({}, 150, 50));
speechEngineContract('http', () => httpEngine());

describe('espeak', () => {
  it('speaks faster when it is told to', async () => {
    const said = (speed: number) => new Espeak({}, speed, 50).speak('How do you do, and what can we do?', 'en', signal);
    expect((await said(300)).bytes.length).toBeLessThan(0.7 * (await said(120)).bytes.length);
  });

  it('says in words that it has no such voice', async () => {
    await expect(new Espeak({ en: 'nobody' }, 150, 50).speak('Hello.', 'en', signal)).rejects.toThrow(
      /^espeak-ng: .*voice does not exist/,
    );
  });
});

describe('a speech server', () => {
  it('gets text, language and voice as JSON, and the secret from the environment', async () => {
    const url = `${server.url}/{language}?key=\${TTS_KEY}`;
    const headers = { authorization: 'Bearer ${TTS_TOKEN}', 'x-voice': '{voice}' };
    const body = { input: '{text}', voice: '{voice}', speed: 1, ssml: false };
    await httpEngine({ url, headers, body }, { TTS_KEY: 'k1', TTS_TOKEN: 't1' }).speak(
      'Say ${TTS_KEY} {voice}',
      'ru',
      signal,
    );
    const [asked] = server.asked;
    expect(asked).toMatchObject({ method: 'POST', url: '/speak/ru?key=k1' });
    expect(asked?.headers).toMatchObject({
      authorization: 'Bearer t1',
      'x-voice': 'anna',
      'content-type': 'application/json',
    });
    // What a caller's text holds is no template.
    expect(JSON.parse(asked?.body ?? '')).toEqual({
      input: 'Say ${TTS_KEY} {voice}',
      voice: 'anna',
      speed: 1,
      ssml: false,
    });
  });

  it('gets the bare text where it wants that', async () => {
    await httpEngine().speak('Привет', 'ru', signal);
    expect(server.asked[0]).toMatchObject({ body: 'Привет', headers: { 'content-type': 'text/plain; charset=utf-8' } });
  });

  it('answers in another format than WAV', async () => {
    server.replies.push({ type: 'audio/basic', body: Buffer.alloc(8_000, 0x10) });
    await expect(httpEngine({ format: 'ulaw' }).speak('Hello', 'en', signal)).resolves.toMatchObject({
      format: 'ulaw',
    });
  });

  it('is asked once more when it fails for the moment', async () => {
    server.replies.push({ status: 503, body: 'busy' });
    await httpEngine().speak('Hello', 'en', signal);
    server.replies.push('hang-up');
    await httpEngine().speak('Hello', 'en', signal);
    expect(server.asked).toHaveLength(4);
  });

  const failures: readonly [
    string,
    (Reply | 'nothing' | 'hang-up')[],
    Partial<HttpSettings>,
    RegExp,
    boolean,
    number,
  ][] = [
    [
      'refuses',
      [{ status: 422, type: 'text/plain', body: 'no such\nvoice for Hello' }],
      {},
      /^127\.0\.0\.1:\d+ answered 422: no such voice for …$/,
      false,
      1,
    ],
    ['does not know us', [{ status: 401, body: '' }], {}, /answered 401$/, true, 1],
    [
      'stays broken',
      [
        { status: 500, body: '' },
        { status: 502, body: '' },
      ],
      {},
      /answered 502$/,
      true,
      2,
    ],
    [
      'does not answer',
      ['nothing', 'nothing'],
      { withinMs: 3_000 },
      /^127\.0\.0\.1:\d+ did not answer within 3s$/,
      true,
      1,
    ],
    ['is not there', [], { url: 'http://127.0.0.1:9/' }, /^127\.0\.0\.1:9 cannot be reached \(.+\)$/, true, 0],
    [
      'answers with words',
      [{ type: 'application/json', body: '{}' }],
      {},
      /answered with application\/json and not with sound$/,
      false,
      1,
    ],
    ['answers with nothing', [{ body: '' }], {}, /answered with nothing$/, false, 1],
  ];
  it.each(failures)('that %s is told in words', async (_, replies, more, words, away, times) => {
    server.replies.push(...replies);
    await expect(httpEngine(more).speak('Hello', 'en', signal)).rejects.toMatchObject({
      message: expect.stringMatching(words),
      away,
    });
    expect(server.asked).toHaveLength(times);
  });

  it('whose secret is not set is told in words', async () => {
    const engine = httpEngine({ headers: { authorization: '${TTS_TOKEN}' } });
    await expect(engine.speak('Hello', 'en', signal)).rejects.toThrow('needs the environment variable TTS_TOKEN');
    expect(server.asked).toEqual([]);
  });

  it('makes new files for another address or voice, and not for another secret', () => {
    const manner = httpEngine().manner('en');
    expect(httpEngine({ headers: { authorization: '${OTHER}' } }).manner('en')).toBe(manner);
    expect(httpEngine({ url: 'http://other.example/' }).manner('en')).not.toBe(manner);
    expect(httpEngine().manner('ru')).not.toBe(manner);
  });
});

/** A program that takes what RHVoice-test takes; espeak-ng lends it its voice. */
const RHVOICE_TEST = `#!/bin/sh
echo "$@" >> "$0.asked"
while [ $# -gt 0 ]; do
  case "$1" in -i) input=$2 ;; -o) output=$2 ;; -p) profile=$2 ;; esac
  shift 2
done
[ "$profile" = broken ] && exit 0
case "$profile" in Anna|anna) voice=ru ;; *) voice=en-us ;; esac
exec espeak-ng -v $voice -f "$input" -w "$output"
`;

describe('RHVoice', () => {
  const folder = mkdtempSync(join(tmpdir(), 'carillon-rhvoice-test-'));
  const places = { program: join(folder, 'RHVoice-test'), voices: [join(folder, 'none'), join(folder, 'voices')] };
  /** A machine whose voices lie where we do not look. */
  const unseen = { ...places, voices: [join(folder, 'none')] };
  const asked = (): string[] => readFileSync(`${places.program}.asked`, 'utf8').trim().split('\n');
  beforeAll(() => {
    writeFileSync(places.program, RHVOICE_TEST);
    chmodSync(places.program, 0o755);
    for (const [voice, language] of [
      ['anna', 'Russian'],
      ['elena', 'Russian'],
      ['alan', 'English'],
    ] as const) {
      mkdirSync(join(places.voices[1] ?? '', voice), { recursive: true });
      writeFileSync(
        join(places.voices[1] ?? '', voice, 'voice.info'),
        `format=4\nname=${voice[0]?.toUpperCase()}${voice.slice(1)}\nlanguage=${language}\n`,
      );
    }
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  speechEngineContract('RHVoice', () => new RhVoice({ en: 'alan', ru: 'anna' }, 100, 100, places));

  it('finds the first voice of a language by itself', async () => {
    await new RhVoice({}, 100, 100, places).speak('Привет', 'ru', signal);
    expect(asked().at(-1)).toMatch(/ -p Anna /);
    await new RhVoice({}, 120, 90, places).speak('Hello', 'en', signal);
    expect(asked().at(-1)).toMatch(/ -p Alan .* -r 120 -t 90$/);
  });

  it.each([
    ['there is no voice for the language', {}, 'de', places, /no voice for the language de/, false],
    ['it makes no file', { en: 'broken' }, 'en', unseen, /^RHVoice-test made no sound with the voice broken$/, false],
    // RHVoice would take another voice without a word.
    [
      'there is no such voice',
      { en: 'Elena+alan+slt' },
      'en',
      places,
      /no voice Elena\+alan\+slt here; it has Alan, Anna, Elena$/,
      false,
    ],
    [
      'it is not installed',
      { en: 'a' },
      'en',
      { ...unseen, program: 'RHVoice-test-that-is-not' },
      /is not installed/,
      true,
    ],
  ] as const)('says that %s', async (_, voices, language, where, words, away) => {
    await expect(new RhVoice(voices, 100, 100, where).speak('Hallo', language, signal)).rejects.toMatchObject({
      message: expect.stringMatching(words),
      away,
    });
  });
});
