import type { Revision } from '../domain/ids';
import type { Clock, Log } from '../engine/ports/world';
import type { FolderView } from '../engine/site-use-cases';
import type { Problem } from '../flow/problem';
import { changedFiles } from '../site/changes';
import { revisionOf, type SiteFiles } from '../site/compile';
import { readSiteContent, type HashMemory, type SiteContent } from '../site/content';
import { FolderWatch, type WatchMode } from './folder-watch';

interface FolderParts {
  readonly path: string;
  readonly mode: WatchMode;
  readonly check: (files: SiteFiles) => Promise<readonly Problem[]>;
  readonly clock: Clock;
  readonly log: Log;
}

interface FolderHooks {
  running(): { readonly files: SiteFiles; readonly revision: Revision };
  /** The folder has changed, and changes are to be published. */
  onChange(): void;
  /** It holds what runs. */
  onSame(revision: Revision): void;
}

/** The node's own copy of the site, where an admin works: what is in it, and how far it is from what runs. */
export class SiteFolder {
  private readonly memory: HashMemory = new Map();
  private readonly checked = new Map<Revision, readonly Problem[]>();
  private known: Omit<FolderView, 'behind'> | null = null;
  private hooks: FolderHooks | undefined;
  private watch: FolderWatch | undefined;
  private looking: Promise<void> | undefined;
  private again = false;
  /** What was published or refused already: it is not tried twice. */
  private tried: Revision | undefined;

  constructor(private readonly parts: FolderParts) {}

  get view(): Omit<FolderView, 'behind'> | null {
    return this.known;
  }

  get path(): string {
    return this.parts.path;
  }

  read(): Promise<SiteContent> {
    return readSiteContent(this.parts.path, this.memory);
  }

  /** Somebody is about to publish this. */
  willTry(revision: Revision): void {
    this.tried = revision;
  }

  /** Begins to look after the folder. */
  follow(hooks: FolderHooks): void {
    if (this.parts.mode === 'off') return;
    this.hooks = hooks;
    this.watch = new FolderWatch(
      this.parts.path,
      () => this.look(),
      (error) => this.parts.log.warn('the site folder cannot be watched; it is looked at every 30 s', { error }),
    );
    this.look();
  }

  /** Looks again, soon: something may be different in it, or in what runs. */
  look(): void {
    if (!this.hooks) return;
    this.again = true;
    this.looking ??= this.lookWhileAsked().finally(() => (this.looking = undefined));
  }

  /** Resolves when nobody looks. */
  async idle(): Promise<void> {
    await this.looking;
  }

  close(): void {
    this.hooks = undefined;
    this.watch?.close();
  }

  private async lookWhileAsked(): Promise<void> {
    while (this.again && this.hooks) {
      this.again = false;
      try {
        await this.lookNow(this.hooks);
      } catch (error) {
        if (this.known) this.parts.log.warn('the site folder cannot be read; what runs goes on', { error });
        this.known = null;
      }
    }
  }

  private async lookNow(hooks: FolderHooks): Promise<void> {
    const { files } = await this.read();
    const revision = revisionOf(files);
    const problems = revision === hooks.running().revision ? [] : await this.problemsOf(revision, files);
    const running = hooks.running();
    const lookedAt = this.parts.clock.now();
    this.known = { revision, lookedAt, problems, changes: changedFiles(running.files, files) };
    if (revision === running.revision) hooks.onSame(revision);
    else if (this.parts.mode === 'publish' && this.tried !== revision) {
      this.willTry(revision);
      hooks.onChange();
    }
  }

  private async problemsOf(revision: Revision, files: SiteFiles): Promise<readonly Problem[]> {
    const problems = this.checked.get(revision) ?? (await this.parts.check(files));
    this.checked.clear();
    this.checked.set(revision, problems);
    return problems;
  }
}
