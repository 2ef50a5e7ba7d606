import { DateTime } from 'luxon';
import type { ConnectorSettings } from '../domain/connector';
import type { JsonObject } from '../domain/json';
import type { Numbering } from '../domain/numbering';
import { listKey } from '../flow/number-list';
import { ListBook } from './lists';
import type { Reader } from './reader';
import { connectorsFile, listFile } from './schemas';

/** A list that is only added to while the centre runs needs no file. */
export function readLists(
  reader: Reader,
  writable: ReadonlyMap<string, unknown>,
  numbering: Numbering | null,
): ListBook {
  const lists = new Map<string, ReadonlyMap<string, JsonObject>>();
  for (const name of writable.keys()) if (reader.files[`lists/${name}.yaml`] === undefined) lists.set(name, new Map());
  for (const path of Object.keys(reader.files).filter((each) => /^lists\/.+\.yaml$/.test(each))) {
    const read = reader.file(path, listFile);
    if (!read) continue;
    const rows = Object.entries(read.data).map(([key, row]): [string, JsonObject] => {
      if (typeof row?.['until'] === 'string' && !isDay(row['until']))
        reader.problems.error(
          read.yaml.place([key, 'until']),
          'SITE001',
          `until: "${row['until']}" is no date like "2026-12-31"`,
        );
      return [key, row ?? {}];
    });
    checkSame(rows, numbering, (key, message) =>
      reader.problems.error(read.yaml.placeOfKey([key]), 'SITE051', message),
    );
    lists.set(path.slice('lists/'.length, -'.yaml'.length), new Map(rows));
  }
  return new ListBook(lists, numbering);
}

/** Of two entries for one number only one would count. */
function checkSame(
  rows: readonly (readonly [string, unknown])[],
  numbering: Numbering | null,
  say: (key: string, message: string) => void,
): void {
  const known = new Map<string, string>();
  for (const [key] of rows) {
    const number = listKey(key, numbering);
    const before = known.get(number);
    if (before !== undefined) say(key, `"${key}" and "${before}" are the same number: ${number}`);
    known.set(number, key);
  }
}

export function readConnectors(reader: Reader, lists: ListBook): Map<string, ConnectorSettings> {
  const read = reader.file('connectors.yaml', connectorsFile, true);
  const connectors = new Map<string, ConnectorSettings>();
  for (const [name, written] of Object.entries(read?.data.connectors ?? {})) {
    if ('http' in written) {
      const { url, headers, record } = written.http;
      connectors.set(name, { is: 'http', url, headers, ...(record !== undefined && { record }) });
    } else if ('sql' in written) {
      connectors.set(name, { is: 'sql', urlFrom: written.sql.url_env, query: written.sql.query });
    } else {
      const list = written.table.slice('lists/'.length, -'.yaml'.length);
      const rows = lists.all.get(list);
      if (rows) connectors.set(name, { is: 'table', rows });
      else {
        if (read && !reader.unread.has(written.table))
          reader.unknown(read.yaml.place(['connectors', name, 'table']), 'list', list, lists.all.keys());
        reader.unread.add('connectors.yaml');
      }
    }
  }
  return connectors;
}

const isDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text) && DateTime.fromISO(text).isValid;
