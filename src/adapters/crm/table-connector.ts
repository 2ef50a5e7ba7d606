import type { ConnectorSettings } from '../../domain/connector';
import type { Connector } from '../../engine/ports/work';
import type { LookupResult } from '../../flow/command';

export class TableConnector implements Connector {
  constructor(private readonly settings: Extract<ConnectorSettings, { is: 'table' }>) {}

  find(key: string): Promise<LookupResult> {
    const value = this.settings.rows.get(key);
    return Promise.resolve(value === undefined ? { is: 'not-found' } : { is: 'found', value });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
