import type { SiteVersion, VersionHead } from '../../src/domain/site-version';
import type { Versions } from '../../src/engine/ports/history';

/** Versions as texts in memory; it can be away, as a database can. */
export class MemoryVersions implements Versions {
  private readonly kept = new Map<number, string>();
  private readonly recordings = new Map<string, Uint8Array>();
  private away = false;

  goAway(): void {
    this.away = true;
  }

  comeBack(): void {
    this.away = false;
  }

  async keep(version: SiteVersion): Promise<void> {
    this.mustBeThere();
    const before = this.read(version.number);
    this.kept.set(version.number, JSON.stringify(before ? { ...before, takenAt: version.takenAt } : version));
  }

  async list({
    limit,
    before = Infinity,
  }: {
    readonly limit: number;
    readonly before?: number;
  }): Promise<VersionHead[]> {
    this.mustBeThere();
    return this.all()
      .filter(({ number }) => number < before)
      .slice(0, limit)
      .map(({ files: _, ...head }) => head);
  }

  async load(number: number): Promise<SiteVersion | undefined> {
    this.mustBeThere();
    return this.read(number);
  }

  async textOf(revision: string): Promise<SiteVersion['files'] | undefined> {
    this.mustBeThere();
    return this.all().find((version) => version.revision === revision)?.files;
  }

  async last(): Promise<{ readonly running: SiteVersion; readonly newest: number } | undefined> {
    this.mustBeThere();
    const all = this.all();
    const running = all
      .filter(({ takenAt }) => takenAt !== null)
      .sort((a, b) => (b.takenAt ?? 0) - (a.takenAt ?? 0) || b.number - a.number)[0];
    return all[0] && running && { running, newest: all[0].number };
  }

  async missingRecordings(hashes: readonly string[]): Promise<readonly string[]> {
    this.mustBeThere();
    return hashes.filter((hash) => !this.recordings.has(hash));
  }

  async keepRecording(hash: string, bytes: Uint8Array): Promise<void> {
    this.mustBeThere();
    this.recordings.set(hash, Uint8Array.from(bytes));
  }

  async loadRecording(hash: string): Promise<Uint8Array | undefined> {
    this.mustBeThere();
    return this.recordings.get(hash);
  }

  private all(): SiteVersion[] {
    return [...this.kept.values()].map((text) => JSON.parse(text) as SiteVersion).sort((a, b) => b.number - a.number);
  }

  private read(number: number): SiteVersion | undefined {
    const text = this.kept.get(number);
    return text === undefined ? undefined : (JSON.parse(text) as SiteVersion);
  }

  private mustBeThere(): void {
    if (this.away) throw new Error('the database is away');
  }
}
