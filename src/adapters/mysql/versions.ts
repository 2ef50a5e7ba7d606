import type { Knex } from 'knex';
import type { SiteVersion, VersionFrom, VersionHead } from '../../domain/site-version';
import type { Versions } from '../../engine/ports/history';

/** One packet of a server with its settings untouched takes 16 MB, and a blob is written in hex. */
const PART_BYTES = 1 << 20;
const LONGEST_STATEMENT_MS = 30_000;

interface VersionRecord {
  readonly number: number;
  readonly revision: string;
  readonly author: string;
  readonly message: string;
  readonly published_at: Date;
  readonly source: VersionFrom;
  readonly based_on: number | null;
  readonly taken_at: Date | null;
}

/** Heads in `site_versions`, texts in `site_revisions` once for each content, recordings by their hash in parts. */
export class MysqlVersions implements Versions {
  constructor(private readonly db: Knex) {}

  async keep({ files, ...head }: SiteVersion): Promise<void> {
    await this.db.transaction(async (trx) => {
      await trx('site_revisions')
        .insert({ revision: head.revision, published_at: new Date(head.at), files: JSON.stringify(files) })
        .onConflict('revision')
        .ignore()
        .timeout(LONGEST_STATEMENT_MS);
      await trx('site_versions').insert(recordOf(head)).onConflict('number').merge(['taken_at']);
    });
  }

  async list({ limit, before }: { readonly limit: number; readonly before?: number }): Promise<readonly VersionHead[]> {
    const query = this.db<VersionRecord>('site_versions').orderBy('number', 'desc').limit(limit);
    if (before !== undefined) void query.where('number', '<', before);
    return (await query.timeout(LONGEST_STATEMENT_MS)).map(headOf);
  }

  async load(number: number): Promise<SiteVersion | undefined> {
    const record = await this.db<VersionRecord>('site_versions').where({ number }).first();
    return record && this.whole(headOf(record));
  }

  async last(): Promise<{ readonly running: SiteVersion; readonly newest: number } | undefined> {
    const highest = await this.db<VersionRecord>('site_versions').orderBy('number', 'desc').first();
    const running = await this.db<VersionRecord>('site_versions')
      .whereNotNull('taken_at')
      .orderBy([
        { column: 'taken_at', order: 'desc' },
        { column: 'number', order: 'desc' },
      ])
      .first();
    return highest && running ? { running: await this.whole(headOf(running)), newest: highest.number } : undefined;
  }

  async missingRecordings(hashes: readonly string[]): Promise<readonly string[]> {
    if (hashes.length === 0) return [];
    const kept = (await this.db('site_recordings')
      .whereIn('hash', hashes)
      .where({ last: true })
      .pluck('hash')) as string[];
    return hashes.filter((hash) => !kept.includes(hash));
  }

  async textOf(revision: string): Promise<SiteVersion['files'] | undefined> {
    const row: { readonly files: unknown } | undefined = await this.db('site_revisions')
      .where({ revision })
      .first('files');
    return row && ((typeof row.files === 'string' ? JSON.parse(row.files) : row.files) as SiteVersion['files']);
  }

  /** The last part is written last: a recording that has it is whole. */
  async keepRecording(hash: string, bytes: Uint8Array): Promise<void> {
    const parts = Math.max(1, Math.ceil(bytes.length / PART_BYTES));
    for (let part = 0; part < parts; part++)
      await this.db('site_recordings')
        .insert({
          hash,
          part,
          bytes: Buffer.from(bytes.subarray(part * PART_BYTES, (part + 1) * PART_BYTES)),
          last: part === parts - 1,
        })
        .onConflict(['hash', 'part'])
        .ignore()
        .timeout(LONGEST_STATEMENT_MS);
  }

  async loadRecording(hash: string): Promise<Uint8Array | undefined> {
    const parts = (await this.db('site_recordings').where({ hash }).orderBy('part')) as readonly {
      readonly bytes: Buffer;
      readonly last: number;
    }[];
    return parts.at(-1)?.last ? Buffer.concat(parts.map(({ bytes }) => bytes)) : undefined;
  }

  private async whole(head: VersionHead): Promise<SiteVersion> {
    const files = await this.textOf(head.revision);
    if (!files) throw new Error(`version ${head.number} has no text: its revision ${head.revision} is not kept`);
    return { ...head, files };
  }
}

const recordOf = ({ number, revision, author, message, at, from, basedOn, takenAt }: VersionHead): VersionRecord => ({
  number,
  revision,
  author,
  message,
  published_at: new Date(at),
  source: from,
  based_on: basedOn,
  taken_at: takenAt === null ? null : new Date(takenAt),
});

const headOf = (record: VersionRecord): VersionHead => ({
  number: record.number,
  revision: record.revision,
  author: record.author,
  message: record.message,
  at: record.published_at.getTime(),
  from: record.source,
  basedOn: record.based_on,
  takenAt: record.taken_at?.getTime() ?? null,
});
