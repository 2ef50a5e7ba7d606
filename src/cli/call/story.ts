import type { EventOf } from '../../domain/event';
import type { LeaveReason, OfferEnding } from '../../domain/queue';
import { formatDuration } from '../../domain/time';
import { printable } from '../table';
import { clock, howLong, lasted } from '../times';
import type { ShownEvent, ShownMedia } from '../shown-event';

/** How much a line matters; a quiet listener hears of the main things only. */
export type Tone = 'main' | 'said' | 'detail' | 'trouble';

export interface StoryLine {
  readonly tone: Tone;
  readonly text: string;
}

/** Where the call is, for the line that changes. */
export type Scene =
  | { readonly is: 'on-the-way' }
  | { readonly is: 'in-flow'; readonly node: string }
  | { readonly is: 'waiting'; readonly queue: string; readonly position: number; readonly ringing: string | null }
  | { readonly is: 'talking'; readonly agent: string }
  | { readonly is: 'over' };

export interface Told {
  readonly lines: readonly StoryLine[];
  readonly scene: Scene;
}

/** Tells a call from its events, in the words of somebody on the telephone. */
export class CallStory {
  private scene: Scene = { is: 'on-the-way' };

  /** `nameOf` gives an agent's name by the id. */
  constructor(private readonly nameOf: (agent: string) => string) {}

  tell(event: ShownEvent): Told {
    const lines = this.linesOf(event).map(({ tone, text }) => ({ tone, text: printable(text) }));
    this.scene = this.sceneAfter(event);
    return { lines, scene: this.scene };
  }

  private linesOf(event: ShownEvent): readonly StoryLine[] {
    const name = (agent: string): string => this.nameOf(agent);
    switch (event.type) {
      case 'call.arrived':
        return one('detail', arrival(event.data));
      case 'call.refused':
        return one('main', `refused: ${event.data.cause}`);
      case 'call.failed':
        return one('trouble', `Carillon failed on this call, and the dialplan takes it over: ${event.data.why}`);
      case 'call.ended':
        return one('main', ending(event.data));
      case 'flow.play':
        return event.data.media.map(play);
      case 'flow.input':
        return one('main', input(event.data));
      case 'flow.keys-sent':
        return one('main', `sends the keys ${event.data.keys}`);
      case 'call.tagged':
        return one('detail', `tagged ${event.data.tag}`);
      case 'call.noted':
        return one('main', `note: ${event.data.text}`);
      case 'flow.lookup':
        return one('detail', `look-up ${event.data.connector}: ${event.data.result} (${howLong(event.data.tookMs)})`);
      case 'flow.variable':
        return one('detail', `${event.data.name} = ${shortened(JSON.stringify(event.data.value))}`);
      case 'flow.problem':
        return one('trouble', `not as written, at ${event.data.node}: ${event.data.what}`);
      case 'call.language':
        return one('main', `the language is ${event.data.language} now`);
      case 'survey.answered':
        return one('main', `survey ${event.data.survey}, ${event.data.question}: ${event.data.answer}`);
      case 'queue.entered':
        return one(
          'main',
          `in the queue ${event.data.queue}, position ${event.data.position}${priority(event.data.priority)}`,
        );
      case 'queue.offered':
        return one('main', `ringing ${name(event.data.agent)}`);
      case 'queue.chooser':
        return chooserSaid(event.data, name);
      case 'queue.confirm-asked':
        return one('main', `${name(event.data.agent)} picked up, and is to press ${event.data.key}`);
      case 'queue.offer-ended':
        return offerEnded(event.data.how, name(event.data.agent), event.data.rangMs);
      case 'queue.connected':
        return one('main', `${name(event.data.agent)} answered after ${clock(event.data.waitedMs)} in the queue`);
      case 'queue.talk-ended':
        return one('main', talkEnded(event.data.by, name(event.data.agent), event.data.talkedMs));
      case 'queue.left':
        return leftText(event.data) === '' ? [] : one('main', leftText(event.data));
      case 'queue.starving':
        return one('main', `has waited ${clock(event.data.waitedMs)}, and others who came later are served`);
      case 'queue.moved':
        return one('main', `put into the queue ${event.data.toQueue} by ${event.data.by}`);
      case 'queue.priority':
        return one('main', `the priority is ${event.data.priority} now, by ${event.data.by}`);
      case 'queue.withdrawn':
        return one('main', `taken out of the queue by ${event.data.by}`);
      case 'queue.announced':
        return one('main', `told that it will take ${clock(event.data.expectedMs)}`);
      case 'queue.picked':
        return one('main', `${name(event.data.agent)} takes the call`);
      case 'agent.repaired':
        return one('trouble', `put right for ${name(event.data.agent)}: ${event.data.what}`);
      case 'queue.disposition':
        return one('main', `outcome ${event.data.code}, by ${name(event.data.by)}`);
      case 'callback.requested':
        return one('main', `will be called back at ${event.data.number}`);
      case 'callback.tried':
        return one('main', `the customer was called for ${name(event.data.agent)}: ${event.data.how}`);
      case 'callback.ended':
        return one('main', `the callback ended: ${event.data.how}`);
      case 'dial.started':
        return one(
          'main',
          `ringing ${event.data.agent === null ? (event.data.number ?? 'a number') : name(event.data.agent)}`,
        );
      case 'dial.ended':
        return one('main', `${event.data.how} after ${lasted(event.data.rangMs + event.data.talkedMs)}`);
      case 'voicemail.left':
        return one('main', `left a message of ${event.data.seconds} s in the box ${event.data.box}`);
      case 'schedule.override':
        return one('main', `the schedule ${event.data.schedule} is set to ${event.data.to ?? 'its hours'}`);
      case 'list.changed':
        return one('main', listChanged(event.data));
      case 'pin.locked':
        return one('trouble', `${event.data.wrong} wrong PINs for ${event.data.what}: locked`);
      case 'pin.refused':
        return one('trouble', `${event.data.what} is locked after wrong PINs`);
      case 'pin.lifted':
        return one('main', `the lock of ${event.data.what} is lifted (${event.data.by})`);
      case 'voicemail.changed':
        return one('main', `a message is ${event.data.to} (${event.data.by})`);
      case 'recording.kept':
        return one('main', `recorded ${event.data.seconds} s`);
      case 'recording.deleted':
        return one('main', `the recording ${event.data.recording} is deleted: its time was over`);
      case 'notice.ended': {
        const { by, to, how, why } = event.data;
        return one(how === 'sent' ? 'detail' : 'trouble', `${by} to ${to}: ${how}${why === '' ? '' : `, ${why}`}`);
      }
      case 'call.answered':
      case 'flow.step':
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
        return [];
    }
  }

  private sceneAfter(event: ShownEvent): Scene {
    const { scene } = this;
    switch (event.type) {
      case 'call.arrived':
        return { is: 'in-flow', node: '' };
      case 'flow.play':
      case 'flow.lookup':
        return scene.is === 'waiting' || scene.is === 'talking' ? scene : { is: 'in-flow', node: event.data.node };
      case 'queue.entered':
        return { is: 'waiting', queue: event.data.queue, position: event.data.position, ringing: null };
      case 'queue.offered':
        return scene.is === 'waiting' ? { ...scene, ringing: this.nameOf(event.data.agent) } : scene;
      case 'queue.offer-ended':
        return scene.is === 'waiting' ? { ...scene, ringing: null } : scene;
      case 'queue.connected':
        return { is: 'talking', agent: this.nameOf(event.data.agent) };
      case 'queue.left':
      case 'queue.talk-ended':
        return event.type === 'queue.left' && event.data.reason === 'answered' ? scene : { is: 'in-flow', node: '' };
      case 'call.ended':
        return { is: 'over' };
      default:
        return scene;
    }
  }
}

const one = (tone: Tone, text: string): readonly StoryLine[] => [{ tone, text }];

type Data<T extends ShownEvent['type']> = Extract<ShownEvent, { type: T }>['data'];

function arrival({ facts, flow, revision }: Data<'call.arrived'>): string {
  if (flow === '') return 'arrived, and no flow is for this number';
  const campaign = facts.campaign === '' ? '' : `, campaign ${facts.campaign}`;
  return `arrived: flow ${flow}${campaign}, language ${facts.language}, revision ${revision}`;
}

function play(media: ShownMedia): StoryLine {
  return { tone: 'said', text: `▶ ${heard(media)}` };
}

function heard(media: ShownMedia): string {
  switch (media.is) {
    case 'prompt':
      return (media.text ?? '') === '' ? media.name : `${media.name}  “${media.text ?? ''}”`;
    case 'text':
      return `“${media.text}”`;
    case 'recording':
      return `the recording ${media.name}`;
    case 'silence':
      return `silence, ${formatDuration(media.ms)}`;
  }
}

function input({ heard, keys }: Data<'flow.input'>): string {
  switch (heard) {
    case 'match':
      return `understood ${keys}`;
    case 'no-match':
      return keys === '' ? 'not understood' : `not understood: ${keys}`;
    case 'no-input':
      return 'no key in time';
  }
}

const priority = (value: number): string => (value === 0 ? '' : `, priority ${value}`);

const shortened = (text: string): string => (text.length > 100 ? `${text.slice(0, 99)}…` : text);

const OFFERS: Readonly<Record<OfferEnding, (agent: string, rang: string) => string>> = {
  accepted: () => '',
  'ring-no-answer': (agent, rang) => `${agent} did not answer for ${rang}`,
  declined: (agent) => `${agent} declined`,
  busy: (agent) => `${agent} is busy on the phone`,
  unreachable: (agent) => `${agent}'s phone cannot be reached`,
  'not-confirmed': (agent, rang) => `${agent} answered and did not confirm, after ${rang}`,
  withdrawn: (agent) => `no longer ringing ${agent}`,
};

function chooserSaid(
  { connector, how, wanted, why }: EventOf<'queue.chooser'>['data'],
  name: (agent: string) => string,
): readonly StoryLine[] {
  const named = wanted.map(name).join(', ');
  if (how === 'chosen') return one('detail', `${connector} chose ${named}`);
  return one('trouble', `${connector} chose nobody who could be rung${named === '' ? '' : ` (${named})`}: ${why}`);
}

function offerEnded(how: OfferEnding, agent: string, rangMs: number): readonly StoryLine[] {
  const text = OFFERS[how](agent, howLong(rangMs));
  return text === '' ? [] : one('main', text);
}

function talkEnded(by: 'caller' | 'agent' | 'unknown', agent: string, talkedMs: number): string {
  const talked = `after ${lasted(talkedMs)}`;
  switch (by) {
    case 'agent':
      return `${agent} hung up ${talked}`;
    case 'caller':
      return `the caller hung up ${talked}`;
    case 'unknown':
      return `the talk with ${agent} ended ${talked}`;
  }
}

function listChanged({ list, key, what }: Data<'list.changed'>): string {
  return what === 'added' ? `${key} is added to the list ${list}` : `${key} is out of the list ${list}`;
}

/** What left the queue otherwise than as one would wish. */
const LEFT: Readonly<Record<LeaveReason, string>> = {
  answered: '',
  // The end of the call says so itself.
  abandoned: '',
  timeout: 'nobody answered in time',
  full: 'the queue is full',
  nobody: 'no agent who could take the call is signed in',
  withdrawn: 'taken out of the queue',
  chosen: 'took another way out of the queue',
  closed: 'the queue has closed',
  callback: 'waits for a call back',
  'not-reached': 'could not be reached',
  // Where to is said by itself.
  moved: '',
  elsewhere: 'served in another queue',
  overflow: 'the queue takes no more callers',
  empty: 'nobody is there any more',
};

function leftText({ reason, condition }: Data<'queue.left'>): string {
  return condition === undefined ? LEFT[reason] : `${LEFT[reason]}: ${condition}`;
}

function ending({ outcome, by, cause }: Data<'call.ended'>): string {
  const who = { them: 'by the caller', us: 'by Carillon', unknown: '' }[by];
  const details = [who, cause === null ? '' : `cause ${cause}`].filter((part) => part !== '').join(', ');
  return `ended: ${outcome}${details === '' ? '' : ` (${details})`}`;
}
