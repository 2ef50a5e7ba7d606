import type { Flow } from '../../flow/flow';
import type { Site } from '../../flow/office';
import { flowGraph, type Counts } from './flow-graph';
import type { GraphFormat } from './formats';
import { pictureOfFlow } from './flow-picture';
import { layOut } from './layout';
import { mermaidOfFlow, mermaidOfSite } from './mermaid';
import type { Picture } from './picture';
import { siteGraph } from './site-graph';
import { pictureOfSite } from './site-picture';
import { svgOf } from './svg';

/** A flow, drawn; with `counts` it says how often each way was taken, and draws it as thick. */
export async function drawFlow(flow: Flow, format: GraphFormat, counts?: Counts): Promise<string> {
  const graph = flowGraph(flow, counts);
  return drawn(
    format,
    graph,
    () => pictureOfFlow(graph),
    () => mermaidOfFlow(graph),
  );
}

/** How numbers, flows and queues hang together. */
export async function drawSite(site: Site, format: GraphFormat): Promise<string> {
  const graph = siteGraph(site);
  return drawn(
    format,
    graph,
    () => pictureOfSite(graph),
    () => mermaidOfSite(graph),
  );
}

async function drawn(
  format: GraphFormat,
  graph: object,
  picture: () => Picture,
  mermaid: () => string,
): Promise<string> {
  switch (format) {
    case 'svg':
      return svgOf(await layOut(picture()));
    case 'mermaid':
      return mermaid();
    case 'json':
      return `${JSON.stringify(graph, null, 2)}\n`;
  }
}
