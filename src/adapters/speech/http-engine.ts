import { setTimeout as pause } from 'node:timers/promises';
import type { SpeechEngineSettings, SpeechSettings } from '../../domain/prompt';
import { formatDuration } from '../../domain/time';
import type { Audio, SpeechEngine } from './engine';
import { SpeechFailed } from './engine';

type HttpSettings = Extract<SpeechEngineSettings, { is: 'http' }>;
export type Environment = Readonly<Record<string, string | undefined>>;

const TRIES = 2;
const NEXT_TRY_AFTER_MS = 200;
const MOST_BYTES = 32 * 1024 * 1024;
/** Of what a server says of its failure. */
const MOST_WORDS = 200;

/** A speech server: text is posted, sound comes back. */
export class HttpEngine implements SpeechEngine {
  readonly name = 'http';

  constructor(
    private readonly settings: HttpSettings,
    private readonly voices: SpeechSettings['voices'],
    private readonly environment: Environment,
    private readonly request: typeof fetch = fetch,
  ) {}

  manner(language: string): string {
    const { url, body, format } = this.settings;
    return JSON.stringify([url, body, format, this.voices[language] ?? '']);
  }

  async speak(text: string, language: string, signal: AbortSignal): Promise<Audio> {
    const until = Date.now() + this.settings.withinMs;
    for (let tries = 1; ; tries++) {
      try {
        const bytes = await this.ask(
          text,
          language,
          AbortSignal.any([signal, AbortSignal.timeout(until - Date.now())]),
        );
        return { bytes, format: this.settings.format };
      } catch (error) {
        const failed = this.inWords(error, signal);
        if (!(failed instanceof Momentary) || tries === TRIES || Date.now() + NEXT_TRY_AFTER_MS >= until) throw failed;
        await pause(NEXT_TRY_AFTER_MS);
      }
    }
  }

  private async ask(text: string, language: string, signal: AbortSignal): Promise<Buffer> {
    const { url, headers, body } = this.settings;
    const facts = { text, language, voice: this.voices[language] ?? '' };
    const json = typeof body !== 'string';
    const response = await this.request(this.fill(url, facts, encodeURIComponent), {
      method: 'POST',
      headers: {
        'content-type': json ? 'application/json' : 'text/plain; charset=utf-8',
        ...mapped(headers, (value) => this.fill(value, facts, oneLine)),
      },
      body: json
        ? JSON.stringify(mapped(body, (value) => (typeof value === 'string' ? put(value, facts) : value)))
        : put(body, facts),
      signal,
    });
    if (!response.ok) throw await refusal(response, text);
    return soundOf(response);
  }

  /** Facts and what the environment has, in this order: a text from a caller fetches no secret. */
  private fill(template: string, facts: Facts, escaped: (text: string) => string): string {
    return template.replaceAll(/\$\{(\w+)\}|\{(text|language|voice)\}/g, (_, name?: string, fact?: keyof Facts) => {
      if (name === undefined) return escaped(facts[fact ?? 'text']);
      const value = this.environment[name];
      if (value === undefined || value === '')
        throw new SpeechFailed(`the speech server needs the environment variable ${name}, which is not set`, true);
      return value;
    });
  }

  private inWords(error: unknown, signal: AbortSignal): SpeechFailed {
    if (error instanceof SpeechFailed) return error;
    const where = hostOf(this.settings.url);
    if (signal.aborted) return new SpeechFailed(`the request to ${where} was called off`, false, { cause: error });
    if ((error as Error).name === 'TimeoutError')
      return new SpeechFailed(`${where} did not answer within ${formatDuration(this.settings.withinMs)}`, true, {
        cause: error,
      });
    const { cause } = error as { cause?: NodeJS.ErrnoException };
    return new Momentary(`${where} cannot be reached (${cause?.code ?? String(error)})`, true, { cause: error });
  }
}

/** It may be over in a moment, so it is asked again. */
class Momentary extends SpeechFailed {}

type Facts = Readonly<Record<'text' | 'language' | 'voice', string>>;

const put = (template: string, facts: Facts): string =>
  template.replaceAll(/\{(text|language|voice)\}/g, (_, fact: keyof Facts) => facts[fact]);

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ');

const mapped = <T, U>(record: Readonly<Record<string, T>>, change: (value: T) => U): Record<string, U> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));

const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : 'the speech server');

/** What a server refuses as wrong stays wrong; what it cannot do now it may do later. */
async function refusal(response: Response, text: string): Promise<SpeechFailed> {
  const words = oneLine((await response.text().catch(() => '')).replaceAll(text, '…')).slice(0, MOST_WORDS);
  const why = `${hostOf(response.url)} answered ${response.status}${words === '' ? '' : `: ${words}`}`;
  if (response.status >= 500 || response.status === 429 || response.status === 408) return new Momentary(why, true);
  return new SpeechFailed(why, response.status === 401 || response.status === 403);
}

async function soundOf(response: Response): Promise<Buffer> {
  const type = response.headers.get('content-type') ?? '';
  if (/^(text\/|application\/json)/.test(type))
    throw new SpeechFailed(`${hostOf(response.url)} answered with ${type} and not with sound`);
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) throw new SpeechFailed(`${hostOf(response.url)} answered with more than anybody can hear`);
    chunks.push(chunk);
  }
  if (bytes === 0) throw new SpeechFailed(`${hostOf(response.url)} answered with nothing`);
  return Buffer.concat(chunks);
}
