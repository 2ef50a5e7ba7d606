import type { Api } from './api';
import { CallStory } from './call/story';
import type { ListOptions } from './lists';
import { coloursFor } from './terminal';
import { clock, timesOf } from './times';
import type { World } from './world';

/** `carillon history CALL`: one call as it went, told from its events. */
export async function showCall(world: World, api: Api, id: string, { json }: ListOptions): Promise<void> {
  const { stdout, env } = world;
  const { call, events } = await api.historyOf(id);
  if (json) {
    stdout.write(`${JSON.stringify({ call, events }, null, 2)}\n`);
    return;
  }
  const colours = coloursFor(stdout, env);
  const names = new Map((await api.agents()).map((agent) => [agent.id, agent.name]));
  const story = new CallStory((agent) => names.get(agent) ?? agent);
  stdout.write(
    `${colours.bold(`${timesOf(world, api).named(call.arrivedAt)}  ${call.ani || 'withheld'} to ${call.dnis}`)}\n`,
  );
  for (const event of events)
    for (const { text } of story.tell(event).lines)
      stdout.write(`${colours.dim(clock(event.at - call.arrivedAt).padStart(6))}  ${text}\n`);
}
