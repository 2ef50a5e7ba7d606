import type { Json } from '../../domain/json';
import { formatDuration, type Instant, type Millis } from '../../domain/time';
import type { Heard } from '../caller';
import type { Moment, PlayedCall } from '../played-call';
import { pathOf } from './final-checks';
import { PATIENCE_MS } from './read';
import { soundOf } from './sounds';
import type { Sound } from './story';
import { givenLines, yaml } from './write-given';

/** A played call as a story file. `at` is its day and time in the zone of the site. */
export function writeStory(call: PlayedCall, name: string, at: string): string {
  const steps = new StoryWriter(call).steps();
  const path = pathOf(call);
  const set = new Map(call.of('flow.variable').map(({ data }): [string, Json] => [data.name, data.value]));
  const vars = [...set].filter(([, value]) => value !== MASK);
  return [
    `story: ${yaml(name)}`,
    'given:',
    ...givenLines(call.given, at).map((line) => `  ${line}`),
    steps.length === 0 ? 'steps: []' : 'steps:',
    ...steps.map((line) => `  ${line}`),
    ...(path.length > 0 ? [`path: [${path.join(', ')}]`] : []),
    ...(vars.length > 0 ? ['vars:', ...vars.map(([variable, value]) => `  ${variable}: ${yaml(value)}`)] : []),
    '',
  ].join('\n');
}

/** What stands for a secret value; nothing is known of it. */
const MASK = '••••';

type EventMoment = Extract<Moment, { is: 'event' }>;

/** Writes the steps in the order in which things came about, with waits so that everything done is done when it was. */
class StoryWriter {
  private readonly lines: string[] = [];
  /** What was heard and is not told yet. */
  private heard: Heard[] = [];
  /** What happens while keys are pressed is told after the last of them; `null` while none are. */
  private meanwhile: EventMoment[] | null = null;
  /** How much was told, or need not be. */
  private told = 0;
  /** By when the steps told so far have come about. */
  private done: Instant;

  constructor(private readonly call: PlayedCall) {
    this.done = call.given.at;
  }

  steps(): readonly string[] {
    for (const moment of this.call.timeline) this.tell(moment);
    if (!this.call.ended) this.before(this.call.now);
    return this.lines;
  }

  private tell(moment: Moment): void {
    switch (moment.is) {
      case 'hears':
        this.heard.push(moment.heard);
        return;
      case 'keys':
        this.before(moment.at);
        this.lines.push(`- keys: ${yaml(moment.keys)}`);
        this.meanwhile = [];
        return;
      case 'pressed':
        this.heard = this.heard.slice(Math.max(0, moment.heard - this.told));
        this.told = moment.heard;
        this.done = moment.at;
        for (const each of this.meanwhile?.splice(0) ?? []) this.tellEvent(each);
        this.meanwhile = null;
        return;
      case 'speaks':
        this.before(moment.at);
        this.lines.push(`- speaks: ${formatDuration(moment.forMs)}`);
        this.done = moment.at + moment.forMs;
        return;
      case 'hangup':
        this.before(moment.at);
        this.lines.push(`- hangup: ${moment.who}`);
        return;
      case 'event':
        if (this.meanwhile) this.meanwhile.push(moment);
        else this.tellEvent(moment);
        return;
      case 'called-back':
        this.tellHeardUntil(moment.at);
        this.expect('called_back: true', moment.at);
        this.told = 0;
        return;
      case 'crash':
      case 'sent':
        return;
    }
  }

  private tellEvent({ at, event }: EventMoment): void {
    switch (event.type) {
      case 'queue.entered':
        this.tellHeardUntil(at);
        this.expect(`queue: ${event.data.queue}`, at);
        return;
      case 'flow.keys-sent':
        this.tellHeardUntil(at);
        this.expect(`keys_sent: ${yaml(event.data.keys)}`, at);
        return;
      case 'queue.connected':
        this.tellHeardUntil(at);
        this.expect(`answered_by: ${event.data.agent}`, at);
        return;
      case 'call.ended':
        this.tellHeardUntil(at);
        this.expect(`end: ${event.data.outcome}`, at);
        return;
      default:
        return;
    }
  }

  /** Everything up to something that is done at this instant, and the time until then. */
  private before(at: Instant): void {
    // What ended at this very instant without being whole was cut off by what is done.
    this.tellHeard(({ until, whole }) => until !== null && (until < at || (until === at && whole)));
    const [playing] = this.heard.filter((each) => each.at < at);
    const sound = playing && soundOf(playing.media);
    if (sound) {
      this.expect(`playing: ${soundText(sound)}`, playing.at);
      this.heard = this.heard.filter((each) => each !== playing);
      this.told += 1;
    }
    if (at > this.done) this.lines.push(`- wait: ${formatDuration(at - this.done)}`);
    this.done = at;
  }

  private tellHeardUntil(at: Instant): void {
    this.tellHeard(({ until }) => until !== null && until <= at);
  }

  private tellHeard(isOver: (heard: Heard) => boolean): void {
    const ended: Heard[] = [];
    while (this.heard[0] && isOver(this.heard[0])) ended.push(...this.heard.splice(0, 1));
    this.told += ended.length;
    const sounds = ended.flatMap(({ media }) => soundOf(media) ?? []);
    const last = ended.at(-1)?.until;
    if (sounds.length === 0 || last === null || last === undefined) return;
    const [only] = sounds;
    this.expect(
      sounds.length === 1 && only ? `heard: ${soundText(only)}` : `heard: [${sounds.map(soundText).join(', ')}]`,
      last,
    );
  }

  private expect(line: string, at: Instant): void {
    const took: Millis = Math.max(0, at - this.done);
    this.lines.push(`- ${line}`, ...(took > PATIENCE_MS ? [`  within: ${formatDuration(took)}`] : []));
    this.done = Math.max(this.done, at);
  }
}

function soundText(sound: Sound): string {
  switch (sound.is) {
    case 'prompt':
      return sound.name;
    case 'said':
      return `{ said: ${yaml(sound.text)} }`;
    case 'number':
      return `{ number: ${sound.value} }`;
    case 'recording':
      return '{ recording: true }';
    case 'anything':
      return '...';
  }
}
