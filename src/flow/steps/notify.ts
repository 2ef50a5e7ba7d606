import { z } from 'zod';
import type { Json } from '../../domain/json';
import { FIXED_HOST, needsFixedHost } from '../../domain/web-address';
import { leave, NEXT, stay, wait, type Entry, type StepKind } from '../step';
import type { NotifyCommand } from '../command';
import type { Turn } from '../turn';
import { cel, name, Template, type Cel } from '../values';

interface Notify {
  readonly by: NotifyCommand['by'];
  readonly to: Template;
  readonly subject: Template;
  readonly text: Template;
  readonly data: ReadonlyMap<string, Cel>;
}

/** `notice` is what it asks for: the same one again after a crash, so that it is sent once. */
type Local = { readonly notice: Omit<NotifyCommand, 'type'> };

/** A job is taken in some milliseconds; a caller does not wait for a mail. */
const TAKEN_WITHIN_MS = 3_000;
const ADDRESS = /^[^\s@<>,;:"]+@[^\s@<>,;:"]+\.[^\s@<>,;:"]+$/;
const NUMBER = /^\+?\d{2,20}$/;
const URL = /^https?:\/\/[^\s/]+/;

const template = () => z.string().transform((text) => new Template(text));

/** Of what is written without expressions; those are looked at when they have a value. */
const destination = (isOne: (text: string) => boolean, what: string) =>
  template().refine((written) => !written.constant || isOne(written.source), {
    error: ({ input }) => {
      const { source } = input as Template;
      return `"${source}" is no ${what}; an expression stands in braces: "{{ ${source} }}"`;
    },
  });

const numberOf = (text: string): string => text.replace(/[\s()-]/g, '');

const schema = z
  .strictObject({
    mail: destination((text) => ADDRESS.test(text), 'address like sales@example.com')
      .optional()
      .describe('The address of a mail'),
    sms: destination((text) => NUMBER.test(numberOf(text)), 'number like "+79160000001"')
      .optional()
      .describe('The number that gets a text message'),
    webhook: template()
      .refine(({ source }) => FIXED_HOST.test(source), { error: needsFixedHost })
      .optional()
      .describe('The address that gets a signed POST; what {{ }} puts in is encoded as a part of one'),
    subject: template().default(new Template('')).describe('The subject of a mail'),
    text: template().default(new Template('')).describe('What is to be read'),
    data: z
      .record(name('a field'), cel())
      .default({})
      .describe('Values by name, each an expression: fields of the JSON of a webhook, lines below the text of a mail'),
  })
  .transform((written, context): Notify => {
    const { subject, text, data } = written;
    const complain = (message: string): never => {
      context.addIssue({ code: 'custom', path: [], message, input: written });
      return z.NEVER;
    };
    const [first, ...more] = (['mail', 'sms', 'webhook'] as const).filter((by) => written[by] !== undefined);
    const to = first && written[first];
    if (!to || more.length > 0) return complain('needs one of mail, sms and webhook: how it is sent');
    const fields = new Map(Object.entries(data));
    if (first === 'mail' && subject.source + text.source === '') return complain('needs a subject or a text');
    if (first === 'sms' && text.source === '') return complain('needs a text');
    if (first === 'sms' && (subject.source !== '' || fields.size > 0))
      return complain('a text message has neither subject nor data, only a text');
    return { by: first, to, subject, text, data: fields };
  });

export const notify: StepKind<Notify, Local> = {
  about:
    'Sends a mail, a text message or a webhook. The call goes on as soon as the notice is kept; it is sent by a job that tries again, for a day at the longest.',
  manual: {
    group: 'reach',
    example: `hello:
  - answer
  - queue: { name: sales, on: { done: end } }
  - notify:
      mail: sales@example.com
      subject: "Nobody took {{ call.ani }}"
      text: "{{ caller.name }} waited {{ call.waited }} s."
  - notify: { sms: "{{ call.ani }}", text: "We are sorry to have missed you, and call back today." }
  - notify:
      webhook: https://crm.example/missed
      data: { phone: call.ani, campaign: call.campaign }
  - goto: end
end:
  - hangup
`,
    exits: { next: 'The notice is kept, and will be sent; also when it could not be, with a problem in the history.' },
    notes: [
      'A secret cannot be sent.',
      'How it ended stands in the history of the call (`notice.ended`), with the address masked.',
      'How mail, text messages and webhooks leave the house is set in the environment: see operations.md.',
    ],
  },
  schema,
  afterwards: true,
  /** A loop of it would send without end. */
  instant: () => true,
  exits: () => [{ name: NEXT }],
  enter: (spec, turn) => {
    const to = destinationOf(spec, turn);
    if (to === null) return leave(NEXT);
    const data: Record<string, Json> = {};
    for (const [field, expression] of spec.data) data[field] = turn.evaluate(expression, null);
    return ask(
      {
        id: turn.newId('command'),
        by: spec.by,
        to,
        subject: turn.text(spec.subject),
        text: turn.text(spec.text),
        data,
        recording: null,
      },
      turn,
    );
  },
  on: (_, local, event, turn) => {
    switch (event.type) {
      case 'done':
        return event.command === local.notice.id ? leave(NEXT) : wait(local);
      case 'failed':
        return event.command === local.notice.id ? lost(event.why, turn) : wait(local);
      case 'deadline':
        return lost(`not taken within ${TAKEN_WITHIN_MS / 1000} s`, turn);
      default:
        return wait(local);
    }
  },
  recover: (_, { notice }, _alive, turn) => ask(notice, turn),
};

function ask(notice: Local['notice'], turn: Turn): Entry<Local> {
  turn.ask({ type: 'notify', ...notice });
  return stay({ notice }, turn.now + TAKEN_WITHIN_MS);
}

function lost(why: string, turn: Turn): Entry<Local> {
  turn.problem(`notify: ${why}`);
  return leave(NEXT);
}

/** Where it goes to; `null`, with the problem noted, where the expressions come to nothing that could be reached. */
function destinationOf({ by, to }: Notify, turn: Turn): string | null {
  const written = by === 'webhook' ? turn.text(to, encodeURIComponent) : turn.text(to).trim();
  const address = by === 'sms' ? numberOf(written) : written;
  if (REACHES[by].test(address)) return address;
  turn.problem(`notify: ${to.source} comes to nothing that a ${by} could reach`);
  return null;
}

const REACHES: Readonly<Record<Notify['by'], RegExp>> = { mail: ADDRESS, sms: NUMBER, webhook: URL };
