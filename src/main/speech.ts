import { availableParallelism } from 'node:os';
import { enginesOf } from '../adapters/speech/engines';
import { PromptLibrary } from '../adapters/speech/prompts';
import { Renders } from '../adapters/speech/renders';
import { Shelf } from '../adapters/speech/shelf';
import { Speaker, type ObserveSpeech } from '../adapters/speech/speaker';
import type { Log } from '../engine/ports/world';
import { systemClock } from './clock';
import type { Config } from './config';

/** Of these one is always kept for a text that a caller waits for. */
const TOGETHER = Math.min(4, Math.max(2, availableParallelism()));

/** What this node says: prompts ahead of calls, and texts during them. */
export function openSpeech(
  { promptRoot, CARILLON_SPEECH: machine }: Config,
  log: Log,
  observe: ObserveSpeech,
): { readonly library: PromptLibrary; readonly speaker: Speaker; readonly sweep: Shelf['sweep'] } {
  const now = (): number => systemClock.now();
  const shelf = new Shelf(promptRoot);
  const renders = new Renders(TOGETHER);
  const speaker = new Speaker({ shelf, renders, engines: enginesOf(machine, process.env), log, now, observe });
  return { library: new PromptLibrary(shelf, speaker, log), speaker, sweep: (when) => shelf.sweep(when) };
}
