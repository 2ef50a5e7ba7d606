import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { readSiteContent, type SiteContent } from '../site/content';
import { Refused } from './api';
import { exitCodes, Usage, type ExitCode } from './failure';
import { homeFolder } from './settings';
import type { PublishReply, PublishRequest, SiteApi } from './site-api';
import { called, reported } from './site-reports';
import { coloursFor } from './terminal';
import type { World } from './world';
import { countProblems } from '../site/report';

export interface PublishOptions {
  readonly message: string;
  readonly dryRun: boolean;
  readonly base?: string;
  readonly force: boolean;
  readonly canary?: number;
  readonly json: boolean;
}

/**
 * `carillon publish`: the folder that is named goes to the node, or without a name the node takes its own. What was last
 * published from a folder here is remembered, so that somebody else's version is not overwritten unknowingly.
 */
export async function publish(
  world: World,
  api: SiteApi,
  url: string,
  named: string | undefined,
  options: PublishOptions,
): Promise<ExitCode> {
  const folder = named === undefined ? undefined : resolve(world.cwd, named);
  const content = folder === undefined ? undefined : await contentOf(folder, named ?? folder);
  const bases = new Bases(join(homeFolder(world), 'published.json'), url);
  const base = options.force ? null : (options.base ?? (folder === undefined ? undefined : bases.of(folder)));
  const request: PublishRequest = {
    message: options.message,
    author: world.user(),
    dryRun: options.dryRun,
    ...(base !== undefined && { base }),
    ...(options.canary !== undefined && { percent: options.canary }),
  };
  return told(world, content, options, async () => {
    const reply = await api.publish(request, content);
    if (folder !== undefined && reply.version && !options.dryRun) bases.keep(folder, reply.version.revision);
    return reply;
  });
}

/** Says how a publish went; mistakes are shown with their lines. */
export async function told(
  world: World,
  content: SiteContent | undefined,
  { json }: { readonly json: boolean },
  order: () => Promise<PublishReply>,
): Promise<ExitCode> {
  const { stdout, stderr, env } = world;
  try {
    const reply = await order();
    stdout.write(json ? `${JSON.stringify(reply, null, 2)}\n` : `${inWords(world, reply, content)}\n`);
    return exitCodes.fine;
  } catch (error) {
    if (!(error instanceof Refused) || error.problems === undefined) throw error;
    const { problems } = error;
    if (json) stdout.write(`${JSON.stringify({ is: 'mistakes', problems }, null, 2)}\n`);
    else stdout.write(`${reported(world, problems, content?.files ?? {})}\n\n`);
    const colours = coloursFor(stderr, env);
    stderr.write(`${colours.red('Not published')}: ${countProblems(problems)}; calls run on as before.\n`);
    return exitCodes.failed;
  }
}

function inWords(
  world: World,
  { is, version, problems, summary }: PublishReply,
  content: SiteContent | undefined,
): string {
  const colours = coloursFor(world.stdout, world.env);
  const changes = summary.map((line) => `  ${line}`);
  const warnings = problems.length > 0 ? [reported(world, problems, content?.files ?? {}), ''] : [];
  switch (is) {
    case 'unchanged':
      return `Nothing to publish: ${version ? called(version) : 'it'} runs and holds the same.`;
    case 'checked':
      return [
        ...warnings,
        ...changes,
        `It can be published: ${countProblems(problems)}. Nothing was changed (--dry-run).`,
      ].join('\n');
    case 'published': {
      const what = version?.takenAt == null ? 'A share of the new calls gets' : 'New calls get';
      return [
        ...warnings,
        ...changes,
        `${colours.green('Published')}. ${what} ${version ? called(version) : 'it'}.`,
      ].join('\n');
    }
  }
}

async function contentOf(folder: string, named: string): Promise<SiteContent> {
  try {
    const content = await readSiteContent(folder);
    if (Object.keys(content.files).length > 0) return content;
  } catch (error) {
    if (!['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    throw new Usage(`${named} is no folder; name the folder that holds site.yaml`);
  }
  throw new Usage(`${named} holds no site; name the folder that holds site.yaml`);
}

/** Which revision each folder of this machine was last in step with, by node. */
export class Bases {
  constructor(
    private readonly file: string,
    private readonly url: string,
  ) {}

  of(folder: string): string | undefined {
    return this.all()[this.key(folder)];
  }

  keep(folder: string, revision: string): void {
    mkdirSync(dirname(this.file), { recursive: true });
    writeFileSync(this.file, `${JSON.stringify({ ...this.all(), [this.key(folder)]: revision }, null, 2)}\n`);
  }

  private key(folder: string): string {
    return `${this.url} ${folder}`;
  }

  private all(): Readonly<Record<string, string>> {
    try {
      return JSON.parse(readFileSync(this.file, 'utf8')) as Record<string, string>;
    } catch (error) {
      if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return {};
      throw error;
    }
  }
}
