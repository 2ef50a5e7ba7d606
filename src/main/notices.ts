import { BullNotices, startNoticeWorker } from '../adapters/jobs/notices';
import type { JobsOptions } from '../adapters/jobs/connection';
import type { Seals } from '../adapters/jobs/lookups';
import { mailSender } from '../adapters/notices/mail';
import { smsSender } from '../adapters/notices/sms';
import { webhookSender } from '../adapters/notices/webhook';
import type { Notices } from '../engine/ports/work';
import { NoticeOffice, type NoticeParts } from '../workers/notices';
import { systemClock } from './clock';
import type { Config } from './config';

type Ways = Pick<
  Config,
  | 'CARILLON_SMTP_URL'
  | 'CARILLON_MAIL_FROM'
  | 'CARILLON_SMS_URL'
  | 'CARILLON_SMS_AUTHORIZATION'
  | 'CARILLON_WEBHOOK_SECRET'
>;

/** What sends notices: the jobs, their worker, and each way out that is set up. */
export function openNotices(
  config: Ways,
  jobs: JobsOptions & { readonly sealer: Seals },
  parts: Omit<NoticeParts, 'senders' | 'clock'>,
): { readonly notices: Notices; readonly close: () => Promise<void> } {
  const { CARILLON_SMTP_URL: smtp, CARILLON_MAIL_FROM: from, CARILLON_SMS_URL: sms } = config;
  const mail = smtp !== undefined && from !== undefined ? mailSender({ url: smtp, from }) : undefined;
  const office = new NoticeOffice({
    ...parts,
    clock: systemClock,
    senders: {
      mail: mail ?? { missing: smtp === undefined ? 'CARILLON_SMTP_URL' : 'CARILLON_MAIL_FROM' },
      sms:
        sms === undefined
          ? { missing: 'CARILLON_SMS_URL' }
          : smsSender({ url: sms, authorization: config.CARILLON_SMS_AUTHORIZATION }),
      webhook:
        config.CARILLON_WEBHOOK_SECRET === undefined
          ? { missing: 'CARILLON_WEBHOOK_SECRET' }
          : webhookSender({ secret: config.CARILLON_WEBHOOK_SECRET, now: () => systemClock.now() }),
    },
  });
  const notices = new BullNotices(jobs);
  const worker = startNoticeWorker((attempt) => office.deliver(attempt), jobs);
  return {
    notices,
    close: async () => {
      await Promise.all([worker.close(), notices.close()]);
      mail?.close();
    },
  };
}
