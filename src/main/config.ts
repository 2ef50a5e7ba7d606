import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { watchModes } from './folder-watch';

const port = z.coerce.number().int().min(1).max(65_535);
const url = (...protocols: readonly string[]) =>
  z.string().refine((text) => protocols.some((protocol) => text.startsWith(`${protocol}://`)) && URL.canParse(text), {
    error: () => `an address like ${protocols[0]}://host:port`,
  });

/** Everything Carillon takes from its environment, with what is expected of it. */
const settings = {
  CARILLON_DB_URL: url('mysql', 'mariadb').describe('MySQL or MariaDB: mysql://user:password@host:3306/carillon'),
  CARILLON_REDIS_URL: url('redis', 'rediss').describe('Redis: redis://host:6379'),
  CARILLON_ARI_URL: url('http', 'https').describe("Asterisk's web server: http://127.0.0.1:8088"),
  CARILLON_ARI_USER: z.string().min(1).default('carillon').describe('the ARI user'),
  CARILLON_ARI_PASSWORD: z.string().min(1).describe("the ARI user's password"),
  CARILLON_SITE: z.string().min(1).default('examples/office').describe('the site folder'),
  CARILLON_WATCH: z
    .enum(watchModes)
    .default('show')
    .describe('what happens when the site folder changes: show (say what is not applied), publish (apply it), or off'),
  CARILLON_HOME: z.string().min(1).default('.carillon').describe('where Carillon keeps its own files'),
  CARILLON_PROMPTS: z.string().min(1).optional().describe('the folder of rendered prompts, as Asterisk sees it too'),
  CARILLON_RECORDINGS: z
    .string()
    .min(1)
    .optional()
    .describe('the folder in which Asterisk keeps what it records, as Carillon sees it too'),
  CARILLON_HTTP_HOST: z
    .string()
    .min(1)
    .default('127.0.0.1')
    .describe('the address the API and the floor page listen on'),
  CARILLON_HTTP_PORT: port.default(8080).describe('their port, 1 to 65535'),
  CARILLON_SIP_HOST: z.string().min(1).default('127.0.0.1').describe('where phones register, as they see it'),
  CARILLON_SIP_PORT: port.default(5060).describe('the SIP port, 1 to 65535'),
  CARILLON_ADMIN_TOKEN: z.string().min(16).describe("the API's bearer token, 16 characters or more"),
  CARILLON_SECRET_KEY: z
    .string()
    .regex(/^[0-9a-f]{64}$/i)
    .describe('32 bytes in hex; secrets of callers are sealed with it'),
  CARILLON_PREFIX: z
    .string()
    .regex(/^[a-z0-9:_-]+$/)
    .default('carillon')
    .transform((text) => (text.endsWith(':') ? text : `${text}:`))
    .describe('the name under which this centre keeps its keys in Redis: small letters, digits, : _ -'),
  CARILLON_LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error']).default('info').describe('debug, info, warn or error'),
  CARILLON_SPEECH: z
    .enum(['site', 'espeak', 'none'])
    .default('site')
    .describe('what speaks texts: site (as site.yaml says), espeak whatever it says, or none'),
  CARILLON_SMTP_URL: url('smtp', 'smtps').optional().describe('the mail server: smtp://user:password@host:587'),
  CARILLON_MAIL_FROM: z
    .string()
    .regex(/@/)
    .optional()
    .describe('whom mail comes from: Carillon <carillon@example.com>'),
  CARILLON_SMS_URL: url('https', 'http')
    .optional()
    .describe('the SMS gateway: https://sms.example/send?to={to}&text={text}, or an address that takes JSON by POST'),
  CARILLON_SMS_AUTHORIZATION: z
    .string()
    .min(1)
    .optional()
    .describe('the header Authorization for the SMS gateway: Bearer …'),
  CARILLON_WEBHOOK_SECRET: z
    .string()
    .min(16)
    .optional()
    .describe('what webhooks are signed with, 16 characters or more'),
} as const;

type Name = keyof typeof settings;
export type Config = { readonly [K in Name]: z.output<(typeof settings)[K]> } & {
  readonly promptRoot: string;
  readonly recordingRoot: string;
};

export class WrongSettings extends Error {}

/**
 * Reads the settings; each may also stand in a file that `<NAME>_FILE` names. Throws `WrongSettings` with a line for each
 * one that is wrong: its name, what it is, and what is expected.
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const wrong: string[] = [];
  const read: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(settings)) {
    const { value, problem } = valueOf(name, env);
    const result = schema.safeParse(value === '' ? undefined : value);
    if (problem !== undefined) wrong.push(problem);
    else if (result.success) read[name] = result.data;
    else
      wrong.push(
        `${name} ${value === undefined ? 'is not set' : `is "${secret(name) ? '…' : value}"`}; expected: ${schema.description ?? ''}`,
      );
  }
  for (const name of Object.keys(env))
    if (name.startsWith('CARILLON_') && !Object.hasOwn(settings, name.replace(/_FILE$/, '')) && !OTHERS.test(name))
      wrong.push(`${name} is no setting of Carillon; settings are ${Object.keys(settings).join(', ')}`);
  if (wrong.length > 0) throw new WrongSettings(wrong.join('\n'));
  const config = read as Omit<Config, 'promptRoot' | 'recordingRoot'>;
  return {
    ...config,
    CARILLON_SITE: resolve(config.CARILLON_SITE),
    CARILLON_HOME: resolve(config.CARILLON_HOME),
    promptRoot: resolve(config.CARILLON_PROMPTS ?? `${config.CARILLON_HOME}/prompts`),
    recordingRoot: resolve(config.CARILLON_RECORDINGS ?? `${config.CARILLON_HOME}/asterisk/spool/recording`),
  };
}

/** Settings of the scripts, the command line and the tests, which come along in the environment. */
const OTHERS = /^CARILLON_(CACHE|DEBIAN_MIRROR|URL|TEST_.*|PHONE_.*)$/;

const secret = (name: string): boolean => /PASSWORD|TOKEN|KEY|URL|SECRET|AUTHORIZATION/.test(name);

function valueOf(
  name: string,
  env: Readonly<Record<string, string | undefined>>,
): { value?: string; problem?: string } {
  const file = env[`${name}_FILE`];
  if (file === undefined || file === '') {
    const value = env[name];
    return value === undefined ? {} : { value };
  }
  try {
    return { value: readFileSync(file, 'utf8').trim() };
  } catch (error) {
    return {
      problem: `${name}_FILE: ${file} cannot be read (${(error as NodeJS.ErrnoException).code ?? String(error)})`,
    };
  }
}
