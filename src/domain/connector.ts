import type { JsonObject } from './json';

/**
 * Where records are asked for by a key. Secrets stand in the environment: a header's value and the address of a database
 * name a variable (`${CRM_TOKEN}`), never the secret itself.
 */
export type ConnectorSettings =
  /** GET; `{key}` in the url is the key, 404 is "not found", `record` is a dotted path to the record in the answer. */
  | {
      readonly is: 'http';
      readonly url: string;
      readonly headers?: Readonly<Record<string, string>>;
      readonly record?: string;
    }
  /** A table of the site folder, by key. */
  | { readonly is: 'table'; readonly rows: ReadonlyMap<string, JsonObject> }
  /** The first row of a query with one `?`; `urlFrom` is the name of the environment variable with the address. */
  | { readonly is: 'sql'; readonly urlFrom: string; readonly query: string };
