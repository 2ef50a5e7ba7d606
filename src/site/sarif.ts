import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Problem } from '../flow/problem';
import type { SiteFiles } from './compile';

export interface SarifRun {
  readonly problems: readonly Problem[];
  readonly files: SiteFiles;
  /** A problem's file as it is named from the folder where one works. */
  readonly shown: (file: string) => string;
  /** The folder where one works: what the names are relative to. */
  readonly cwd: string;
  /** Where Carillon's own docs/problems.md lies. */
  readonly repository: string;
}

/** Problems as SARIF 2.1.0 (OASIS), which code scanners and editors read. */
export async function sarif({ problems, files, shown, cwd, repository }: SarifRun): Promise<string> {
  const document = join(repository, 'docs/problems.md');
  const sections = sectionsOf(await readFile(document, 'utf8'));
  const codes = [...new Set(problems.map(({ code }) => code))].sort();
  return JSON.stringify(
    {
      $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
      version: '2.1.0',
      runs: [
        {
          tool: {
            driver: {
              name: 'carillon',
              rules: codes.map((code) => ruleOf(code, sections.get(code) ?? '', document)),
            },
          },
          columnKind: 'utf16CodeUnits',
          originalUriBaseIds: { SRCROOT: { uri: pathToFileURL(`${cwd}/`).href } },
          results: problems.map((problem) => ({
            ruleId: problem.code,
            ruleIndex: codes.indexOf(problem.code),
            level: problem.severity,
            message: { text: problem.message },
            locations: [{ physicalLocation: locationOf(problem, files, shown(problem.file)) }],
            partialFingerprints: { 'carillon/v1': fingerprintOf(problem, files) },
          })),
        },
      ],
    },
    null,
    2,
  );
}

/** The sections of docs/problems.md, by code. */
const sectionsOf = (document: string): ReadonlyMap<string, string> =>
  new Map(
    document
      .split(/^## (?=\w+$)/m)
      .slice(1)
      .map((section): [string, string] => [
        section.slice(0, section.indexOf('\n')),
        section.slice(section.indexOf('\n')).trim(),
      ]),
  );

function ruleOf(code: string, section: string, document: string): object {
  const meaning = /^\*\*(.+?)\*\*/s.exec(section)?.[1]?.replaceAll(/\s+/g, ' ') ?? code;
  return {
    id: code,
    shortDescription: { text: meaning },
    help: { text: section === '' ? meaning : section, markdown: section === '' ? meaning : section },
    helpUri: `${pathToFileURL(document).href}#${code.toLowerCase()}`,
  };
}

function locationOf({ file, line, col }: Problem, files: SiteFiles, shown: string): object {
  const snippet = lineOf(file, line, files);
  const artifact = isAbsolute(shown)
    ? { uri: pathToFileURL(shown).href }
    : { uri: shown.split('/').map(encodeURIComponent).join('/'), uriBaseId: 'SRCROOT' };
  return {
    artifactLocation: artifact,
    region: { startLine: line, startColumn: col, ...(snippet !== undefined && { snippet: { text: snippet } }) },
  };
}

const lineOf = (file: string, line: number, files: SiteFiles): string | undefined =>
  file.endsWith('.yaml') ? files[file]?.split(/\r?\n/)[line - 1] : undefined;

/** The same mistake in the same text is the same alert, also when lines above it come and go. */
function fingerprintOf({ code, file, line, message }: Problem, files: SiteFiles): string {
  const text = lineOf(file, line, files)?.trim() ?? '';
  return createHash('sha256').update([code, file, text, message].join('\0')).digest('hex').slice(0, 32);
}
