import { InvalidArgumentError, type Command } from 'commander';
import type { OfferWhy, PastOffer } from '../domain/offer-why';
import type { Wait } from '../domain/wait';
import { Refused, type Api } from './api';
import { Usage } from './failure';
import { timesOf, type Times } from './times';
import { offerInWords, offersTable } from './why-offer';
import { whyInWords } from './why-words';
import type { World } from './world';

interface WhyOptions {
  readonly offer?: number | true;
  readonly json: boolean;
}

/** What is known of the call: `wait` while it waits, `why` of the offer that was asked for. */
interface Known {
  readonly wait: Wait | null;
  readonly offers: readonly PastOffer[];
  readonly offer: PastOffer | null;
  readonly why: OfferWhy | null;
}

/** The floor is made again for it: a large one takes a while. */
const WITHIN_MS = 120_000;

export function addWhyCommand(program: Command, world: World, api: () => Api): void {
  program
    .command('why')
    .description('why a caller still waits, agent by agent; of an offer that was: why this agent, and why no other')
    .argument('<call>', 'the id of the call (carillon calls, carillon history), or its SIP Call-ID')
    .option('--offer [n]', 'why the call was offered to whom it was: this offer, or the last', wholeNumber)
    .option('--json', 'for programs', false)
    .addHelpText('after', HELP)
    .action((call: string, options: WhyOptions) => why(world, api(), call, options));
}

function wholeNumber(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new InvalidArgumentError('needs a whole number from 1.');
  return number;
}

async function why(world: World, api: Api, call: string, { offer, json }: WhyOptions): Promise<void> {
  const path = `/calls/${encodeURIComponent(call)}`;
  const wait = offer === undefined ? await orNull(api.ask<Wait>('GET', `${path}/why`)) : null;
  const { offers } = await orUnknown(wait, api.ask<{ readonly offers: PastOffer[] }>('GET', `${path}/offers`));
  const wanted = typeof offer === 'number' ? offers[offer - 1] : wait ? undefined : offers.at(-1);
  if (typeof offer === 'number' && !wanted)
    throw new Usage(`${call} has ${offers.length} offers, and no offer ${offer}`);
  if (!wait && !wanted)
    throw new Usage(`${call} ${offer === undefined ? 'does not wait now, and was' : 'was'} offered to nobody`);
  const times = timesOf(world, api);
  if (!json && offers.length > 0 && !wait) world.stdout.write(`${offersTable(offers, times)}\n\n`);
  const found = wanted && (await api.ask<OfferWhy>('GET', `${path}/offers/${wanted.n}/why`, undefined, WITHIN_MS));
  const known: Known = { wait, offers, offer: wanted ?? null, why: found ?? null };
  world.stdout.write(`${json ? JSON.stringify(known, null, 2) : inWords(known, times, world.now())}\n`);
}

function inWords({ wait, offers, offer, why: found }: Known, times: Times, now: number): string {
  if (offer && found) return offerInWords(offer, found, times);
  return [
    ...(wait ? [whyInWords(wait, now)] : []),
    ...(offers.length > 0 ? ['', offersTable(offers, times)] : []),
  ].join('\n');
}

/** `null` where there is none. */
async function orNull<T>(question: Promise<T>): Promise<T | null> {
  try {
    return await question;
  } catch (error) {
    if (error instanceof Refused && error.status === 404) return null;
    throw error;
  }
}

/** Of a call that waits, what the history does not have yet, or cannot tell now, is left out. */
async function orUnknown(
  wait: Wait | null,
  question: Promise<{ readonly offers: readonly PastOffer[] }>,
): Promise<{ readonly offers: readonly PastOffer[] }> {
  try {
    return await question;
  } catch (error) {
    if (wait && error instanceof Refused && (error.status === 404 || error.status === 503)) return { offers: [] };
    throw error;
  }
}

const HELP = `
A call that waits: why, and the offers it had. Any other: its offers, and why the last was made; --offer tells it of another. The floor is made again
for it as it was just before, as far back as site.yaml keeps it (retention: { replay: 7d }).

Examples:
  carillon why carillon-1795290196.12
  carillon why carillon-1795290196.12 --offer 1`;
