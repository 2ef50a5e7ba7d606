import { Problems, type Problem } from '../../src/flow/problem';
import type { Opening, Schedule } from '../../src/flow/schedule';
import { YamlFile } from '../../src/flow/yaml';
import { schedulesFile } from '../../src/site/schedule-schema';
import { compileSchedules, SCHEDULES, type ReadSchedules } from '../../src/site/schedules';

/** Reads a `schedules.yaml`, and calendars beside it, as the site does. */
export function readSchedules(
  text: string,
  files: Readonly<Record<string, string>> = {},
): ReadSchedules & { readonly problems: readonly Problem[] } {
  const problems = new Problems();
  const yaml = YamlFile.read(SCHEDULES, text, problems);
  const data = yaml.data === undefined ? undefined : yaml.parse(schedulesFile, yaml.data, [], problems);
  const read = compileSchedules(data === undefined ? undefined : { yaml, data }, files, problems);
  return { ...read, problems: problems.sorted() };
}

/** The schedule `office` of the lines below it; a mistake in them fails the test. */
export function office(
  timeZone: string,
  lines: readonly string[],
  files: Readonly<Record<string, string>> = {},
): Schedule {
  const text = [`time_zone: ${timeZone}`, 'schedules:', '  office:', ...lines.map((line) => `    ${line}`), ''].join(
    '\n',
  );
  const { schedules, problems } = readSchedules(text, files);
  const schedule = schedules.get('office');
  if (!schedule || problems.length > 0)
    throw new Error(`${text}\n${problems.map(({ line, col, message }) => `${line}:${col} ${message}`).join('\n')}`);
  return schedule;
}

/** `open`, `closed`, or the label and the name of what closes it. */
export const said = (opening: Opening): string =>
  opening.is === 'holiday' ? `${opening.label} ${opening.name}` : opening.is;
