import type { SpeechEngineSettings, SpeechSettings } from '../../domain/prompt';
import type { SpeechEngine } from './engine';
import { Espeak } from './espeak';
import { HttpEngine, type Environment } from './http-engine';
import { RhVoice } from './rhvoice';

/**
 * What this machine lets speak (CARILLON_SPEECH): `site` what the site says, `espeak` only espeak-ng whatever it says,
 * `none` nothing.
 */
export type MachineSpeech = 'site' | 'espeak' | 'none';

/** The engines of a site, the first choice first. When it fails, espeak-ng speaks in its usual voice. */
export type OpenEngines = (settings: SpeechSettings) => readonly SpeechEngine[];

type Kinds = {
  readonly [K in SpeechEngineSettings['is']]: (
    engine: Extract<SpeechEngineSettings, { is: K }>,
    voices: SpeechSettings['voices'],
    environment: Environment,
  ) => readonly SpeechEngine[];
};

const usual = (voices: SpeechSettings['voices'] = {}): SpeechEngine => new Espeak(voices, 150, 50);

const kinds: Kinds = {
  espeak: ({ speed, pitch }, voices) => [new Espeak(voices, speed, pitch)],
  rhvoice: ({ speed, pitch }, voices) => [new RhVoice(voices, speed, pitch), usual()],
  http: (engine, voices, environment) => [new HttpEngine(engine, voices, environment), usual()],
  none: () => [],
};

export const enginesOf =
  (machine: MachineSpeech, environment: Environment): OpenEngines =>
  ({ engine, voices }) => {
    if (machine === 'none') return [];
    if (machine === 'espeak') return engine.is === 'espeak' ? open(engine, voices, environment) : [usual()];
    return open(engine, voices, environment);
  };

function open(engine: SpeechEngineSettings, voices: SpeechSettings['voices'], environment: Environment) {
  // The kind fits its own settings; the compiler cannot follow.
  const kind = kinds[engine.is] as (...parts: readonly unknown[]) => readonly SpeechEngine[];
  return kind(engine, voices, environment);
}
