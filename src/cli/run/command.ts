import { performance } from 'node:perf_hooks';
import { DateTime } from 'luxon';
import type { Site } from '../../flow/office';
import { PlayedCall, type Moment } from '../../sim/played-call';
import { pathOf } from '../../sim/story/final-checks';
import { writeStory } from '../../sim/story/write';
import { exitCodes, type ExitCode } from '../failure';
import { printable } from '../table';
import { Terminal, type Colours } from '../terminal';
import { clock, howLong } from '../times';
import type { Output, World } from '../world';
import { drive, pressing } from './driver';
import { sceneOfRun, type RunOptions } from './given';
import { Keyboard } from './keyboard-caller';
import { Narration, shownLine } from './narration';

/** `carillon run`: plays one call on a virtual clock and tells it. With `--repro` the story of it goes to stdout. */
export async function runCall(world: World, called: string, options: RunOptions): Promise<ExitCode> {
  const { played, given } = await sceneOfRun(world, called, options);
  const { site } = played;
  const output: Output = options.repro ? world.stderr : world.stdout;
  const terminal = new Terminal(output, world.env);
  const teller = new RunTeller(terminal, site, options.quiet, given.at);
  const zone = site.dayParts.timeZone;
  const began = performance.now();
  const when = DateTime.fromMillis(given.at, { zone, locale: 'en' }).toFormat('cccc, yyyy-MM-dd HH:mm');
  const who = given.phone ?? (given.caller === '' ? 'somebody without a number' : given.caller);
  terminal.line(`${terminal.colours.bold(`${who} calls ${called}`)} on ${when} (${zone})`);
  const call = await PlayedCall.begin(site, given, { onMoment: (moment) => teller.tell(moment) });
  const isByHand = options.keys.length === 0 && world.stdin.isTTY === true && world.stdout.isTTY === true;
  const keyboard = isByHand ? new Keyboard(world, terminal) : undefined;
  try {
    const caller = keyboard ? keyboard.caller : pressing(options.keys);
    await drive(call, site, caller, options.for ?? null);
  } finally {
    keyboard?.close();
    call.simulation.stop();
  }
  summary(call, terminal, performance.now() - began, isByHand);
  if (options.repro) {
    const at = DateTime.fromMillis(given.at, { zone }).toFormat('yyyy-MM-dd HH:mm:ss').replace(/:00$/, '');
    world.stdout.write(writeStory(call, nameOf(call, called), at));
  }
  return call.simulation.errors.length === 0 && call.endless === null ? exitCodes.fine : exitCodes.failed;
}

/** Prints what happens as it happens; steps as they are left. */
class RunTeller {
  private readonly narration: Narration;
  private readonly colours: Colours;

  constructor(
    private readonly terminal: Terminal,
    site: Site,
    private readonly quiet: boolean,
    private readonly from: number,
  ) {
    this.narration = new Narration(site);
    this.colours = terminal.colours;
  }

  tell(moment: Moment): void {
    const { at } = moment;
    if (!this.quiet && moment.is === 'event' && moment.event.type === 'flow.step') {
      const { flow, node, kind, exit } = moment.event.data;
      this.terminal.line(
        shownLine({ at, tone: 'detail', text: `· ${flow}/${node} ${kind} → ${exit}` }, this.from, this.colours),
      );
    }
    for (const line of this.narration.linesOf(moment))
      if (!this.quiet || line.tone !== 'detail') this.terminal.line(shownLine(line, this.from, this.colours));
  }
}

function summary(call: PlayedCall, terminal: Terminal, tookMs: number, isByHand: boolean): void {
  const { bold, dim, red, yellow } = terminal.colours;
  const path = pathOf(call);
  const set = new Map(call.of('flow.variable').map(({ data }) => [data.name, data.value]));
  const lasted = clock(call.now - call.given.at);
  const outcome = call.ended ? bold(call.ended.data.outcome) : yellow('still going on');
  terminal.line('');
  terminal.line(`${outcome} after ${lasted}${isByHand ? '' : dim(`, played in ${howLong(tookMs)}`)}`);
  if (path.length > 0) terminal.line(`${dim('path')}  ${path.join(dim(' → '))}`);
  for (const [name, value] of set) terminal.line(`${dim('vars')}  ${name} = ${printable(JSON.stringify(value))}`);
  for (const tag of call.session?.tags ?? []) terminal.line(`${dim('tag')}   ${printable(tag)}`);
  if (call.endless !== null) terminal.line(red(`${call.endless}; let a no_input lead out, or give the flow a max`));
  for (const error of call.simulation.errors) terminal.line(red(`Carillon failed: ${error}`));
}

function nameOf(call: PlayedCall, called: string): string {
  const label = pathOf(call).at(-1);
  return `A call to ${called}${label === undefined ? '' : ` that comes to ${label}`}`;
}
