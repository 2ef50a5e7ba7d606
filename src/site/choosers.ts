import type { ConnectorSettings } from '../domain/connector';
import type { Reader } from './reader';

/** Whoever is asked which agent gets a call is there, and can be sent a question. */
export function checkChoosers(reader: Reader, connectors: ReadonlyMap<string, ConnectorSettings>): void {
  for (const { connector, place } of reader.choosers) {
    const settings = connectors.get(connector);
    if (!settings) reader.unknown(place, 'connector', connector, connectors.keys());
    else if (settings.is !== 'http')
      reader.problems.error(
        place,
        'SITE009',
        `ask: the connector ${connector} is a ${settings.is === 'sql' ? 'database' : 'table'}; only one over http can be asked which agent gets a call`,
      );
  }
}
