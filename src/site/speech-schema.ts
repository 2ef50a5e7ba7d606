import { z } from 'zod';
import { namesOwnSetting, ownSettingRefused } from '../domain/own-settings';
import { recordingFormats, usualSpeech, type RecordingFormat, type SpeechSettings } from '../domain/prompt';
import { duration, whole } from '../flow/values';

const formats = Object.keys(recordingFormats) as [RecordingFormat, ...RecordingFormat[]];

/** What `speed` and `pitch` mean is the engine's: words per minute and 0–99, or percent of the voice's own. */
const RANGES = {
  espeak: { speed: { min: 80, max: 450, usual: 150 }, pitch: { min: 0, max: 99, usual: 50 } },
  rhvoice: { speed: { min: 50, max: 200, usual: 100 }, pitch: { min: 50, max: 200, usual: 100 } },
} as const;

const forOthers = (text: string): boolean => !namesOwnSetting(text);

const http = z
  .strictObject({
    url: z
      .string()
      .regex(/^(https?:\/\/|\$\{)/, { error: () => 'needs an http address like https://speech.example/v1/speak' })
      .refine(forOthers, { error: () => ownSettingRefused })
      .describe('Where the text is posted; {language}, {voice} and ${ENVIRONMENT} are put in'),
    headers: z
      .record(z.string(), z.string().refine(forOthers, { error: () => ownSettingRefused }))
      .default({})
      .describe('Headers; secrets as ${NAME} from the environment'),
    body: z
      .union([z.string().min(1), z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]))])
      .default({ text: '{text}', language: '{language}', voice: '{voice}' })
      .describe('A mapping is sent as JSON, a text as it is; {text}, {language} and {voice} are put in'),
    format: z.enum(formats).default('wav').describe('The format of the sound that comes back'),
    within: duration({ min: 100, max: 60_000 })
      .default(5_000)
      .describe('How long a text may take, a second try included'),
  })
  .describe('A speech server');

/** `speech:` in site.yaml. */
export const speech = z
  .strictObject({
    engine: z.enum(['espeak', 'rhvoice', 'http', 'none']).optional().describe('What speaks; none: only recordings'),
    http: http.optional(),
    voices: z
      .record(
        z.string().regex(/^[a-z]{2}$/, { error: (issue) => `"${String(issue.input)}" is no language like en` }),
        z.string().regex(/^\w[\w +./:-]*$/, { error: (issue) => `"${String(issue.input)}" is no name of a voice` }),
      )
      .default({})
      .describe("The engine's names for the voices, by language"),
    speed: whole(0, 1_000).optional().describe('Words per minute (espeak), or percent of the usual (rhvoice)'),
    pitch: whole(0, 1_000).optional().describe('0 to 99 (espeak), or percent of the usual (rhvoice)'),
  })
  .transform((written, context): SpeechSettings => {
    const wrong = (message: string): never => {
      context.addIssue(message);
      return z.NEVER;
    };
    const engine = written.engine ?? (written.http ? 'http' : 'espeak');
    const { voices, speed, pitch } = written;
    if (engine !== 'http' && written.http) return wrong(`engine: ${engine} and http: are two engines; take one away`);
    if (engine === 'http' || engine === 'none') {
      if (speed !== undefined || pitch !== undefined)
        return wrong(`speed and pitch are for espeak and rhvoice, and the engine is ${engine}`);
      if (engine === 'none') return { engine: { is: 'none' }, voices };
      if (!written.http) return wrong('engine: http needs http: with the address of the speech server');
      const { within, ...rest } = written.http;
      return { engine: { is: 'http', ...rest, withinMs: within }, voices };
    }
    const range = RANGES[engine];
    for (const [key, value] of Object.entries({ speed, pitch })) {
      const { min, max } = range[key as 'speed' | 'pitch'];
      if (value !== undefined && (value < min || value > max))
        return wrong(`${key}: ${value} is out of range for ${engine}: from ${min} to ${max}`);
    }
    return { engine: { is: engine, speed: speed ?? range.speed.usual, pitch: pitch ?? range.pitch.usual }, voices };
  })
  .default(usualSpeech)
  .describe('How prompts are spoken that are not recorded');
