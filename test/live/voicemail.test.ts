import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import type { Voicemail } from '../../src/domain/voicemail';
import { useLiveCentre } from '../support/live-centre';

const ANNA = 800;
const OLGA = 1200;
/** The small office, with what the example has of voicemail. */
const OFFICE = join(__dirname, '../fixtures/office');
const EXAMPLE = join(__dirname, '../../examples/office');
const ofOffice = (path: string): string => readFileSync(join(OFFICE, path), 'utf8');
const ofExample = (path: string): string => readFileSync(join(EXAMPLE, path), 'utf8');
const linesWith = (text: string, pattern: RegExp): string =>
  text
    .split('\n')
    .filter((line) => pattern.test(line))
    .join('\n');

jest.setTimeout(90_000);

describe('voicemail', () => {
  const mails: string[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData: (stream, _session, done) => {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        mails.push(Buffer.concat(parts).toString());
        done();
      });
    },
  });
  beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
  afterAll(() => new Promise<void>((resolve) => server.close(resolve)));

  const centre = useLiveCentre({
    usualPromptMs: 700,
    site: OFFICE,
    files: {
      'agents.yaml': ofOffice('agents.yaml').replace(
        '    name: Anna Berg\n',
        '    name: Anna Berg\n    mail: anna@example.com\n',
      ),
      'numbers.yaml': ofOffice('numbers.yaml')
        .replace('numbers:\n', `numbers:\n${linesWith(ofExample('numbers.yaml'), /flow: voicemail/)}\n`)
        .replace('feature_codes:\n', 'feature_codes:\n  "*98": messages\n'),
      'flows/voicemail.yaml': ofExample('flows/voicemail.yaml'),
      'flows/messages.yaml': ofExample('flows/messages.yaml'),
      'prompts/en.yaml': `${ofOffice('prompts/en.yaml')}\n${linesWith(ofExample('prompts/en.yaml'), /^voicemail\//)}\n`,
    },
    env: {
      get CARILLON_SMTP_URL() {
        return `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
      },
      CARILLON_MAIL_FROM: 'carillon@example.com',
    },
  });
  const box = async (query: string): Promise<readonly Voicemail[]> =>
    (await centre.api<{ voicemails: Voicemail[] }>('GET', `/voicemails?${query}`)).voicemails;

  it('is left, mailed with its recording, heard on the desk phone with *98, and deleted', async () => {
    const anna = await centre.agent('anna', ANNA);
    const olga = await centre.caller('79160000001', OLGA);

    const call = olga.call('1019');
    await call.answered(5_000);
    await call.hears(centre.tone('voicemail/greeting'), { withinMs: 5_000 });
    await talks(5_000);
    await call.press('#');
    await call.hears(centre.tone('voicemail/review'), { withinMs: 5_000 });
    await call.press('1');
    await call.hears(centre.tone('office/goodbye'), { withinMs: 5_000 });
    await call.ended(10_000);

    const [message] = await centre.eventually(
      'the message',
      () => box('agent=anna'),
      (found) => found.length === 1,
    );
    expect(message).toMatchObject({ state: 'new', caller: { number: '79160000001' } });
    expect(message?.seconds).toBeGreaterThan(2);
    await centre.eventually(
      'the mail',
      async () => mails.length,
      (count) => count === 1,
    );
    expect(mails[0]).toContain('To: anna@example.com');
    expect(mails[0]).toContain(`filename=${message?.id}.wav`);
    const history = await centre.eventually(
      'the end of the notice in the history',
      () => centre.history('79160000001'),
      ({ events }) => events.some(({ type }) => type === 'notice.ended'),
    );
    expect(history.events.find(({ type }) => type === 'notice.ended')?.data).toMatchObject({
      by: 'mail',
      to: 'a…@example.com',
      how: 'sent',
    });

    const own = anna.call('*98');
    await own.answered(5_000);
    await own.hears(`${OLGA}`, { withinMs: 8_000 });
    await own.hears(centre.tone('voicemail/menu'), { withinMs: 15_000 });
    await own.press('3');
    await own.hears(centre.tone('voicemail/deleted'), { withinMs: 5_000 });
    await own.hears(centre.tone('voicemail/no-more'), { withinMs: 5_000 });
    own.hangup();
    await centre.eventually(
      'the deletion',
      () => box('agent=anna&state=deleted'),
      (found) => found[0]?.by === 'anna',
    );
    const audio = await fetch(`${centre.apiUrl}/api/v1/voicemails/${message?.id}/audio`, {
      headers: { authorization: `Bearer ${centre.token}` },
    });
    expect(audio.status).toBe(404);
  });

  it('of a caller who hangs up while speaking is left all the same; one agent takes it, and it survives a crash', async () => {
    const anna = await centre.agent('anna', ANNA);
    const olga = await centre.caller('79160000002', OLGA);
    const call = olga.call('1020');
    await call.answered(5_000);
    await call.hears(centre.tone('voicemail/greeting'), { withinMs: 5_000 });
    await talks(4_000);
    call.hangup();
    const [message] = await centre.eventually(
      'the message',
      () => box('queue=sales'),
      (found) => found.length === 1,
    );
    expect(message?.seconds).toBeGreaterThan(2);

    await centre.crash();
    await centre.start();
    const path = `/voicemails/${message?.id}`;
    await centre.api('PUT', path, { state: 'taken', by: 'boris' });
    await expect(centre.api('PUT', path, { state: 'taken', by: 'clara' })).rejects.toThrow(/boris takes care of it/);
    await centre.api('PUT', path, { state: 'new', by: 'boris' });

    const own = anna.call('*98');
    await own.answered(5_000);
    await own.hears(centre.tone('voicemail/none'), { withinMs: 8_000 });
    await own.hears(centre.tone('voicemail/or-sales'), { withinMs: 8_000 });
    await own.press('1');
    await own.hears(`${OLGA}`, { withinMs: 8_000 });
    await own.press('4');
    await own.hears(centre.tone('voicemail/taken'), { withinMs: 8_000 });
    own.hangup();
    expect(await box('queue=sales')).toMatchObject([{ state: 'taken', by: 'anna' }]);
  });
});

/** The caller's tone is in the line all the time; a message is as long as we let it be. */
const talks = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
