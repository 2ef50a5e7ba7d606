import { resolve } from 'node:path';
import { compileSite } from '../site/compile';
import { promptKey, type PromptUse } from '../site/prompts';
import { decibels, type RecordedSound, type Recording } from '../site/recordings';
import { readSiteAt } from './check';
import { exitCodes, type ExitCode } from './failure';
import { siteFolder } from './settings';
import { shownPath } from './site-to-play';
import { table } from './table';
import { counted } from './times';
import type { World } from './world';

/** One prompt in one language. */
interface Spoken {
  readonly language: string;
  /** `broken`: recorded, and nobody can play it. */
  readonly is: 'recorded' | 'broken' | 'spoken';
  readonly file: string | null;
  readonly text: string | null;
  /** Of a recording that was measured. */
  readonly lengthMs: number | null;
  readonly levelDb: number | null;
}

interface PromptRow {
  readonly name: string;
  readonly languages: readonly Spoken[];
  /** `flow main`, `queue sales`. */
  readonly usedBy: readonly string[];
}

/** `carillon prompts`: every prompt of a site folder, how it is heard and by whom; needs no server. */
export async function listPrompts(
  world: World,
  named: string | undefined,
  options: { readonly json: boolean },
): Promise<ExitCode> {
  const path = named === undefined ? siteFolder(world) : resolve(world.cwd, named);
  const folder = shownPath(world.cwd, path);
  const { files, recordings } = await readSiteAt(path, folder);
  const { prompts, uses } = compileSite(files);
  const recorded = new Map(
    [...recordings.values()].map((recording) => [promptKey(recording.language, recording.name), recording]),
  );
  const rows = rowsOf(prompts, recorded, uses);
  world.stdout.write(
    options.json ? `${JSON.stringify({ folder, prompts: rows }, null, 2)}\n` : `${shown(rows)}\n\n${summary(rows)}\n`,
  );
  return exitCodes.fine;
}

type Texts = ReadonlyMap<string, ReadonlyMap<string, { readonly text: string }>>;

function rowsOf(texts: Texts, recorded: ReadonlyMap<string, Recording>, uses: readonly PromptUse[]): PromptRow[] {
  const languagesOf = new Map<string, Set<string>>();
  const add = (name: string, language: string): void => {
    languagesOf.set(name, (languagesOf.get(name) ?? new Set()).add(language));
  };
  for (const [language, names] of texts) for (const name of names.keys()) add(name, language);
  for (const { name, language } of recorded.values()) add(name, language);
  const played = uses.map(({ by, names }) => ({ by, names: names() }));
  return [...languagesOf]
    .sort(([a], [b]) => a.localeCompare(b, 'en'))
    .map(([name, languages]) => ({
      name,
      languages: [...languages].sort().map((language) => {
        const recording = recorded.get(promptKey(language, name));
        const text = texts.get(language)?.get(name)?.text ?? null;
        return {
          language,
          is: !recording ? 'spoken' : recording.sound.is === 'unreadable' ? 'broken' : 'recorded',
          file: recording?.file ?? null,
          text,
          ...measured(recording?.sound),
        };
      }),
      usedBy: [...new Set(played.filter(({ names }) => names.test(name)).map(({ by }) => by))].sort(),
    }));
}

function measured(sound: RecordedSound | undefined): Pick<Spoken, 'lengthMs' | 'levelDb'> {
  if (sound?.is !== 'heard') return { lengthMs: null, levelDb: null };
  return { lengthMs: sound.lengthMs, levelDb: Number.isFinite(sound.level) ? Math.round(sound.level * 10) / 10 : null };
}

/** A line for each way in which a prompt is heard: languages that are alike share one. */
function shown(rows: readonly PromptRow[]): string {
  interface Line {
    readonly name: string;
    readonly languages: string;
    readonly is: string;
    readonly length: string | null;
    readonly level: string | null;
    readonly usedBy: string | null;
  }
  const lines = rows.flatMap(({ name, languages, usedBy }): Line[] => {
    const spoken = languages.filter(({ is }) => is === 'spoken').map(({ language }) => language);
    const all = [
      ...languages
        .filter(({ is }) => is !== 'spoken')
        .map((each) => ({
          languages: each.language,
          is: each.is,
          length: each.lengthMs === null ? null : `${(each.lengthMs / 1000).toFixed(1)} s`,
          level: each.levelDb === null ? null : decibels(each.levelDb),
        })),
      ...(spoken.length > 0 ? [{ languages: spoken.join(' '), is: 'spoken', length: null, level: null }] : []),
    ];
    return all.map((line, at) => ({
      ...line,
      name: at === 0 ? name : '',
      usedBy: at === 0 ? usedBy.join(', ') || 'nobody' : '',
    }));
  });
  return table<Line>(
    [
      { title: 'PROMPT', cell: ({ name }) => name || ' ' },
      { title: 'LANGUAGES', cell: ({ languages }) => languages },
      { title: 'HEARD', cell: ({ is }) => is },
      { title: 'LENGTH', cell: ({ length }) => length, right: true },
      { title: 'LEVEL', cell: ({ level }) => level, right: true },
      { title: 'USED BY', cell: ({ usedBy }) => (usedBy === '' ? ' ' : usedBy) },
    ],
    lines,
  );
}

function summary(rows: readonly PromptRow[]): string {
  const all = rows.flatMap(({ languages }) => languages);
  const count = (wanted: Spoken['is']): number => all.filter(({ is }) => is === wanted).length;
  const broken = count('broken');
  return [
    counted(rows.length, 'prompt'),
    `${count('recorded')} recorded`,
    `${count('spoken')} spoken`,
    ...(broken > 0 ? [`${broken} broken`] : []),
    `${rows.filter(({ usedBy }) => usedBy.length === 0).length} used by nobody`,
  ].join(', ');
}
