import { pbkdf2Sync, randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { ownerOf, voicemailStates, type Voicemail } from '../domain/voicemail';
import type { Api } from './api';
import { Usage } from './failure';
import { showRows } from './lists';
import type { Column } from './table';
import { clock, timesOf } from './times';
import type { World } from './world';

export interface VoicemailOptions {
  readonly agent?: string;
  readonly queue?: string;
  readonly state?: string;
  readonly take?: string;
  readonly giveBack?: boolean;
  readonly done?: boolean;
  readonly delete?: boolean;
  readonly by?: string;
  readonly save?: string;
  readonly pin?: string;
  readonly limit: string;
  readonly json: boolean;
}

export function addVoicemailCommand(program: Command, world: World, api: () => Api): void {
  program
    .command('voicemails')
    .argument('[id]', 'the id of a message')
    .description('messages that callers left: list them, take care of one, hear it, delete it')
    .option('--agent <agent>', "only the agent's own box")
    .option('--queue <queue>', "only the queue's box")
    .addOption(new Option('--state <state>', 'only in this state').choices(voicemailStates))
    .option('--limit <rows>', 'rows at most, 1 to 1000', '50')
    .option('--take <agent>', "the agent takes care of it (in a queue's box)")
    .option('--give-back', 'nobody takes care of it any more, or: it was not heard')
    .option('--done', 'it has been taken care of')
    .option('--delete', 'delete it, with its recording')
    .option('--by <name>', 'who does so')
    .option('--save <file>', 'put its recording into a WAV file')
    .option('--pin <pin>', 'print the hash of a PIN, for voicemail_pin in agents.yaml', pin)
    .option('--json', 'for programs', false)
    .addHelpText('after', HELP)
    .action((id: string | undefined, options: VoicemailOptions) => voicemails(world, api, id, options));
}

async function voicemails(
  world: World,
  api: () => Api,
  id: string | undefined,
  options: VoicemailOptions,
): Promise<void> {
  if (options.pin !== undefined) {
    world.stdout.write(`${hashOf(options.pin)}\n`);
    return;
  }
  if (id === undefined) {
    if (wantedState(options) !== undefined || options.save !== undefined)
      throw new Usage('Which message? carillon voicemails lists them with their ids.');
    await list(world, api(), options);
    return;
  }
  const path = `/voicemails/${encodeURIComponent(id)}`;
  if (options.save !== undefined) {
    writeFileSync(options.save, await api().download(`${path}/audio`));
    world.stdout.write(`${options.save} has the message\n`);
  }
  const wanted = wantedState(options);
  if (wanted === undefined) {
    if (options.save === undefined)
      throw new Usage('What with it? --take AGENT, --give-back, --done, --delete, --save FILE');
    return;
  }
  const by = options.take ?? options.by;
  const message = await api().ask<Voicemail>('PUT', path, { state: wanted, ...(by !== undefined && { by }) });
  world.stdout.write(
    options.json ? `${JSON.stringify(message, null, 2)}\n` : `${id} is ${message.state} (${message.by ?? ''})\n`,
  );
}

function wantedState({ take, giveBack, done, delete: gone }: VoicemailOptions): Voicemail['state'] | undefined {
  if (gone === true) return 'deleted';
  if (done === true) return 'done';
  if (giveBack === true) return 'new';
  return take === undefined ? undefined : 'taken';
}

type Shown = Voicemail & { readonly audible: boolean };

async function list(world: World, api: Api, { agent, queue, state, limit, json }: VoicemailOptions): Promise<void> {
  const filter = Object.entries({ agent, queue, state, limit }).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as [string, string]],
  );
  const rows = (await api.ask<{ voicemails: Shown[] }>('GET', `/voicemails?${new URLSearchParams(filter).toString()}`))
    .voicemails;
  const times = timesOf(world, api);
  const columns: readonly Column<Shown>[] = [
    { title: 'LEFT', cell: ({ at }) => times.at(at) },
    { title: 'FOR', cell: ({ box }) => nameOf(box) },
    { title: 'FROM', cell: ({ caller }) => [caller.number || 'withheld', caller.name].join(' ').trim() },
    { title: 'LENGTH', cell: ({ seconds }) => clock(seconds * 1000), right: true },
    { title: 'STATE', cell: stateOf },
    { title: 'ID', cell: ({ id }) => id },
  ];
  showRows(world, { rows, columns, none: 'No message fits.', times }, { json });
}

function stateOf({ state, by, audible }: Shown): string {
  const now = by === null ? state : `${state} (${by})`;
  return audible || state === 'deleted' ? now : `${now}, no recording`;
}

function nameOf(box: string): string {
  const owner = ownerOf(box);
  return owner.is === 'agent' ? owner.agent : `queue ${owner.queue}`;
}

const ROUNDS = 1_000;

function hashOf(digits: string): string {
  const salt = randomBytes(12).toString('hex');
  return `pbkdf2:${ROUNDS}:${salt}:${pbkdf2Sync(digits, salt, ROUNDS, 32, 'sha256').toString('hex')}`;
}

function pin(text: string): string {
  if (/^\d{4,12}$/.test(text)) return text;
  throw new InvalidArgumentError('a PIN has 4 to 12 digits');
}

const HELP = `
Examples:
  carillon voicemails --queue sales --state new
  carillon voicemails 1795290196.12.r5 --take anna
  carillon voicemails 1795290196.12.r5 --save message.wav
  carillon voicemails 1795290196.12.r5 --done --by anna`;
