import { readFile } from 'node:fs/promises';
import type { VersionHead } from '../domain/site-version';
import type { SiteView, WhichContent } from '../engine/site-use-cases';
import type { Problem } from '../flow/problem';
import { recordingsOf, type SiteContent } from '../site/content';
import { Refused, type Api } from './api';

/** The first publish of a site speaks all its prompts. */
const PUBLISH_WITHIN_MS = 300_000;
const UPLOAD_WITHIN_MS = 120_000;

export interface PublishRequest {
  readonly message: string;
  readonly author: string;
  /** The revision that is believed to run; `null`: whatever runs; absent: the node knows what its folder is based on. */
  readonly base?: string | null;
  readonly percent?: number;
  readonly dryRun?: boolean;
}

export interface PublishReply {
  readonly is: 'published' | 'unchanged' | 'checked';
  readonly version: VersionHead | null;
  readonly problems: readonly Problem[];
  readonly summary: readonly string[];
}

/** The site's versions in a running Carillon. */
export class SiteApi {
  constructor(private readonly api: Api) {}

  get timeZone(): string | undefined {
    return this.api.timeZone;
  }

  site(): Promise<SiteView> {
    return this.api.ask('GET', '/site');
  }

  async versions(limit: number): Promise<readonly VersionHead[]> {
    return (await this.api.ask<{ versions: VersionHead[] }>('GET', `/site/versions?limit=${limit}`)).versions;
  }

  content(which: string): Promise<WhichContent> {
    return this.api.ask('GET', `/site/versions/${which}`, undefined, UPLOAD_WITHIN_MS);
  }

  /** Publishes what is sent, or without content the folder of the node. Recordings go first, those that are not there. */
  async publish(request: PublishRequest, content?: SiteContent): Promise<PublishReply> {
    const body = { ...request, ...(content && { files: content.files }) };
    for (;;) {
      try {
        return await this.api.ask('POST', '/site/versions', body, PUBLISH_WITHIN_MS);
      } catch (error) {
        const missing = error instanceof Refused ? error.missing : undefined;
        if (!content || missing === undefined) throw error;
        await this.send(content, missing);
      }
    }
  }

  rollback(number: number, request: Pick<PublishRequest, 'message' | 'author'>): Promise<PublishReply> {
    return this.api.ask('POST', `/site/versions/${number}/rollback`, request, PUBLISH_WITHIN_MS);
  }

  canary(order: {
    do: 'promote' | 'stop' | 'share';
    percent?: number;
    why?: string;
    author: string;
  }): Promise<SiteView> {
    return this.api.ask('POST', '/site/canary', order, PUBLISH_WITHIN_MS);
  }

  private async send(content: SiteContent, hashes: readonly string[]): Promise<void> {
    const known = new Set([...recordingsOf(content.files).values()].map(({ hash }) => hash));
    for (const hash of new Set(hashes)) {
      const path = content.recordings.get(hash);
      if (path === undefined || !known.has(hash))
        throw new Error(`the node asks for a recording ${hash} that is not ours`);
      await this.api.upload(`/site/recordings/${hash}`, await readFile(path), UPLOAD_WITHIN_MS);
    }
  }
}
