import type { Media } from '../../domain/call';
import { ownerOf, type BoxName, type Message, type VoicemailState } from '../../domain/voicemail';
import type { Setting } from '../saying/sayings';
import { leave } from '../step';
import type { Turn } from '../turn';
import { behaviour, type AskingLocal, type Verdict } from './asking/dialogue';
import { entriesOf, readEntry } from './asking/reading';
import type { Asking } from './asking/settings';
import { askingUsually, type Remark, type VoicemailBox } from './voicemail-box-spec';
import { fromWhomAndWhen, newMessages } from './voicemail-words';

/** The messages of a box, one after the other, each followed by the menu. */
export type Stage = {
  readonly box: BoxName;
  readonly messages: readonly Message[];
  readonly at: number;
  /** Said before the message: how many are new, or what became of the last thing. */
  readonly before: 'count' | Remark | null;
  /** The message itself was heard already; only the menu is wanted. */
  readonly menuOnly: boolean;
};

export type ListLocal = AskingLocal<Stage>;

export const NEXT_ONE = '1';
const AGAIN = '2';
const DELETE = '3';
export const TAKE = '4';
export const DONE = '5';
export const CALL_BACK = '7';
const ENOUGH = '*';

interface Listening extends Asking {
  readonly box: VoicemailBox;
}

export const listeningTo = (box: VoicemailBox): Listening => ({ ...askingUsually(box.menu), box });

/** Left by the key that the step itself must act on, by `noMore`, or by `no_input` and `no_match`. */
export const list = behaviour<Listening, Stage>({
  first: { box: '', messages: [], at: 0, before: null, menuOnly: true },
  question: (spec, stage, turn) => ({
    say: () => [
      {
        media: [
          ...remark(spec.box, stage, turn),
          ...(stage.menuOnly ? [] : heardOf(stage, turn)),
          ...turn.prompts(spec.box.menu),
        ],
        bargeIn: true,
      },
    ],
    main: false,
    secret: false,
    fresh: false,
    ignores: '',
    read: (typed, paused) => readEntry({ ...entriesOf(keysOf(spec.box, stage)), end: '', repeat: '' }, typed, paused),
    accept: (key) => chosen(key, stage, turn),
  }),
});

function keysOf(spec: VoicemailBox, { box, messages, at }: Stage): readonly string[] {
  const callable = spec.callBack !== undefined && messages[at]?.caller.number !== '';
  const own = ownerOf(box).is === 'agent' ? [DELETE] : [TAKE, DONE];
  return [NEXT_ONE, AGAIN, ...own, ...(callable ? [CALL_BACK] : []), ENOUGH];
}

function remark(spec: VoicemailBox, { messages, before }: Stage, turn: Turn): readonly Media[] {
  if (before === null) return [];
  if (before !== 'count') return turn.prompts(spec.said[before]);
  const count = messages.filter(({ state }) => state === 'new').length;
  return count === 0 ? [] : [{ is: 'text', text: newMessages(count, settingOf(turn)) }];
}

function heardOf({ messages, at }: Stage, turn: Turn): readonly Media[] {
  const message = messages[at];
  if (!message) return [];
  return [
    { is: 'text', text: fromWhomAndWhen(message, settingOf(turn)) },
    { is: 'recording', name: message.id },
  ];
}

function chosen(key: string, stage: Stage, turn: Turn): Verdict<Stage> {
  switch (key) {
    case NEXT_ONE:
      return nextAfter(hear(stage, turn), null);
    case AGAIN:
      return { then: { ...hear(stage, turn), before: null, menuOnly: false } };
    case DELETE:
      return nextAfter(change(stage, 'deleted', turn), 'deleted');
    default:
      hear(stage, turn);
      return leave(key);
  }
}

function nextAfter(stage: Stage, before: Remark | null): Verdict<Stage> {
  if (stage.at + 1 >= stage.messages.length) return leave(before ?? 'noMore');
  return { then: { ...stage, at: stage.at + 1, before, menuOnly: false } };
}

/** A message of an agent's own is heard by being played. */
export function hear(stage: Stage, turn: Turn): Stage {
  const isNew = stage.messages[stage.at]?.state === 'new';
  return isNew && ownerOf(stage.box).is === 'agent' ? change(stage, 'heard', turn) : stage;
}

function change(stage: Stage, to: VoicemailState, turn: Turn): Stage {
  const owner = ownerOf(stage.box);
  const message = stage.messages[stage.at];
  if (!message) return stage;
  const by = turn.call.agent !== '' ? turn.call.agent : owner.is === 'agent' ? owner.agent : turn.call.ani;
  turn.note('voicemail.changed', { voicemail: message.id, box: stage.box, to, by });
  return withState(stage, to);
}

export const withState = (stage: Stage, state: VoicemailState): Stage => ({
  ...stage,
  messages: stage.messages.map((each, index) => (index === stage.at ? { ...each, state } : each)),
});

const settingOf = (turn: Turn): Setting => ({
  language: turn.call.language,
  timeZone: turn.office.dayParts.timeZone,
  now: turn.now,
});
