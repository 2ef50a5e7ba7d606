import type { z } from 'zod';
import { noOutcomes } from '../domain/site-version';
import type { changesView, publishAnswer, siteView, versionContent, versionView } from './site-schemas';

const at = 1_795_290_200_000;

export const version: z.input<typeof versionView> = {
  number: 7,
  revision: '3f9a1c2b4d5e',
  author: 'olga@laptop (admin)',
  message: 'New year’s hours',
  at,
  from: 'folder',
  basedOn: 6,
  takenAt: at,
};

export const site: z.input<typeof siteView> = {
  revision: '3f9a1c2b4d5e',
  loadedAt: at,
  version,
  lastReload: { at, taken: true, by: 'olga@laptop (admin)', why: '', problems: [] },
  folder: {
    revision: '5e4d3c2b1a0f',
    lookedAt: at,
    changes: [{ path: 'flows/main.yaml', change: 'changed' }],
    problems: [],
    behind: false,
  },
  canary: {
    version: { ...version, number: 8, revision: '5e4d3c2b1a0f', basedOn: 7, takenAt: null },
    percent: 10,
    since: at,
    outcomes: { base: { ...noOutcomes, arrived: 180, ended: 171, answered: 150 }, canary: noOutcomes },
  },
  lastCanary: null,
  unkept: 0,
};

export const published: z.input<typeof publishAnswer> = {
  is: 'published',
  version,
  problems: [],
  summary: ['flow main: label menu changed', 'number 1000: flow main → sales'],
};

export const content: z.input<typeof versionContent> = {
  version,
  revision: '3f9a1c2b4d5e',
  files: { 'site.yaml': 'site: "Example office"\nlanguage: en\n' },
};

export const changes: z.input<typeof changesView> = {
  files: [
    {
      path: 'site.yaml',
      change: 'changed',
      patch: '--- a/site.yaml\n+++ b/site.yaml\n@@ -1,1 +1,1 @@\n-language: en\n+language: ru\n',
    },
  ],
  summary: ['site.yaml: language en → ru'],
};
