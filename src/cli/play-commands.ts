import { Option, type Command } from 'commander';
import type { ExitCode } from './failure';
import { agentList, duration, gathered, keyGroups, number, pattern } from './option-values';
import type { RunOptions } from './run/given';
import type { TestOptions } from './test/command';
import { testFormats } from './test/result';
import type { World } from './world';

/** Commands that play calls without a telephone and without any server. */
export function addPlayCommands(program: Command, world: World, done: (code: ExitCode) => void): void {
  program
    .command('test')
    .argument(
      '[paths...]',
      'a site folder, story files or folders of them (default: CARILLON_SITE, else examples/office)',
    )
    .description('play the stories of a site: calls that need no telephone, and last no time')
    .addOption(new Option('--format <format>', 'how to say it').choices(testFormats).default('text'))
    .option('--grep <pattern>', 'only stories whose file or name has this in it', pattern, null)
    .option('--crash', 'each story again for each of its turns, with a crash after it', false)
    .addHelpText(
      'after',
      '\nExit code: 0 all stories passed, 1 some did not, 2 wrongly called.\nHow stories are written: docs/stories.md.',
    )
    .action(async (paths: readonly string[], options: TestOptions) =>
      done(await (await import('./test/command.js')).test(world, paths, options)),
    );

  program
    .command('run')
    .argument('<called>', 'a number, a feature code, a flow or its file')
    .description('play one call without a telephone: each step, each prompt, and where it ends')
    .option('--caller <number>', 'the number that calls', number, '79160000099')
    .option('--name <name>', 'the name it shows')
    .option('--at <time>', 'when: "2026-12-31 18:05", or 18:05 for today (default: now)')
    .option('--keys <keys>', "keys to press when it is the caller's turn, in groups: 1,2 or 2,123456#", keyGroups, [])
    .option('--set <answer>', 'what a connector answers: crm.category=gold, crm=failed; may be repeated', gathered, [])
    .option('--header <header>', 'a header that the call brings: X-Campaign=spring; may be repeated', gathered, [])
    .option('--agents <agents>', 'who is signed in: anna,boris or none (default: all)', agentList, null)
    .option('--answer <duration>', 'how long agents let it ring', duration, 3_000)
    .option('--talk <duration>', 'how long they talk', duration, 60_000)
    .option('--phone <agent>', 'the call comes from the desk phone of this agent')
    .option('--for <duration>', 'hang up after so long: 30s, 2m', duration)
    .option('--site <dir>', 'the site folder (default: that of the flow, CARILLON_SITE, or examples/office)')
    .option('--repro', 'print the call as a story for carillon test; what happens goes to stderr', false)
    .option('--quiet', 'only the main things', false)
    .addHelpText('after', RUN_HELP)
    .action(async (called: string, options: RunOptions) =>
      done(await (await import('./run/command.js')).runCall(world, called, options)),
    );
}

const RUN_HELP = `
Without --keys, in a terminal, you are asked for each key: 0-9 * # press, Enter says nothing, h hangs up, q leaves.
Time passes by itself and costs none: a wait of ten minutes is over at once.
Exit code: 0 the call was played, 1 Carillon failed on it or the site has mistakes, 2 wrongly called.

Examples:
  carillon run 1000
  carillon run 1000 --at "2026-12-31 18:05" --keys 2,1234567#
  carillon run 1000 --caller 79160000001 --set crm.category=gold --keys 1 --answer 10s
  carillon run flows/main.yaml --agents none --keys 1 --repro > stories/nobody.yaml`;
