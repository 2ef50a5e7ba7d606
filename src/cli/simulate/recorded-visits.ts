import { z } from 'zod';
import type { CallRow } from '../../engine/ports/history';
import type { CallSummary } from '../../reports/call-summary';
import type { RecordedVisit } from '../../sim/staffing/recorded';
import type { Api } from '../api';
import { Failure } from '../failure';

const PAGE = 1_000;

/** The visits of a day from the history of a running Carillon. */
export async function visitsFromHistory(api: Api, from: number, to: number): Promise<readonly RecordedVisit[]> {
  const visits: RecordedVisit[] = [];
  let before: string | null = null;
  do {
    const query = new URLSearchParams({
      from: new Date(from).toISOString(),
      to: new Date(to).toISOString(),
      limit: String(PAGE),
      ...(before !== null && { before }),
    });
    const page: { readonly calls: readonly CallRow[]; readonly next: string | null } = await api.ask(
      'GET',
      `/history/calls?${query.toString()}`,
    );
    for (const { summary } of page.calls) visits.push(...visitsOf(summary as unknown as CallSummary | null));
    before = page.next;
  } while (before !== null);
  return visits;
}

function visitsOf(summary: CallSummary | null): readonly RecordedVisit[] {
  return (summary?.visits ?? []).flatMap(({ ticket, queue, enteredAt, reason, waitedMs }) => {
    if (enteredAt === null || waitedMs === null) return [];
    const talk = summary?.offers.find((offer) => offer.ticket === ticket && offer.talk)?.talk;
    const visit = { at: enteredAt, queue, waitedMs, abandoned: reason === 'abandoned', talkMs: talk?.ms ?? null };
    return [{ ...visit, priority: 0, skills: {} }];
  });
}

const seconds = z.coerce.number().min(0).max(1e7);
const row = z
  .object({
    at: z.string().transform((text, context) => {
      const at = Date.parse(text);
      if (!Number.isNaN(at)) return at;
      context.addIssue(`"${text}" is no time like 2026-11-21T09:00:03Z`);
      return z.NEVER;
    }),
    queue: z.string().min(1),
    waited_s: seconds,
    outcome: z.string().min(1),
    talk_s: z.union([z.literal('').transform(() => null), z.null(), seconds]).default(null),
    priority: z.union([z.literal('').transform(() => 0), z.coerce.number()]).default(0),
    skills: z.union([z.record(z.string(), z.number()), z.string().transform(skillsIn)]).default({}),
  })
  .transform(({ at, queue, waited_s, outcome, talk_s, priority, skills }): RecordedVisit => ({
    at,
    queue,
    waitedMs: waited_s * 1000,
    abandoned: outcome === 'abandoned',
    talkMs: outcome === 'answered' ? (talk_s ?? 0) * 1000 : null,
    priority,
    skills,
  }));

/** `sales:50 german:30` */
function skillsIn(text: string): Record<string, number> {
  const parts = text.split(/\s+/).filter((part) => part !== '');
  return Object.fromEntries(parts.map((part) => [part.split(':')[0] ?? '', Number(part.split(':')[1] ?? '1')]));
}

/** Visits from a file: CSV with a line of titles (`at,queue,waited_s,outcome,talk_s,priority,skills`), or JSON: a list of the same. */
export function visitsFromFile(file: string, text: string): readonly RecordedVisit[] {
  const rows = text.trimStart().startsWith('[') ? jsonRows(file, text) : csvRows(text);
  return rows.map((each, index) => {
    const read = row.safeParse(each);
    if (read.success) return read.data;
    const { path, message } = read.error.issues[0] ?? { path: [], message: '' };
    throw new Failure(`${file}, visit ${index + 1}: ${path.join('.')}: ${message}`);
  });
}

function jsonRows(file: string, text: string): readonly unknown[] {
  try {
    return JSON.parse(text) as unknown[];
  } catch (error) {
    throw new Failure(`${file} is no JSON: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

function csvRows(text: string): readonly unknown[] {
  const [head = '', ...lines] = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const separator = head.includes(';') ? ';' : ',';
  const titles = head.split(separator).map((title) => title.trim());
  return lines.map((line) => {
    const cells = line.split(separator).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
    return Object.fromEntries(titles.flatMap((title, at) => (cells[at] === undefined ? [] : [[title, cells[at]]])));
  });
}
