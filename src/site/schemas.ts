import { z } from 'zod';
import { disposition, notReady, profiles, signOut, wrapUp } from './agent-rules-schema';
import { counting } from './counting-schema';
import { headers } from './headers-schema';
import { numbering } from './numbering-schema';
import { pinLocks } from './pin-lock-schema';
import { keeping, retention } from './retention-schema';
import { gates } from './queue-gate-schema';
import { confirm, memberOf, routing, skills } from './queue-schema';
import { speech } from './speech-schema';
import { isOwnSetting, namesOwnSetting, ownSettingRefused } from '../domain/own-settings';
import { isPinHash } from '../flow/checks-of-input/pin-hash';
import { duration, isPromptName, name, whole } from '../flow/values';

/** Each file of the site folder, as it is written. */

const envName = /^[A-Z][A-Z0-9_]*$/;
const noVariable = (issue: { readonly input?: unknown }): string =>
  `"${String(issue.input)}" is no environment variable like CRM_URL: capitals, digits and _`;

const agentName = name('an agent');
const mail = (about: string) =>
  z
    .string()
    .regex(/^[^\s@<>,;:"]+@[^\s@<>,;:"]+\.[^\s@<>,;:"]+$/, {
      error: (issue) => `"${String(issue.input)}" is no address like anna@example.com`,
    })
    .optional()
    .describe(about);
const announce = z
  .strictObject({
    position: z.boolean().default(true).describe('Whether the position is said'),
    after: duration({ min: 1_000 }).default(10_000).describe('From the entry to the first announcement'),
    every: duration({ min: 5_000 }).default(45_000).describe('From one announcement to the next'),
    prompt: z.string().optional().describe('A prompt after the position, or alone'),
  })
  .default({ position: true, after: 10_000, every: 45_000 })
  .describe('What is said while callers wait');
const queueSettings = z
  .strictObject({
    title: z.string().min(1).describe('What people read: on screens, and on phones before the caller'),
    ...routing,
    ring_for: duration({ min: 3_000, max: 120_000 }).default(15_000).describe("How long an agent's phone rings"),
    wrap_up: wrapUp,
    disposition: disposition.optional(),
    max_wait: duration({ min: 5_000 })
      .default(1_200_000)
      .describe('The longest wait; then the caller leaves by timeout'),
    max_waiting: whole(0, 100_000).default(1_000).describe('Most callers at once; the next one leaves by full'),
    ...counting,
    ...gates,
    schedule: name('a schedule')
      .optional()
      .describe('Nobody enters while this schedule is not open: they leave by closed'),
    at_closing: z
      .enum(['stay', 'leave'])
      .default('stay')
      .describe('Whether those who wait may stay when the schedule closes, or leave by closed'),
    max_talk: duration({ min: 60_000 }).default(43_200_000).describe('A net against an ending that was lost'),
    music: z
      .string()
      .regex(/^[A-Za-z0-9_-]+$/)
      .default('default')
      .describe('The class of music on hold'),
    announce,
    mail: mail('Where messages that callers leave for it are sent'),
    keep_messages: keeping('How long those messages are kept; without it, as retention in site.yaml says').optional(),
  })
  .describe('A queue, by its name');

export const queuesFile = z.strictObject({
  queues: z.record(name('a queue'), queueSettings).describe('Every queue, by its name'),
});

/** An account, or a SIP address by IP: a name could be anybody's, and we admit a phone without a password by its address. */
const PHONE =
  /^(sip:[A-Za-z0-9_.+-]+@(\d{1,3}(\.\d{1,3}){3}|\[[0-9a-fA-F:]+\])(:\d{1,5})?|(?!carillon-|local$)[A-Za-z0-9][A-Za-z0-9_-]{0,38})$/;

const phone = z.string().regex(PHONE, {
  error: (issue) =>
    `"${String(issue.input)}" is neither an account like "anna" (not local, not carillon-…) nor an address like "sip:101@192.0.2.7:5060"`,
});

export const agentsFile = z.strictObject({
  agents: z
    .record(
      agentName,
      z
        .strictObject({
          name: z.string().min(1).describe('What people read'),
          phone: phone.describe('The account that registers with us, or a fixed address: sip:101@192.0.2.7:5060'),
          password_env: z
            .string()
            .regex(envName, { error: noVariable })
            .optional()
            .describe("The environment variable with the account's password; without it one is made"),
          extension: z
            .string()
            .regex(/^[0-9]{2,8}$/, {
              error: (issue) => `"${String(issue.input)}" is no extension: two to eight digits in quotes, like "101"`,
            })
            .optional()
            .describe('What is dialled to reach this agent alone'),
          skills: skills.describe('Level 0 to 100, by skill'),
          queues: z
            .array(memberOf)
            .default([])
            .describe('The queues whose calls the agent takes: sales, or { queue: sales, tier: 2 }'),
          profiles: z
            .array(name('a profile'))
            .default([])
            .describe('Their queues are the agent’s too; what `queues` says of a queue counts before them'),
          confirm: confirm
            .optional()
            .describe('A key that is pressed before a caller is connected, in place of what the queue says'),
          groups: z.array(name('a group')).default([]).describe('Teams, sites, languages: what `where` may ask for'),
          mail: mail('Where messages that callers leave for the agent are sent'),
          keep_messages: keeping(
            'How long those messages are kept; without it, as retention in site.yaml says',
          ).optional(),
          voicemail_pin: z
            .string()
            .refine(isPinHash, { error: () => 'needs a hash like pbkdf2:1000:<salt>:<hex>, not the PIN itself' })
            .optional()
            .describe('The hash of the PIN that opens the voicemail from any telephone: carillon voicemails --pin'),
        })
        .describe('An agent, by the id that flows and the API use'),
    )
    .describe('Every agent, by id'),
  profiles,
  not_ready: notReady,
  sign_out: signOut,
});

export { numbersFile } from './numbers-schema';
export { schedulesFile } from './schedule-schema';

const forOthers = (text: string): boolean => !namesOwnSetting(text);
/** `${CRM_URL}{key}` is for whoever set the variable to judge. */
const keyInHost = /^https?:\/\/[^/?#\\]*\{key\}/;

const httpConnector = z
  .strictObject({
    url: z
      .string()
      .refine((text) => text.includes('{key}') && /^(https?:\/\/|\$\{)/.test(text), {
        error: () => 'needs an http address with {key} in it, like https://crm.example/customers/{key}',
      })
      .refine((text) => !keyInHost.test(text), {
        error: () => '{key} stands behind the host and a /, like https://crm.example/customers/{key}',
      })
      .refine(forOthers, { error: () => ownSettingRefused })
      .describe('The address that is fetched (GET), with {key} for the key'),
    headers: z
      .record(z.string(), z.string().refine(forOthers, { error: () => ownSettingRefused }))
      .default({})
      .describe('Sent along; ${NAME} is read from the environment'),
    record: z.string().optional().describe('Where in the answer the record is: data.customer'),
  })
  .describe('Asks over HTTP; 404 and an empty answer mean that there is no record');

const sqlConnector = z
  .strictObject({
    url_env: z
      .string()
      .regex(envName, { error: noVariable })
      .refine((variable) => !isOwnSetting(variable), { error: () => ownSettingRefused })
      .describe("The environment variable with the database's address"),
    query: z
      .string()
      .refine((text) => text.split('?').length === 2, { error: () => 'needs exactly one ? for the key' })
      .describe('The question, with one ? for the key; the first row is the record'),
  })
  .describe('Asks a database');

const tableConnector = z
  .string()
  .regex(/^lists\/[a-z0-9_/-]+\.yaml$/, { error: () => 'needs a file of the site like lists/customers.yaml' })
  .describe('A list of the site: lists/customers.yaml');

export const connectorsFile = z.strictObject({
  connectors: z
    .record(
      name('a connector'),
      z.union([
        z.strictObject({ http: httpConnector }),
        z.strictObject({ table: tableConnector }),
        z.strictObject({ sql: sqlConnector }),
      ]),
    )
    .describe('Where flows look things up, by name: http, sql or table'),
});

/** A list: numbers with what is known of them; an entry with `until` holds to the end of that day. */
export const listFile = z.record(
  z.string(),
  z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))
    .nullable()
    .describe('What is known of it; until: "2027-01-31" lets the entry end with that day'),
);

export const promptsFile = z.record(
  z.string().refine(isPromptName, {
    error: (issue) => `"${String(issue.input)}" is no prompt name like office/welcome`,
  }),
  z.string().min(1),
);

export const siteFile = z.strictObject({
  site: z.string().min(1).describe('The name of the centre'),
  language: z
    .string()
    .regex(/^[a-z]{2}$/, { error: (issue) => `"${String(issue.input)}" is no language like en or ru: two letters` })
    .default('en')
    .describe('The language of prompts where neither number nor flow says another: en, ru …'),
  numbering: numbering.optional(),
  headers,
  speech,
  retention,
  pin_locks: pinLocks,
  music: z
    .array(z.string().regex(/^[A-Za-z0-9_-]+$/))
    .default([])
    .describe('Classes of music on hold that musiconhold_site.conf has, beside default'),
});
