import type { Membership } from '../domain/agent';
import { usualAgentRules, type AgentRules } from '../domain/agent-rules';
import type { ConfirmRule } from '../domain/queue';
import type { z } from 'zod';
import type { Reader } from './reader';
import type { agentsFile } from './schemas';
import type { YamlFile } from '../flow/yaml';

export type WrittenAgents = z.output<typeof agentsFile>;
type WrittenAgent = WrittenAgents['agents'][string];
type WrittenMember = WrittenAgent['queues'][number];

/** The queues of an agent, and how they belong to each: their own say counts, then that of their profiles in order. */
export function membershipsOf(
  agent: WrittenAgent,
  profiles: WrittenAgents['profiles'],
): Readonly<Record<string, Membership>> {
  const written = [agent.queues, ...agent.profiles.map((profile) => profiles[profile]?.queues ?? [])].flat();
  const memberships: Record<string, Membership> = {};
  for (const member of written) memberships[member.queue] ??= membershipOf(member);
  return memberships;
}

/** The agent's own word counts, then that of their profiles in order; without any, the queue's. */
export const confirmOf = (agent: WrittenAgent, profiles: WrittenAgents['profiles']): ConfirmRule | undefined =>
  agent.confirm ?? agent.profiles.flatMap((profile) => profiles[profile]?.confirm ?? [])[0];

const membershipOf = ({ tier, order, weight, delay }: WrittenMember): Membership => ({
  tier,
  order,
  weight,
  ...(delay > 0 && { delayMs: delay }),
});

/** Queues that profiles name, and profiles that agents name. */
export function checkProfiles(
  reader: Reader,
  { yaml, data }: { readonly yaml: YamlFile; readonly data: WrittenAgents },
  queues: ReadonlyMap<string, unknown>,
): void {
  for (const [name, { queues: members }] of Object.entries(data.profiles))
    members.forEach(({ queue }, index) => {
      if (!queues.has(queue))
        reader.unknown(yaml.place(['profiles', name, 'queues', index]), 'queue', queue, queues.keys());
    });
  for (const [id, { profiles }] of Object.entries(data.agents))
    profiles.forEach((profile, index) => {
      if (!(profile in data.profiles))
        reader.unknown(yaml.place(['agents', id, 'profiles', index]), 'profile', profile, Object.keys(data.profiles));
    });
}

/** What holds for every agent. */
export function rulesOf(written: WrittenAgents | undefined): AgentRules {
  if (!written) return usualAgentRules;
  const { not_ready: notReady, sign_out: signOut } = written;
  const reasons = new Map(Object.entries(notReady.reasons).map(([code, reason]) => [code, { code, ...reason }]));
  return {
    reasons,
    otherReasons: notReady.others ?? reasons.size === 0,
    missedOffers: signOut.after_missed ?? null,
    unreachableMs: signOut.after_unreachable ?? null,
    signedInMs: signOut.after ?? null,
  };
}
