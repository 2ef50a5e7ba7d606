import type { Media } from '../domain/call';
import type { CarillonEvent } from '../domain/event';
import { clock } from './time';
import type { Words } from './words/en';
import { wordIn } from './words/language';

/** What happened, as a sentence; `name` gives an agent's name. */
export function told(event: CarillonEvent, words: Words, name: (agent: string) => string): string {
  const { events } = words;
  switch (event.type) {
    case 'call.arrived':
      return events.arrived(event.data.facts.dnis, event.data.facts.trunk);
    case 'call.answered':
      return events.answered;
    case 'call.refused':
      return events.refused(event.data.cause);
    case 'call.ended':
      return events.ended(wordIn(words.outcomes, event.data.outcome), wordIn(words.parties, event.data.by));
    case 'call.failed':
      return events.failed(event.data.why);
    case 'call.language':
      return events.language(event.data.language);
    case 'call.tagged':
      return events.tagged(event.data.tag);
    case 'call.noted':
      return events.noted(event.data.text);
    case 'survey.answered':
      return events.survey(event.data.survey, event.data.question, event.data.answer);
    case 'flow.step':
      return events.step(event.data.node, event.data.kind, event.data.exit);
    case 'flow.input': {
      const { heard, keys } = event.data;
      return heard === 'no-input' ? events['no-input'] : events[heard](keys);
    }
    case 'flow.play':
      return events.play(event.data.media.map((media) => heard(media, events.quote)).join(', '));
    case 'flow.keys-sent':
      return events.keysSent(event.data.keys);
    case 'flow.lookup':
      return events.lookup(event.data.connector, event.data.result, event.data.tookMs);
    case 'flow.problem':
      return events.problem(event.data.what);
    case 'flow.variable':
      return events.variable(event.data.name, JSON.stringify(event.data.value));
    case 'queue.entered':
      return events.entered(event.data.queue, event.data.position);
    case 'queue.offered':
      return events.offered(name(event.data.agent));
    case 'queue.chooser': {
      const { connector, how, wanted, why } = event.data;
      return how === 'chosen'
        ? events.chosen(connector, wanted.map(name).join(', '))
        : events.notChosen(connector, why);
    }
    case 'queue.confirm-asked':
      return events.confirmAsked(name(event.data.agent), event.data.key);
    case 'queue.offer-ended': {
      const { agent, how, rangMs } = event.data;
      return events.offerEnded(name(agent), wordIn(words.offers, how), clock(rangMs));
    }
    case 'queue.connected':
      return events.connected(name(event.data.agent), clock(event.data.waitedMs));
    case 'queue.talk-ended':
      return events.talkEnded(wordIn(words.parties, event.data.by), clock(event.data.talkedMs));
    case 'queue.left': {
      const { queue, reason, waitedMs } = event.data;
      return events.queueLeft(queue, wordIn(words.leaving, reason), clock(waitedMs));
    }
    case 'queue.starving':
      return events.starving(event.data.queue, clock(event.data.waitedMs));
    case 'queue.moved':
      return events.moved(event.data.queue, event.data.toQueue, name(event.data.by));
    case 'queue.priority':
      return events.priority(event.data.priority, name(event.data.by));
    case 'queue.withdrawn':
      return events.withdrawn(event.data.queue, name(event.data.by));
    case 'queue.announced':
      return events.announced(clock(event.data.expectedMs));
    case 'queue.picked':
      return events.picked(name(event.data.agent), name(event.data.by));
    case 'queue.disposition':
      return events.disposition(event.data.code, name(event.data.by));
    case 'callback.requested':
      return events.callbackRequested(event.data.number, event.data.queue);
    case 'callback.tried':
      return events.callbackTried(name(event.data.agent), wordIn(words.callbacks, event.data.how));
    case 'callback.ended':
      return events.callbackEnded(wordIn(words.callbacks, event.data.how));
    case 'dial.started':
      return events.dialled(event.data.agent === null ? (event.data.number ?? '…') : name(event.data.agent));
    case 'dial.ended':
      return events.dialEnded(event.data.how, clock(event.data.rangMs), clock(event.data.talkedMs));
    case 'voicemail.left':
      return events.voicemailLeft(boxOf(event.data.box, name), clock(event.data.seconds * 1000));
    case 'voicemail.changed':
      return events.voicemailChanged(wordIn(words.voicemails, event.data.to), name(event.data.by));
    case 'recording.kept':
      return events.recordingKept(clock(event.data.seconds * 1000));
    case 'recording.deleted':
      return events.recordingDeleted(event.data.recording);
    case 'notice.ended': {
      const { by, to, how, why, attempts } = event.data;
      return how === 'sent' ? events.sent(by, to) : events.notSent(by, to, why, attempts);
    }
    case 'list.changed':
      return events.listChanged(event.data.list, event.data.key, event.data.what === 'added');
    case 'pin.locked':
      return events.pinLocked(event.data.what, event.data.wrong);
    case 'pin.refused':
      return events.pinRefused(event.data.what);
    case 'pin.lifted':
      return events.pinLifted(event.data.what, event.data.by);
    case 'agent.repaired':
      return events.repaired(name(event.data.agent), event.data.what);
    case 'schedule.override':
      return events.override(event.data.schedule, event.data.to ?? '–', event.data.why);
    case 'agent.state':
    case 'agent.next':
    case 'agent.wrap-up':
    case 'agent.queue':
    case 'agent.limit':
    case 'queue.condition':
    case 'calendar.fetched':
    case 'calendar.failed':
    case 'site.published':
    case 'site.refused':
    case 'site.canary':
      return event.type;
  }
}

/** `agent:anna` or `queue:sales`. */
function boxOf(box: string, name: (agent: string) => string): string {
  const whose = box.slice(box.indexOf(':') + 1);
  return box.startsWith('agent:') ? name(whose) : whose;
}

/** The API adds to each prompt what it says. */
type Heard =
  | Exclude<Media, { readonly is: 'prompt' }>
  | (Extract<Media, { readonly is: 'prompt' }> & { readonly text?: string | null });

const heard = (media: Heard, quote: (text: string) => string): string => {
  switch (media.is) {
    case 'prompt':
      return media.text ? `${media.name} ${quote(media.text)}` : media.name;
    case 'text':
      return quote(media.text);
    case 'recording':
      return media.name;
    case 'silence':
      return '…';
  }
};
