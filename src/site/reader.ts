import type { z } from 'zod';
import type { Place, Problems } from '../flow/problem';
import { didYouMean, YamlFile } from '../flow/yaml';
import { TRUNKS } from './trunks';

/** The file that says what there is of each kind. */
export const FILE_OF = {
  queue: 'queues.yaml',
  schedule: 'schedules.yaml',
  connector: 'connectors.yaml',
  agent: 'agents.yaml',
  trunk: TRUNKS,
} as const;

/** The files of a site while they are read and checked. */
export class Reader {
  /** Files that are missing or wrong: what they would have named is not missed elsewhere. */
  readonly unread = new Set<string>();
  /** Flows whose files are wrong. */
  readonly unreadFlows = new Set<string>();
  readonly queuePlaces = new Map<string, Place>();
  /** Connectors that are asked which agent gets a call. */
  readonly choosers: { readonly connector: string; readonly place: Place }[] = [];
  /** Prompts that agents hear before they get a caller. */
  readonly confirms: { readonly prompt: string; readonly place: Place; readonly by: string }[] = [];

  constructor(
    readonly files: Readonly<Record<string, string>>,
    readonly problems: Problems,
  ) {}

  /** A file of the site, or `undefined` (said) when it is missing or wrong. */
  file<T>(path: string, schema: z.ZodType<T>, optional = false): { yaml: YamlFile; data: T } | undefined {
    const text = this.files[path];
    if (text === undefined) {
      if (optional) return undefined;
      this.unread.add(path);
      this.problems.error({ file: path, line: 1, col: 1 }, 'SITE004', `the site has no ${path}`);
      return undefined;
    }
    const yaml = YamlFile.read(path, text, this.problems);
    const data = yaml.data === undefined ? undefined : yaml.parse(schema, yaml.data, [], this.problems);
    if (data !== undefined) return { yaml, data };
    this.unread.add(path);
    return undefined;
  }

  /** Something that the site does not have; not said where the file that would name it could not be read. */
  unknown(
    place: Place,
    what: keyof typeof FILE_OF | 'flow' | 'list' | 'header' | 'profile',
    name: string,
    known: Iterable<string>,
  ): void {
    if (what in FILE_OF && this.unread.has(FILE_OF[what as keyof typeof FILE_OF])) return;
    const names = [...known];
    this.problems.error(
      place,
      'FLOW006',
      `there is no ${what} ${name}${didYouMean(name, names)}; known are ${names.join(', ') || 'none'}`,
    );
  }
}
