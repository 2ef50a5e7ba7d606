import { reportProblems, type Paint } from '../../site/report';
import { Narration, shownLine } from '../run/narration';
import { within } from '../site-to-play';
import { printable } from '../table';
import { coloursFor, type Colours } from '../terminal';
import { clock, counted, howLong } from '../times';
import type { World } from '../world';
import { hasPassed, type Result, type SiteResults } from './result';
import type { Gathered } from './gather';
import type { Reporter } from './reports';

/** How much of the call is shown around the point where it went otherwise. */
const LINES_BEFORE = 9;

/** For people: a line a story as it is played, what went wrong in full, and the sum. */
export class TextReport implements Reporter {
  private readonly colours: Colours;
  private file = '';

  constructor(private readonly world: World) {
    this.colours = coloursFor(world.stdout, world.env);
  }

  begins({ folder, files, problems, stories }: Gathered): void {
    const { red, yellow, dim } = this.colours;
    const paint: Paint = { error: red, warning: yellow, dim };
    if (problems.length > 0)
      this.line(
        reportProblems(
          problems.map((problem) => ({ ...problem, file: within(folder, problem.file) })),
          Object.fromEntries(Object.entries(files).map(([path, text]) => [within(folder, path), text])),
          paint,
        ),
      );
    else if (stories.length === 0)
      this.line(`${folder}: no stories; write them in ${within(folder, 'stories')}/*.yaml (docs/stories.md)`);
  }

  played(result: Result, gathered: Gathered): void {
    const { green, red, dim, bold, yellow } = this.colours;
    const { story, telling, crashes, crashed } = result;
    const file = within(gathered.folder, story.place.file);
    if (file !== this.file) this.line(`${this.file === '' ? '' : '\n'}${bold(file)}`);
    this.file = file;
    const mark = hasPassed(result) ? green('✓') : red('✗');
    const survived = crashes > 0 ? `  ${counted(crashes, 'crash', 'crashes')}` : '';
    const lasted = clock(telling.to - telling.from).padStart(6);
    this.line(`  ${mark} ${dim(lasted)}  ${printable(story.name)}${dim(survived)}`);
    for (const { event } of problemsOf(result))
      this.line(`      ${yellow(`not as written, at ${event.node}: ${event.what}`)}`);
    if (telling.mismatch) this.mismatch(telling.mismatch, result, gathered);
    for (const { afterSave, how } of crashed) this.line(`      ${red(`crashed after save ${afterSave}: ${how}`)}`);
  }

  ends(all: readonly SiteResults[]): void {
    const { green, red, bold } = this.colours;
    const results = all.flatMap(({ results: played }) => played);
    const failed = results.filter((result) => !hasPassed(result)).length;
    const unread = all.reduce((sum, { problems }) => sum + problems.length, 0);
    const calls = results.reduce((sum, { telling }) => sum + telling.to - telling.from, 0);
    const took = results.reduce((sum, { tookMs }) => sum + tookMs, 0);
    const crashes = results.reduce((sum, result) => sum + result.crashes, 0);
    const passed = counted(results.length - failed, 'story', 'stories');
    const parts = [
      failed + unread === 0 ? green(bold(`${passed} passed`)) : `${passed} passed`,
      ...(failed > 0 ? [red(bold(`${failed} failed`))] : []),
      ...(unread > 0 ? [red(bold(counted(unread, 'mistake')))] : []),
      ...(crashes > 0 ? [`${counted(crashes, 'crash', 'crashes')} survived`] : []),
    ];
    this.line(`\n${parts.join(', ')}: ${clock(calls)} on the telephone, told in ${howLong(took)}`);
  }

  /** Where it is written, what was expected, what happened, and the call up to there. */
  private mismatch(mismatch: NonNullable<Result['telling']['mismatch']>, result: Result, gathered: Gathered): void {
    const { red, dim } = this.colours;
    const { place, expected, happened } = mismatch;
    const { line, col } = place;
    const text = gathered.files[place.file]?.split('\n')[line - 1] ?? '';
    this.line(`\n    ${within(gathered.folder, place.file)}:${line}:${col}`);
    this.line(`      expected  ${expected}`);
    this.line(`      but       ${red(happened)}`);
    const gutter = `${line} | `.padStart(10);
    this.line(`${dim(gutter)}${text}`);
    this.line(red(`${' '.repeat(gutter.length + col - 1)}^`));
    const narration = new Narration(gathered.site);
    const lines = result.telling.timeline.flatMap((moment) => narration.linesOf(moment));
    const shown = lines.slice(-LINES_BEFORE);
    if (lines.length > shown.length) this.line(dim('         …'));
    for (const each of shown) this.line(`    ${shownLine(each, result.telling.from, this.colours)}`);
    this.line(`    ${dim(clock(mismatch.at - result.telling.from).padStart(6))}  ${red('✗ here')}`);
  }

  private line(text: string): void {
    this.world.stdout.write(`${text}\n`);
  }
}

function problemsOf({ telling }: Result) {
  return telling.timeline.flatMap((moment) =>
    moment.is === 'event' && moment.event.type === 'flow.problem' ? [{ event: moment.event.data }] : [],
  );
}
