import type { z } from 'zod';
import type { agentRulesView } from './agent-schemas';
import type { agentView, callRow, callView, campaignRow, eventView, phoneView, queueView } from './schemas';

/** What the description of the API shows; a test reads each by its schema. */
const at = 1_795_290_200_000;

export const anna: z.input<typeof agentView> = {
  id: 'anna',
  name: 'Anna Berg',
  phone: 'anna',
  state: 'not-ready',
  reason: 'lunch',
  since: at,
  until: null,
  queues: ['sales'],
  skills: { sales: 80 },
  call: null,
  next: null,
};

export const rules: z.input<typeof agentRulesView> = {
  reasons: [{ code: 'lunch', labels: { en: 'Lunch', ru: 'Обед' }, limitMs: 2_700_000, then: 'warn' }],
  otherReasons: false,
  dispositions: { sales: { required: true, codes: [{ code: 'sold', path: [{ en: 'Sold' }] }] } },
};

export const sales: z.input<typeof queueView> = {
  name: 'sales',
  title: 'Sales',
  waiting: 2,
  offered: 1,
  talking: 3,
  callbacks: 2,
  longestWaitMs: 41_000,
  agents: { 'signed-out': 1, 'not-ready': 0, available: 0, offered: 1, 'on-call': 3, 'wrap-up': 0 },
  conditions: [{ of: 'enter', name: 'crowded', since: 1_795_290_196_000 }],
};

export const liveCall: z.input<typeof callView> = {
  id: '1795290196.12',
  sipCallId: '7f3a@192.0.2.10',
  ani: '+79161234567',
  name: '',
  dnis: '1000',
  campaign: 'autumn',
  flow: 'main',
  node: 'sales.0',
  arrivedAt: at,
  answered: true,
  queue: 'sales',
  position: 1,
  agent: null,
};

export const phone: z.input<typeof phoneView> = {
  account: 'anna',
  agent: 'anna',
  name: 'Anna Berg',
  password: 'kept-secret',
  address: null,
};

export const call: z.input<typeof callRow> = {
  id: '1795290196.12',
  ani: '+79161234567',
  name: '',
  dnis: '1000',
  trunk: 'city',
  channel: 'trunk',
  campaign: 'autumn',
  language: 'en',
  flow: 'main',
  revision: '3f9a1c2b4d5e',
  arrivedAt: at,
  answeredAt: at + 900,
  endedAt: at + 95_000,
  outcome: 'answered',
  endedBy: 'them',
  cause: 16,
  summary: null,
};

export const played: z.input<typeof eventView> = {
  id: '1795290196.12.e4',
  at: at + 1_000,
  call: '1795290196.12',
  type: 'flow.play',
  data: {
    node: 'menu.0',
    command: '1795290196.12.p3',
    language: 'en',
    media: [{ is: 'prompt', name: 'office/main-menu', text: 'For sales press 1.' }],
  },
};

export const autumn: z.input<typeof campaignRow> = {
  campaign: 'autumn',
  offered: 120,
  answered: 101,
  abandoned: 9,
  lost: 0,
};
