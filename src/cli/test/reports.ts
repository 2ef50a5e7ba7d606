import type { World } from '../world';
import type { Gathered } from './gather';
import { github, json, junit } from './formats';
import type { Result, SiteResults, TestFormat } from './result';
import { TextReport } from './text-report';

export interface Reporter {
  begins(gathered: Gathered): void;
  played(result: Result, gathered: Gathered): void;
  ends(all: readonly SiteResults[]): void;
}

/** Says nothing before all is played. */
const atTheEnd =
  (format: (all: readonly SiteResults[]) => string) =>
  ({ stdout }: World): Reporter => ({
    begins: () => undefined,
    played: () => undefined,
    ends: (all) => void stdout.write(`${format(all)}\n`),
  });

export const reporters: Readonly<Record<TestFormat, (world: World) => Reporter>> = {
  text: (world) => new TextReport(world),
  json: atTheEnd(json),
  junit: atTheEnd(junit),
  github: atTheEnd(github),
};
