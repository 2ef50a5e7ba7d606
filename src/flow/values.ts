import { z } from 'zod';
import type { Json } from '../domain/json';
import { formatDuration, parseDuration, type Millis } from '../domain/time';

/** What an expression must come to; what is only known when it runs is let through. */
export type Wanted = 'bool' | 'string' | 'number' | 'anything';

/** An expression as it was written, not compiled yet. */
export class Cel {
  constructor(
    readonly source: string,
    /** Names it may use besides the flow's, such as the `value` that a check is about. */
    readonly more: readonly string[] = [],
    readonly wants: Wanted = 'anything',
  ) {}
}

/** A text with expressions in it: `greeting/{{ daypart }}`. */
export class Template {
  readonly parts: readonly (string | Cel)[];

  constructor(readonly source: string) {
    this.parts = source
      .split(/(\{\{.*?\}\})/)
      .filter((part) => part !== '')
      .map((part) => (part.startsWith('{{') ? new Cel(part.slice(2, -2).trim()) : part));
  }

  get constant(): boolean {
    return this.parts.every((part) => typeof part === 'string');
  }
}

/** The name of a recording in the site's prompts, possibly made from facts. */
export class PromptName extends Template {}

/** A label of the same flow. */
export class Label {
  constructor(readonly name: string) {}
}

/** Something else of the site, by name. */
export class Reference {
  constructor(
    readonly to: 'queue' | 'schedule' | 'connector' | 'flow' | 'list' | 'trunk' | 'header',
    readonly name: string,
  ) {}
}

/** A variable that a step writes. */
export class Variable {
  constructor(
    readonly name: string,
    /** What it holds before. */
    readonly initial: Json,
    /** Keyed in as secret: it stays out of every log, event and record (law 12). */
    readonly secret = false,
  ) {}
}

const NAME = /^[a-z][a-z0-9_]*$/;
const PROMPT = /^[a-z0-9][a-z0-9_./-]*$/;

export const name = (what: string) =>
  z.string().regex(NAME, {
    error: (issue) =>
      `"${String(issue.input)}" is no name for ${what}: small letters, digits and _, a letter first${foreignLetter(String(issue.input))}`,
  });

/** Cyrillic letters that look like Latin ones are hard to find. */
function foreignLetter(text: string): string {
  const letter = /\p{Script=Cyrillic}/u.exec(text)?.[0];
  return letter === undefined || !/[a-z]/i.test(text) ? '' : `; ${letter} is a Cyrillic letter`;
}

export const duration = ({ min = 0, max = 86_400_000 }: { min?: Millis; max?: Millis } = {}) =>
  z
    .string({
      error: (issue) =>
        issue.input === undefined
          ? undefined
          : `${JSON.stringify(issue.input)} is not a duration like 5s, 10m or 1h30m; a unit is needed`,
    })
    .transform((text, context): Millis => {
      const ms = parseDuration(text);
      if (ms === undefined) {
        context.addIssue(`"${text}" is not a duration like 5s, 10m or 1h30m`);
        return z.NEVER;
      }
      if (ms < min || ms > max) {
        context.addIssue(`"${text}" is out of range: from ${formatDuration(min)} to ${formatDuration(max)}`);
        return z.NEVER;
      }
      return ms;
    })
    .meta({
      title: `duration from ${formatDuration(min)} to ${formatDuration(max)}`,
      description: 'A duration: 800ms, 5s, 10m, 1h30m',
      pattern: '^([0-9]+([.][0-9]+)?(ms|s|m|h|d))+$',
    });

export const whole = (min: number, max: number) =>
  z
    .number({
      error: (issue) => (issue.input === undefined ? undefined : `needs a whole number from ${min} to ${max}`),
    })
    .refine((value) => Number.isInteger(value) && value >= min && value <= max, {
      error: `needs a whole number from ${min} to ${max}`,
    })
    .meta({ title: `whole number from ${min} to ${max}`, type: 'integer', minimum: min, maximum: max });

export const cel = ({ more = [], wants = 'anything' }: { more?: readonly string[]; wants?: Wanted } = {}) =>
  z
    .union([z.string(), z.number(), z.boolean()])
    .transform((value) => new Cel(String(value), more, wants))
    .meta({ title: 'expression', description: 'An expression (CEL)' });

export const label = () =>
  name('a label')
    .transform((text) => new Label(text))
    .meta({ title: 'label', description: 'A label of this flow' });

export const variable = (initial: Json) =>
  name('a variable')
    .transform((text) => new Variable(text, initial))
    .meta({ title: 'variable', description: 'The variable that the step fills' });

export const reference = (to: Reference['to']) =>
  name(`a ${to}`)
    .transform((text) => new Reference(to, text))
    .meta({ title: to, description: `A ${to} of the site, by its name` });

/** `office/welcome`: nothing that leaves the folder of prompts, and nothing that Asterisk reads as more than a name. */
export const isPromptName = (text: string): boolean => PROMPT.test(text) && !text.includes('..');

const promptName = z.string().transform((text, context) => {
  const prompt = new PromptName(text);
  const fixed = prompt.parts.map((part) => (typeof part === 'string' ? part : 'x')).join('');
  if (!isPromptName(fixed)) {
    context.addIssue(`"${text}" is no prompt name; prompts are named like office/welcome`);
    return z.NEVER;
  }
  if (text.endsWith('.wav')) {
    context.addIssue(`"${text}": prompts are named without .wav: ${text.slice(0, -4)}`);
    return z.NEVER;
  }
  return prompt;
});

/** One prompt or a list of them, heard one after the other. */
export const prompts = () =>
  z
    .union([promptName, z.array(promptName).min(1)])
    .transform((value) => (Array.isArray(value) ? value : [value]))
    .meta({ title: 'prompts', description: 'A prompt, or a list of prompts heard one after the other' });

export interface DigitRange {
  readonly min: number;
  readonly max: number;
}

/** `6` or `6..8`. */
export const digitRange = () =>
  z
    .union([z.number(), z.string()], { error: () => 'needs how many digits, like 6 or 6..8' })
    .transform((value, context): DigitRange => {
      const [, low, high] = /^(\d+)(?:\.\.(\d+))?$/.exec(String(value)) ?? [];
      const min = Number(low);
      const max = Number(high ?? low);
      if (low === undefined || min > max || max < 1 || max > 64) {
        context.addIssue(`"${String(value)}" is no number of digits like 6 or 6..8, at most 64`);
        return z.NEVER;
      }
      return { min, max };
    })
    .meta({ title: 'number of digits', description: 'How many digits: 6 or 6..8', pattern: '^[0-9]+([.][.][0-9]+)?$' });

const KEYS = /^[0-9*#A-D]{1,8}$/;

export const keyName = z.string().regex(KEYS, {
  error: (issue) => `"${String(issue.input)}" is no key; keys are 0-9, "*" and "#", or several like 12`,
});

/** Keys, and the label that each leads to. */
export const keys = () =>
  z
    .record(keyName, label())
    .transform((written) => new Map(Object.entries(written)))
    .meta({ title: 'keys', description: 'Keys, and the label that each leads to' });
