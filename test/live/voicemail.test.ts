import { rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import type { PruneReport } from '../../src/domain/retention';
import type { Voicemail } from '../../src/domain/voicemail';
import { hears, hearsTheTone, speaks } from '../support/hearing';
import { useLiveCentre } from '../support/live-centre';
import { ofOffice, voicemailFiles } from '../support/live-site';
import { PATIENCE_MS } from '../support/patience';

const ANNA = 800;
const OLGA = 1200;

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
    files: {
      ...voicemailFiles,
      'agents.yaml': ofOffice('agents.yaml').replace(
        '    name: Anna Berg\n',
        '    name: Anna Berg\n    mail: anna@example.com\n',
      ),
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
    await call.answered(PATIENCE_MS);
    await hears(call, centre.tone('voicemail/greeting'));
    await hearsTheTone(call);
    await speaks(call, 3_000);
    await call.press('#');
    await hears(call, centre.tone('voicemail/review'));
    await call.press('1');
    await hears(call, centre.tone('office/goodbye'));
    await call.ended(PATIENCE_MS);

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
    await own.answered(PATIENCE_MS);
    await hears(own, `${OLGA}`);
    await hears(own, centre.tone('voicemail/menu'));
    await own.press('3');
    await hears(own, centre.tone('voicemail/deleted'));
    await hears(own, centre.tone('voicemail/no-more'));
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
    await call.answered(PATIENCE_MS);
    await hears(call, centre.tone('voicemail/greeting'));
    await hearsTheTone(call);
    await speaks(call, 3_000);
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
    await own.answered(PATIENCE_MS);
    await hears(own, centre.tone('voicemail/none'));
    await hears(own, centre.tone('voicemail/or-sales'));
    await own.press('1');
    await hears(own, `${OLGA}`);
    await own.press('4');
    await hears(own, centre.tone('voicemail/taken'));
    own.hangup();
    expect(await box('queue=sales')).toMatchObject([{ state: 'taken', by: 'anna', audible: true }]);

    // A message that is kept stays, however old its file; where the file is lost by other ways, that is shown.
    const file = join(centre.asterisk.recordingRoot, `${message?.id}.wav`);
    const aYearAgo = Date.now() / 1000 - 365 * 86_400;
    utimesSync(file, aYearAgo, aYearAgo);
    const pruned = await centre.api<PruneReport>('POST', '/prune', { dryRun: false });
    expect(pruned).toMatchObject({ counts: { message: 0, recording: 0, 'left-over': 0 }, failed: 0 });
    rmSync(file);
    expect(await box('queue=sales')).toMatchObject([{ state: 'taken', audible: false }]);
  });
});
