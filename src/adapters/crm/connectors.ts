import type { ConnectorSettings } from '../../domain/connector';
import type { Connector } from '../../engine/ports/work';
import type { Environment } from './environment';
import { HttpConnector } from './http-connector';
import { SqlConnector } from './sql-connector';
import { TableConnector } from './table-connector';

export interface OpenConnector extends Connector {
  close(): Promise<void>;
}

/** Throws when an environment variable that the settings name is not there. */
export function openConnector(settings: ConnectorSettings, environment: Environment): OpenConnector {
  switch (settings.is) {
    case 'http':
      return new HttpConnector(settings, environment);
    case 'table':
      return new TableConnector(settings);
    case 'sql':
      return new SqlConnector(settings, environment);
  }
}
