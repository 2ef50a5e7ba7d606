import { InvalidArgumentError, Option, type Command } from 'commander';
import { parseDuration } from '../domain/time';
import type { Api } from './api';
import type { EntryOptions } from './list-entries';
import type { ListOptions } from './lists';
import type { LockOptions } from './pin-locks';
import type { World } from './world';

/** The commands about lists that are written while the centre runs, and about locks after wrong PINs. */
export function addListCommands(program: Command, world: World, api: () => Api): void {
  program
    .command('lists')
    .description('the lists of the site: how much stands in each, and which can be added to')
    .option('--json', 'for programs', false)
    .action(async (options: ListOptions) => (await import('./list-entries.js')).listLists(world, api(), options));

  program
    .command('list')
    .argument('<name>', 'the list: blacklist …')
    .argument('[action]', 'add or remove; without one, what stands in the list')
    .argument('[number]', 'the number; one that ends with a star stands for all that begin so ("7999555*")')
    .description('what stands in a list; add a number to it for a while, or take it out')
    .option('--for <duration>', 'how long it holds: 12h, 30d, forever (default: as lists.yaml says)', howLong)
    .option('--note <text>', 'why, for whoever reads the list or the history')
    .option('--field <name=value>', 'what else stands beside it; several times', field, {})
    .addOption(new Option('--from <where>', 'only those of the file, or only those that were added').choices(FROM))
    .option('--after <number>', 'only what comes after it: the next page')
    .option('--limit <rows>', 'rows at most, 1 to 1000', '100')
    .option('--json', 'for programs', false)
    .addHelpText('after', LIST_HELP)
    .action(async (name: string, action: string | undefined, number: string | undefined, options: EntryOptions) =>
      (await import('./list-entries.js')).list(world, api(), { name, action, number }, options),
    );

  program
    .command('locks')
    .argument('[action]', 'lift')
    .argument('[id]', 'the id of a lock')
    .description('what is locked after wrong PINs; lift a lock')
    .option('--all', 'also where wrong PINs were counted and nothing is locked', false)
    .option('--why <reason>', 'for the history', '')
    .option('--json', 'for programs', false)
    .addHelpText('after', LOCKS_HELP)
    .action(async (action: string | undefined, id: string | undefined, options: LockOptions) =>
      (await import('./pin-locks.js')).locks(world, api(), { action, id }, options),
    );
}

const FROM = ['file', 'added'];

function howLong(text: string): string {
  if (text === 'forever' || (parseDuration(text) ?? 0) > 0) return text;
  throw new InvalidArgumentError('It is neither a duration like 12h or 30d nor forever.');
}

/** `reason=robot`; numbers, true and false are read as such. */
function field(text: string, before: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const [, name, value] = /^([a-z][a-z0-9_]*)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined) throw new InvalidArgumentError('It is written like reason=robot.');
  const isPlain = /^(?:true|false|null|-?(?:0|[1-9]\d{0,14})(?:\.\d+)?)$/.test(value);
  return { ...before, [name]: isPlain ? (JSON.parse(value) as unknown) : value };
}

const LIST_HELP = `
Which lists can be added to stands in lists.yaml of the site. What is added counts for every call from now on, survives
restarts and ends by itself. What stands in the file of a list is taken out there.

Examples:
  carillon list blacklist
  carillon list blacklist add 79990000009 --for 30d --note "threatened an agent"
  carillon list blacklist remove 79990000009`;

const LOCKS_HELP = `
Wrong PINs in a row count over calls, by what they were keyed in for and by the caller's number; pin_locks in site.yaml says
how many lock, and for how long. Lifting a lock forgets them.

Examples:
  carillon locks
  carillon locks lift mv1k3x2p --why "it was Anna herself"`;
