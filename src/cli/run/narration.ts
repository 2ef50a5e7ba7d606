import type { Instant } from '../../domain/time';
import type { Site } from '../../flow/office';
import type { Heard } from '../../sim/caller';
import type { Moment } from '../../sim/played-call';
import { CallStory, type StoryLine, type Tone } from '../call/story';
import { printable } from '../table';
import type { Colours } from '../terminal';
import { clock, howLong } from '../times';

/** A moment of a played call in words. */
export interface NarratedLine extends StoryLine {
  readonly at: Instant;
}

/** Tells a played call in the words of `carillon call`. */
export class Narration {
  private readonly story: CallStory;

  constructor(private readonly site: Pick<Site, 'agents' | 'prompts'>) {
    this.story = new CallStory((agent) => site.agents.get(agent)?.name ?? agent);
  }

  linesOf(moment: Moment): readonly NarratedLine[] {
    const { at } = moment;
    return this.textsOf(moment).map(({ tone, text }) => ({ at, tone, text: printable(text) }));
  }

  private textsOf(moment: Moment): readonly StoryLine[] {
    switch (moment.is) {
      case 'event':
        // What is heard of it is told when it is heard.
        return moment.event.type === 'flow.play' ? [] : this.story.tell(moment.event).lines;
      case 'hears':
        return [{ tone: 'said', text: `▶ ${this.sound(moment.heard)}` }];
      case 'keys':
        return [{ tone: 'main', text: `the caller presses ${moment.keys}` }];
      case 'pressed':
        return [];
      case 'speaks':
        return [{ tone: 'main', text: `the caller speaks for ${howLong(moment.forMs)}` }];
      case 'sent': {
        const { by, to, subject, text } = moment.notice;
        return [{ tone: 'main', text: `${by} to ${to}: ${[subject, text].filter((each) => each !== '').join(': ')}` }];
      }
      case 'hangup':
        // An agent's is told by the end of the talk.
        return moment.who === 'caller' ? [{ tone: 'main', text: 'the caller hangs up' }] : [];
      case 'called-back':
        return [{ tone: 'main', text: 'the telephone rings, and the caller answers' }];
      case 'crash':
        return [{ tone: 'trouble', text: 'the node is killed, and started again' }];
    }
  }

  private sound({ media, language }: Heard): string {
    switch (media.is) {
      case 'prompt': {
        const text = this.site.prompts.get(language)?.get(media.name)?.text;
        return text === undefined ? media.name : `${media.name}  “${text}”`;
      }
      case 'text':
        return `“${media.text}”`;
      case 'recording':
        return 'what was recorded';
      case 'silence':
        return 'silence';
    }
  }
}

/** `  0:09  the caller presses 1`, in the colour of its tone; `from` is when the call came in. */
export function shownLine({ at, tone, text }: NarratedLine, from: Instant, colours: Colours): string {
  return `${colours.dim(clock(at - from).padStart(6))}  ${painted(tone, text, colours)}`;
}

function painted(tone: Tone, text: string, colours: Colours): string {
  switch (tone) {
    case 'main':
      return text;
    case 'said':
      return colours.cyan(text);
    case 'detail':
      return colours.dim(text);
    case 'trouble':
      return colours.yellow(text);
  }
}
