import type { AgentSettings } from '../domain/agent';
import type { AgentId } from '../domain/ids';
import { didYouMean } from '../flow/did-you-mean';
import type { Flow, FlowNode } from '../flow/flow';
import type { Connect } from '../flow/steps/connect-spec';
import type { Menu } from '../flow/steps/menu';
import type { QueueStep } from '../flow/steps/queue-spec';
import type { Cel } from '../flow/values';
import { FILE_OF, type Reader } from './reader';

type Agents = ReadonlyMap<AgentId, AgentSettings>;

/** Agents and extensions that flows name outright; and those whom nobody can dial where a menu has the same keys. */
export function checkPeopleNamed(reader: Reader, flows: Iterable<Flow>, agents: Agents): void {
  if (reader.unread.has(FILE_OF.agent)) return;
  const extensions = [...agents.values()].flatMap(({ extension }) => extension ?? []);
  for (const flow of flows)
    for (const node of flow.nodes.values()) {
      for (const agent of literalsOf(flow, agentsNamedIn(node)))
        if (!agents.has(agent)) reader.unknown(node.place, 'agent', agent, agents.keys());
      for (const dialled of literalsOf(flow, extensionsNamedIn(node)))
        if (!extensions.includes(dialled))
          reader.problems.error(
            node.place,
            'FLOW006',
            `no agent has the extension ${dialled}${didYouMean(dialled, extensions)}; known are ${extensions.join(', ') || 'none'}`,
          );
      if (node.kind === 'menu') checkHidden(reader, node, agents);
    }
}

function agentsNamedIn({ kind, spec }: FlowNode): readonly Cel[] {
  if (kind === 'queue') {
    const { agent, asks } = spec as QueueStep;
    return [agent, asks.prefer?.agents, asks.not].filter((each) => each !== undefined);
  }
  if (kind !== 'connect') return [];
  return (spec as Connect).whom.flatMap((each) => (each.is === 'agent' ? [each.agent] : []));
}

const extensionsNamedIn = ({ kind, spec }: FlowNode): readonly Cel[] =>
  kind === 'connect' ? (spec as Connect).whom.flatMap((each) => (each.is === 'extension' ? [each.extension] : [])) : [];

/** What expressions come to that are the same in every call. */
function literalsOf({ expressions }: Flow, named: readonly Cel[]): readonly string[] {
  return named.flatMap(({ source }) => {
    const expression = expressions.get(source);
    if (!expression || expression.names.size > 0 || expression.asks.length > 0) return [];
    const result = expression.evaluate({});
    const value = 'value' in result ? result.value : '';
    return (Array.isArray(value) ? value : [value]).flatMap((each) =>
      typeof each === 'number' || (typeof each === 'string' && each !== '') ? [String(each)] : [],
    );
  });
}

/** Where 501 is a key of the menu, the agent of that extension cannot be dialled in it. */
function checkHidden(reader: Reader, { spec, place }: FlowNode, agents: Agents): void {
  const { extensions, keys } = spec as Menu;
  if (!extensions) return;
  const { min, max } = extensions.digits;
  for (const { id, extension } of agents.values())
    if (extension !== undefined && extension.length >= min && extension.length <= max && keys.has(extension))
      reader.problems.warn(
        place,
        'FLOW024',
        `the key ${extension} of this menu is also the extension of ${id}, whom nobody can dial here then`,
      );
}
