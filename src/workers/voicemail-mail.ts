import type { CarillonEvent, EventOf } from '../domain/event';
import { ownerOf, type VoicemailId } from '../domain/voicemail';
import type { RecordingFiles } from '../engine/ports/history';
import type { EventStream } from '../engine/ports/state';
import type { Notices } from '../engine/ports/work';
import type { Log } from '../engine/ports/world';
import type { NotifyCommand } from '../flow/command';
import type { Site } from '../flow/office';

export const VOICEMAIL_GROUP = 'voicemails';

export interface VoicemailMailParts {
  readonly stream: Pick<EventStream, 'consume'>;
  readonly notices: Notices;
  readonly recordings: Pick<RecordingFiles, 'remove'>;
  readonly site: () => Pick<Site, 'agents' | 'queues' | 'language' | 'dayParts'>;
  readonly log: Log;
}

/**
 * Follows the boxes: a message that was left is mailed to its owner, the recording of one that was deleted is removed. What
 * fails is done again, so nothing is lost by a crash; a message is mailed once, since its notice has its name.
 */
export async function runVoicemailMail(parts: VoicemailMailParts, signal: AbortSignal): Promise<void> {
  const take = async (events: readonly CarillonEvent[]): Promise<void> => {
    for (const event of events) {
      if (event.type === 'voicemail.left') await mail(parts, event);
      if (event.type === 'voicemail.changed' && event.data.to === 'deleted') await remove(parts, event.data.voicemail);
    }
  };
  const onError = (error: unknown): void => parts.log.warn('voicemails wait to be mailed', { error });
  await parts.stream.consume(VOICEMAIL_GROUP, take, { signal, onError });
}

/** Asterisk's folder may not be ours to write in; that must not hold up the mail. */
async function remove({ recordings, log }: VoicemailMailParts, recording: VoicemailId): Promise<void> {
  try {
    await recordings.remove(recording);
  } catch (error) {
    log.error('the recording of a deleted message cannot be removed', { recording, error });
  }
}

async function mail({ notices, site }: VoicemailMailParts, event: EventOf<'voicemail.left'>): Promise<void> {
  const { agents, queues, language, dayParts } = site();
  const owner = ownerOf(event.data.box);
  const of = owner.is === 'agent' ? agents.get(owner.agent) : queues.get(owner.queue);
  if (of?.mail === undefined) return;
  const title = 'title' in of ? of.title : of.name;
  await notices.send(event.call ?? '', noticeOf(event, of.mail, title, language, dayParts.timeZone));
}

function noticeOf(
  { at, data }: EventOf<'voicemail.left'>,
  to: string,
  title: string,
  language: string,
  timeZone: string,
): NotifyCommand {
  const { voicemail, caller, seconds } = data;
  const words = WORDS[language.slice(0, 2)] ?? english;
  const who = [caller.name, caller.number].filter((each) => each !== '').join(', ') || words.withheld;
  const when = new Intl.DateTimeFormat(language, { dateStyle: 'full', timeStyle: 'short', timeZone }).format(at);
  return {
    type: 'notify',
    id: voicemail,
    by: 'mail',
    to,
    subject: words.subject(who, title),
    text: words.text({ who, title, when, seconds: Math.round(seconds) }),
    data: {},
    recording: voicemail,
  };
}

interface Words {
  readonly withheld: string;
  readonly subject: (who: string, title: string) => string;
  readonly text: (about: { who: string; title: string; when: string; seconds: number }) => string;
}

const english: Words = {
  withheld: 'a withheld number',
  subject: (who, title) => `Voicemail for ${title} from ${who}`,
  text: ({ who, title, when, seconds }) => `${who} left a message of ${seconds} s for ${title} on ${when}.`,
};

const WORDS: Readonly<Record<string, Words>> = {
  en: english,
  ru: {
    withheld: 'скрытый номер',
    subject: (who, title) => `Голосовое сообщение для ${title}: ${who}`,
    text: ({ who, title, when, seconds }) => `${who}: сообщение для ${title}, ${seconds} с, ${when}.`,
  },
};
